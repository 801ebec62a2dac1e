import { RequestError } from '@musterhq/page';
import type { Medium } from '../live/facts.ts';

/** Sends files to the library, telling how far it is: `fetch` does not say what of a body has gone. */
export function uploadFiles(
  files: readonly File[],
  altText: string,
  tell: (share: number) => void,
): Promise<{ media: Medium['facts'][] }> {
  const form = new FormData();
  form.append('altText', altText);
  for (const file of files) form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open('POST', '/api/media');
    asked.setRequestHeader('accept', 'application/json');
    asked.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) tell(loaded / total);
    });
    asked.addEventListener('load', () => {
      if (asked.status === 200) resolve(JSON.parse(asked.responseText));
      else reject(new RequestError(asked.status, wordsOf(asked.responseText, asked.status)));
    });
    asked.addEventListener('error', () =>
      reject(new RequestError(null, 'the server of this page cannot be reached, or took no more of it')),
    );
    asked.send(form);
  });
}

function wordsOf(text: string, status: number): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return `the server answered ${status}`;
  }
}
