import type { ReuseInputs } from '@musterhq/store';
import { sha256 } from '../sha256.ts';

/** The same value has the same text, whatever the order of its keys. What is undefined is not there. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

export const hashOf = (value: unknown): string => sha256(canonicalJson(value));

/** Equal for equal inputs and for nothing else: a result is found by this key alone. */
export const reuseKey = (inputs: ReuseInputs): string => hashOf(inputs);

/** A part of the inputs that is not the same, with the names in it that are not. */
export type ChangedPart = { part: string; names: string[] };

export function changedParts(before: ReuseInputs, now: ReuseInputs): ChangedPart[] {
  const union = (one: object, other: object) =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return union(before, now).flatMap((part) => {
    const [was, is] = [before[part] ?? {}, now[part] ?? {}];
    const names = union(was, is).filter((name) => was[name] !== is[name]);
    return names.length === 0 ? [] : [{ part, names }];
  });
}

/** Names of one part that a reason tells. */
const mostNames = 4;

/** Why nothing is replayed, in the words of the stored result that differs in the fewest names; the newest of those. */
export function missReason(stored: readonly ReuseInputs[], now: ReuseInputs): string {
  const count = (changed: ChangedPart[]) => changed.reduce((sum, { names }) => sum + names.length, 0);
  const [nearest] = stored.map((inputs) => changedParts(inputs, now)).toSorted((a, b) => count(a) - count(b));
  if (nearest === undefined) return 'no result of this task is stored';
  const words = nearest.map(({ part, names }) => {
    const rest = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
    return `${part.replaceAll('_', ' ')} (${names.slice(0, mostNames).join(', ')}${rest})`;
  });
  return `changed: ${words.join('; ')}`;
}
