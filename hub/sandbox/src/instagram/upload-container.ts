import { fetchMedia } from '../fetch-media.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { Refusal, type Reply } from '../refusal.ts';
import { applyMedia } from './create-container.ts';
import { mayActFor } from './instagram-account.ts';

/** Gives a resumable container its bytes: in the body, or by the header `file_url`. */
export async function uploadContainer(call: GraphCall): Promise<Reply> {
  const { world, incoming } = call;
  const container = world.containers.get(incoming.route.container ?? '');
  const owner = container && world.accounts.get(container.accountId);
  if (!container || !owner || !mayActFor(call, owner) || container.media !== undefined)
    return failed('NotFound', 'There is no container that waits for an upload under this id.', false);
  const bytes = await bytesOf(call);
  if (typeof bytes === 'string') return failed('ProcessingFailedError', bytes, true);
  try {
    await applyMedia(call, container, bytes);
  } catch (error) {
    if (error instanceof Refusal) return failed('ProcessingFailedError', error.message, false);
    throw error;
  }
  return { status: 200, body: { success: true, message: 'Upload successful.' } };
}

async function bytesOf({ world, incoming }: GraphCall): Promise<Uint8Array | string> {
  const address = incoming.headers.file_url;
  if (address !== undefined) {
    const fetched = await fetchMedia(address, world.rules.instagram.fetchTimeoutMs);
    return fetched.kind === 'fetched' ? fetched.bytes : `The file_url could not be fetched: ${fetched.kind}.`;
  }
  if (!incoming.bytes) return 'Neither a body nor a file_url was received.';
  if (incoming.headers.offset !== '0' || Number(incoming.headers.file_size) !== incoming.bytes.byteLength)
    return `Expected offset 0 and file_size ${incoming.bytes.byteLength}, received ${incoming.headers.offset} and ${incoming.headers.file_size}.`;
  return incoming.bytes;
}

function failed(type: string, message: string, retriable: boolean): Reply {
  return { status: 400, body: { debug_info: { retriable, type, message } } };
}
