export type FetchedMedia =
  | { kind: 'fetched'; bytes: Uint8Array }
  | { kind: 'timed_out' }
  | { kind: 'unfetchable'; why: string };

/** Downloads what a post's address points at, as Instagram and Facebook do by themselves; the time-out is in real milliseconds. */
export async function fetchMedia(address: string, timeoutMs: number): Promise<FetchedMedia> {
  if (!/^https?:\/\//.test(address)) return { kind: 'unfetchable', why: 'not an http address' };
  try {
    const response = await fetch(address, {
      headers: { 'user-agent': 'facebookexternalhit/1.1 (SANDBOX)' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) return { kind: 'unfetchable', why: `answered ${response.status}` };
    return { kind: 'fetched', bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError') return { kind: 'timed_out' };
    return { kind: 'unfetchable', why: error instanceof Error ? error.message : String(error) };
  }
}
