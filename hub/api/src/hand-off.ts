import { assembleHandOff, type HandOff } from '@musterhub/jobs';
import { findAccount, findMedia, findPublication } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';
import type { MediaLinks } from './media-links.ts';

/** A packet with the files that its links lead to. */
export type HandOffPacket = HandOff & { publication: string; files: string[] };

export async function readHandOff(
  { store }: Hub,
  links: Pick<MediaLinks, 'make'>,
  id: string,
): Promise<HandOffPacket> {
  const row = await findPublication(store.database, id);
  if (row === undefined) throw new ApiError('not_found', `There is no publication ${id}.`, { id });
  const account = await findAccount(store.database, row.account);
  const packet = assembleHandOff(row.post, account?.name ?? row.account, links.make);
  return { ...packet, publication: id, files: row.post.media.map(({ sha256 }) => sha256) };
}

/** The packet as one file, which needs neither the hub nor a link that still holds: its pictures are in it. */
export async function handOffPage({ store, media }: Hub, packet: HandOffPacket): Promise<string> {
  const files = await Promise.all(
    packet.files.map(async (sha256) => {
      const row = await findMedia(store.database, sha256);
      const bytes = Buffer.from(await media.read(sha256)).toString('base64');
      return { type: row?.facts.type ?? 'application/octet-stream', bytes, sha256 };
    }),
  );
  let shown = 0;
  const steps = packet.steps.map(({ what, paste, media: medium }) => {
    const file = medium === undefined ? undefined : files[shown++];
    return [
      `<li><p>${escapeHtml(what)}</p>`,
      paste === undefined ? '' : `<textarea readonly rows="6">${escapeHtml(paste)}</textarea>`,
      file === undefined ? '' : fileOf(file),
      medium === undefined || medium.altText === ''
        ? ''
        : `<p>Alternative text:</p><textarea readonly rows="2">${escapeHtml(medium.altText)}</textarea>`,
      '</li>',
    ].join('');
  });
  const title = `Post ${packet.publication} by hand`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style><h1>${escapeHtml(title)}</h1><ol>${steps.join('')}</ol></html>`;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}textarea{width:100%;font:inherit}img,video{max-width:20rem;display:block}li{margin-bottom:1.5rem}';

function fileOf({ type, bytes, sha256 }: { type: string; bytes: string; sha256: string }): string {
  const source = `data:${type};base64,${bytes}`;
  const ending = type.split('/')[1];
  const shown = type.startsWith('video/')
    ? `<video controls src="${source}"></video>`
    : `<img alt="" src="${source}">`;
  return `${shown}<a download="${sha256.slice(0, 12)}.${ending}" href="${source}">Download</a>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
