import type { TokenStrategy } from './plan.ts';
import { lineAt, type Reading } from './reading.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf, titleOf } from './words-of.ts';
import { textOf, type YamlEntry } from './yaml-entries.ts';

/** One strategy for each key of the group. */
export function parseTokenStrategies(reading: Reading, entry: YamlEntry, taken: TakenIds): TokenStrategy[] {
  if (entry.value.kind !== 'map') return [];
  return entry.value.entries.map((field) => ({
    id: uniqueId(taken, `${slugOf(entry.key)}.${slugOf(field.key)}`),
    group: titleOf(entry.key),
    key: field.key,
    text: textOf(field.value),
    line: lineAt(reading, field.start),
  }));
}
