import type { Fields } from '../incoming.ts';
import type { Reply } from '../refusal.ts';
import type { GraphCall, OpenGraphCall } from './graph-host.ts';
import { refuseGraph } from './graph-refusal.ts';

/** What every call of Graph may carry. */
const always = ['access_token', 'appsecret_proof', 'fields'];

/** Refuses every parameter that the endpoint does not document; the real platforms let most of them pass unseen. */
export function onlyFields(call: OpenGraphCall, allowed: readonly string[]): void {
  const unknown = Object.keys(call.fields).find((name) => !always.includes(name) && !allowed.includes(name));
  if (unknown !== undefined)
    refuseGraph(call.world, {
      code: 100,
      message: `(#100) Parameter ${unknown} is not documented for ${call.incoming.method} ${call.incoming.path}, or not emulated by the sandbox.`,
    });
}

export function textField(call: OpenGraphCall, name: string): string | undefined {
  const value = call.fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return refuseGraph(call.world, { code: 100, message: `(#100) param ${name} must be a string.` });
}

export function neededField(call: OpenGraphCall, name: string): string {
  return (
    textField(call, name) ??
    refuseGraph(call.world, { code: 100, message: `(#100) The parameter ${name} is required` })
  );
}

export function booleanField(call: OpenGraphCall, name: string): boolean | undefined {
  const value = textField(call, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  return refuseGraph(call.world, { code: 100, message: `(#100) Param ${name} must be a boolean` });
}

/** A list: JSON, or text with commas. */
export function listField(call: OpenGraphCall, name: string): unknown[] | undefined {
  const value = call.fields[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value;
  const text = String(value);
  if (!text.startsWith('[')) return text.split(',').map((one) => one.trim());
  return parseJson(call, name, text) as unknown[];
}

export function parseJson(call: OpenGraphCall, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuseGraph(call.world, { code: 100, message: `(#100) Param ${name} must be valid JSON.` });
  }
}

/** The fields of a node that the caller asked for; `id` always. Braces behind a field's name are allowed and have no effect. */
export function pickFields(call: GraphCall, node: Fields, byDefault: readonly string[]): Fields {
  const asked = textField(call, 'fields');
  const names = asked === undefined ? byDefault : splitFields(asked);
  const missing = names.find((name) => !(name in node));
  if (missing !== undefined)
    refuseGraph(call.world, {
      code: 100,
      message: `(#100) Tried accessing nonexisting field (${missing}) on node.`,
    });
  return Object.fromEntries(
    [...names, 'id'].filter((name) => node[name] !== undefined).map((name) => [name, node[name]]),
  );
}

function splitFields(asked: string): string[] {
  let flat = asked;
  while (/\{[^{}]*\}/.test(flat)) flat = flat.replace(/\{[^{}]*\}/g, '');
  return flat
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** One page of an edge, by `limit` and the cursor `after`. */
export function pageOf<T extends { id: string }>(
  call: GraphCall,
  all: readonly T[],
  show: (one: T) => Fields,
): Reply {
  const limit = Math.min(Math.max(Number(textField(call, 'limit') ?? 25) || 25, 1), 100);
  const after = textField(call, 'after');
  const from = after === undefined ? 0 : all.findIndex(({ id }) => cursorOf(id) === after) + 1;
  const page = all.slice(from, from + limit);
  const [first, last] = [page[0], page.at(-1)];
  const hasMore = from + limit < all.length;
  return {
    status: 200,
    body: {
      data: page.map(show),
      ...(first &&
        last && {
          paging: {
            cursors: { before: cursorOf(first.id), after: cursorOf(last.id) },
            ...(hasMore && { next: nextPage(call, cursorOf(last.id), limit) }),
          },
        }),
    },
  };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function nextPage(call: GraphCall, after: string, limit: number): string {
  const url = new URL(call.incoming.path, call.world.hosts[call.incoming.host]);
  for (const [name, value] of Object.entries(call.incoming.query)) url.searchParams.set(name, String(value));
  url.searchParams.set('after', after);
  url.searchParams.set('limit', String(limit));
  return url.href;
}

/** Meta writes instants as `2026-11-23T09:00:00+0000`. */
export function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, '+0000');
}
