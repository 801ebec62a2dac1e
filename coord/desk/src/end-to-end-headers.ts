import type { IncomingMessage } from 'node:http';

/** RFC 9110, 7.6.1: about one connection, so not for the next one; `connection` may name more. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** The headers of a message that are meant for its last receiver, repeated ones as often as they came. */
export function endToEndHeaders(
  { headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>,
  without: readonly string[] = [],
): Record<string, string[]> {
  const named = (headersDistinct.connection ?? []).flatMap((value) => value.split(','));
  const dropped = new Set([...hopByHop, ...without, ...named.map((name) => name.trim().toLowerCase())]);
  return Object.fromEntries(
    Object.entries(headersDistinct).filter(
      (entry): entry is [string, string[]] => entry[1] !== undefined && !dropped.has(entry[0]),
    ),
  );
}
