import { MediaError, probeMedia } from '@musterhub/media';
import type { PostMedia } from '@musterhub/rules';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { keepBytes } from './draw-pictures.ts';
import type { Hub } from './hub.ts';

/** Held in memory while their bytes are looked at. */
export const mostFileBytes = 200e6;
export const mostFiles = 20;
export const mostBodyBytes = 4e6;

export type Upload = { name: string; bytes: Uint8Array };

/** The files of a request, and the alternative text that stands before them. */
export async function readUploads(request: FastifyRequest): Promise<{ files: Upload[]; altText: string }> {
  if (!request.isMultipart())
    throw new ApiError('unsupported', 'Files come as multipart/form-data, in parts called file.');
  const files: Upload[] = [];
  let altText = '';
  for await (const part of request.parts()) {
    if (part.type === 'file') files.push({ name: part.filename, bytes: await part.toBuffer() });
    else if (part.fieldname === 'altText') altText = String(part.value);
    else
      throw new ApiError('malformed', `There is no field '${part.fieldname}': altText and file are known.`);
  }
  if (files.length === 0)
    throw new ApiError('malformed', 'There is no file in the request: send parts called file.');
  return { files, altText };
}

/** Keeps files in the media library: all of them, or, where the bytes of one are not good, none. */
export async function keepUploads(hub: Hub, files: readonly Upload[], altText: string): Promise<PostMedia[]> {
  const good: { bytes: Uint8Array; media: PostMedia; name: string }[] = [];
  const issues: { path: string; message: string; code: string }[] = [];
  for (const { name, bytes } of files) {
    try {
      good.push({ bytes, media: await probeMedia(bytes, altText), name });
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      issues.push({ path: name, message: error.message, code: error.code });
    }
  }
  const [first] = issues;
  if (first !== undefined)
    throw new ApiError(
      first.code === 'too_large' ? 'too_large' : 'unsupported',
      `Nothing was stored: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
      { issues },
    );
  for (const file of good) await keepBytes(hub, file);
  return good.map(({ media }) => media);
}
