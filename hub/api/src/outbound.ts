import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { ApiError } from './api-error.ts';

type Fetched = { bytes: Uint8Array; type: string; url: string };
export type FetchPublic = (url: string, limits?: Partial<FetchLimits>) => Promise<Fetched>;
type FetchLimits = { bytes: number; timeoutMs: number; redirects: number };
type Resolve = (host: string) => Promise<readonly string[]>;
type Address = { address: string; family: 4 | 6 };

const usualLimits: FetchLimits = { bytes: 64e6, timeoutMs: 20_000, redirects: 3 };

/** Every range that is nobody's public server: IANA's special-purpose registries (RFC 6890 and what followed it). */
const privateRanges = makeBlockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/9',
  'ff00::/8',
]);

/** Whether an address is one of the public internet. Of one that carries an IPv4 address within, that one counts too. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !privateRanges.check(address, 'ipv4');
  if (family !== 6) return false;
  const inner = innerAddress(address);
  if (inner !== undefined) return isPublicAddress(inner);
  return !privateRanges.check(address, 'ipv6');
}

/** Mapped (`::ffff:10.0.0.1`) and translated (`64:ff9b::10.0.0.1`) addresses, in whichever way they are written. */
function innerAddress(address: string): string | undefined {
  // The parser of URLs writes every IPv6 address in one way.
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const match =
    /^(?:::ffff|64:ff9b:):([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain) ??
    /^64:ff9b::([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (match === null) return undefined;
  const number = Number.parseInt(match[1]!, 16) * 0x10000 + Number.parseInt(match[2]!, 16);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
}

/**
 * Makes the one function by which the hub fetches what somebody else named. A name is resolved once, every address that it has must be
 * public, and the connection goes to the address that was looked at: a name that answers otherwise a moment later changes nothing. Each
 * redirect is looked at in the same way. `isAllowed` lets in addresses besides; tests and sandboxes are on loopback.
 */
export function makeFetchPublic(
  options: { resolve?: Resolve; isAllowed?: (address: string, port: number) => boolean } = {},
): FetchPublic {
  const { resolve = resolveAll, isAllowed = () => false } = options;
  return async (url, limits = {}) => {
    const within = { ...usualLimits, ...limits };
    const deadline = AbortSignal.timeout(within.timeoutMs);
    let at = url;
    for (let left = within.redirects; left >= 0; left -= 1) {
      const target = checkUrl(at);
      const address = await choose(target, resolve, isAllowed);
      const answer = await fetchPinned(target, address, within, deadline);
      if (!('location' in answer)) return { ...answer, url: target.href };
      at = new URL(answer.location, target).href;
    }
    throw new ApiError('address_refused', `${url} redirects more than ${within.redirects} times.`, { url });
  };
}

/** A URL's own parser turns `http://2130706433`, `0x7f.1` and `[::ffff:7f00:1]` into addresses that can be looked at. */
function checkUrl(text: string): URL {
  if (!URL.canParse(text))
    throw new ApiError('address_refused', `'${text}' is not an address.`, { url: text });
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new ApiError('address_refused', `${text}: expected https:// or http://.`, { url: text });
  if (url.username !== '' || url.password !== '')
    throw new ApiError('address_refused', 'An address with a name or a password in it is not fetched.', {});
  return url;
}

async function choose(
  url: URL,
  resolve: Resolve,
  isAllowed: (address: string, port: number) => boolean,
): Promise<Address> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const addresses = isIP(host) > 0 ? [host] : await resolved(host, resolve);
  const inside = addresses.find((address) => !isPublicAddress(address) && !isAllowed(address, port));
  if (inside !== undefined || addresses.length === 0)
    throw new ApiError(
      'address_refused',
      `${url.origin} leads to ${inside ?? 'no address'}: only addresses of the public internet are fetched.`,
      { url: url.href, address: inside },
    );
  const [address] = addresses;
  return { address: address!, family: isIP(address!) as 4 | 6 };
}

async function resolved(host: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(host);
  } catch (cause) {
    throw new ApiError(
      'unreachable',
      `${host} has no address: ${(cause as Error).message}`,
      { host },
      { cause },
    );
  }
}

function fetchPinned(
  url: URL,
  { address, family }: Address,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<{ location: string } | Omit<Fetched, 'url'>> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((done, fail) => {
    const unreachable = (cause: Error) =>
      fail(
        cause instanceof ApiError
          ? cause
          : new ApiError(
              'unreachable',
              `${url.origin} gave no answer: ${cause.message}`,
              { url: url.href },
              { cause },
            ),
      );
    const request = send(url, {
      agent: false,
      signal,
      headers: { 'user-agent': 'muster-hub', accept: '*/*' },
      // The address that was looked at, and no other; the name stays for the certificate and the Host header.
      lookup: (_, { all }, answer) =>
        all === true
          ? (answer as unknown as (error: null, all: Address[]) => void)(null, [{ address, family }])
          : answer(null, address, family),
    });
    request.on('error', unreachable);
    request.on('response', (response) => {
      response.on('error', unreachable);
      const { statusCode = 0, headers } = response;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        response.destroy();
        done({ location: headers.location });
        return;
      }
      if (statusCode !== 200) {
        response.destroy();
        unreachable(new Error(`it answered ${statusCode}`));
        return;
      }
      const parts: Buffer[] = [];
      let count = 0;
      response.on('data', (part: Buffer) => {
        count += part.length;
        parts.push(part);
        if (count > limits.bytes)
          response.destroy(
            new ApiError('too_large', `${url.href} is larger than ${limits.bytes} bytes.`, {
              limit: limits.bytes,
            }),
          );
      });
      response.on('end', () =>
        done({ bytes: Buffer.concat(parts), type: headers['content-type'] ?? 'application/octet-stream' }),
      );
    });
    request.end();
  });
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
}

function makeBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
