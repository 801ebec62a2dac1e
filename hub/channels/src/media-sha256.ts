import { createHash } from 'node:crypto';
import type { Hosts } from './channel.ts';
import { readAtMost } from './send-once.ts';

const mostMediaBytes = 600_000_000;

/**
 * The hash of the bytes that readers of a post are sent. Undefined where they cannot be fetched. Platforms keep media on hosts
 * with changing names: only TLS is taken, or loopback where a sandbox stands for the platform.
 */
export async function mediaSha256(
  address: string | undefined,
  { hosts, timeoutMs }: { hosts: Hosts; timeoutMs: number },
): Promise<string | undefined> {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isSandboxed = Object.values(hosts).some((host) => new URL(host).hostname === url.hostname);
  if (!isSandboxed && (url.protocol !== 'https:' || !isPublicName(url.hostname))) return undefined;
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) return undefined;
    return createHash('sha256')
      .update(await readAtMost(response, mostMediaBytes))
      .digest('hex');
  } catch {
    // What cannot be fetched is not known; the caller compares what is.
    return undefined;
  }
}

/** A name of the public web: no number, nothing that only this network knows. */
function isPublicName(hostname: string): boolean {
  return /\.[a-z][a-z0-9-]*$/i.test(hostname) && !/\.(local|localhost|internal|home|lan)$/i.test(hostname);
}
