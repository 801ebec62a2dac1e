import type { FastifyRequest } from 'fastify';
import { refuseMalformed } from './refusal.ts';

export type Fields = Record<string, unknown>;

/** A request as the emulated platforms read it. */
export type Incoming = {
  /** The real host that the caller meant. */
  host: string;
  endpoint: string;
  method: string;
  /** Without the version. */
  path: string;
  /** Graph only, for instance `v25.0`. */
  version: string | undefined;
  route: Record<string, string>;
  query: Fields;
  bodyKind: 'none' | 'json' | 'form' | 'multipart' | 'bytes';
  /** The fields of a JSON object or a form. */
  body: Fields;
  files: Record<string, Uint8Array>;
  bytes: Uint8Array | undefined;
  headers: Record<string, string>;
};

export async function readIncoming(
  host: string,
  endpoint: string,
  request: FastifyRequest,
): Promise<Incoming> {
  const url = new URL(request.originalUrl, 'http://sandbox');
  const version = /^\/(v\d+\.\d+)(?=\/)/.exec(url.pathname)?.[1];
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return {
    host,
    endpoint,
    method: request.method,
    path: version ? url.pathname.slice(version.length + 1) : url.pathname,
    version,
    route: request.params as Record<string, string>,
    query: Object.fromEntries(url.searchParams),
    headers,
    ...(await readBody(request)),
  };
}

async function readBody(
  request: FastifyRequest,
): Promise<Pick<Incoming, 'bodyKind' | 'body' | 'files' | 'bytes'>> {
  const empty = { body: {}, files: {}, bytes: undefined };
  if (request.isMultipart()) return readParts(request);
  if (Buffer.isBuffer(request.body)) return { ...empty, bodyKind: 'bytes', bytes: request.body };
  if (request.body === undefined || request.body === null) return { ...empty, bodyKind: 'none' };
  if (typeof request.body !== 'object' || Array.isArray(request.body))
    refuseMalformed('Expected a JSON object as the body.');
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return { ...empty, bodyKind: isForm ? 'form' : 'json', body: { ...(request.body as Fields) } };
}

async function readParts(
  request: FastifyRequest,
): Promise<Pick<Incoming, 'bodyKind' | 'body' | 'files' | 'bytes'>> {
  const body: Fields = {};
  const files: Record<string, Uint8Array> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') files[part.fieldname] = await part.toBuffer();
      else body[part.fieldname] = part.value;
    }
  } catch (error) {
    refuseMalformed(`The form cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { bodyKind: 'multipart', body, files, bytes: undefined };
}

/** What Graph takes a parameter to be: address, form and JSON body alike. */
export function allFields({ query, body }: Incoming): Fields {
  return { ...query, ...body };
}

/** The token that a request speaks with: bearer header, Meta's `OAuth` scheme, or the parameter `access_token`. */
export function tokenValueOf(incoming: Incoming): string | undefined {
  const header = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  const parameter = allFields(incoming).access_token;
  return header ?? (typeof parameter === 'string' ? parameter : undefined);
}
