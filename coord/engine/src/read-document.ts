import { readFile } from 'node:fs/promises';
import { EngineError } from './engine-error.ts';

/** The document's text, byte for byte; a refusal says what stands there instead. */
export async function readDocument(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw refusal(file, error);
  });
  const text = decode(bytes);
  if (text !== undefined) return text;
  throw new EngineError(
    'document_invalid',
    `${file} is not UTF-8 text: expected a Markdown document. Name another file, or save it as UTF-8.`,
    { file },
  );
}

/** Undefined for what is no text; a zero byte is none, and no store would take it. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function refusal(file: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EISDIR')
    return new EngineError('document_invalid', `${file} is a folder: name the document in it.`, { file });
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return new EngineError(
      'document_missing',
      `There is no document at ${file}. Name an existing file, or make one with 'muster plan new'.`,
      { file },
    );
  if (error.code === 'EACCES')
    return new EngineError('document_invalid', `${file} may not be read by this account.`, { file });
  return error;
}
