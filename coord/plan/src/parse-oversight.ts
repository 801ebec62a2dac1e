import type { Block, Oversight, OversightCheck } from './plan.ts';
import { lineAt, type Reading, range } from './reading.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf } from './words-of.ts';
import { textOf, type YamlEntry, type YamlValue } from './yaml-entries.ts';

/** Any key is a check. A list under a key is one check for each of its items. */
export function parseOversight(
  reading: Reading,
  entry: YamlEntry,
  session: number,
  block: Block,
  taken: TakenIds,
): Oversight {
  const checks: OversightCheck[] = [];
  const add = (key: string, value: YamlValue) => {
    if (value.kind === 'list') for (const item of value.items) add(key, item);
    else if (value.kind === 'map') for (const field of value.entries) add(`${key}_${field.key}`, field.value);
    else
      checks.push({
        id: uniqueId(taken, `${block.id}.${slugOf(key)}`),
        key,
        text: textOf(value),
        line: lineAt(reading, value.start),
      });
  };
  if (entry.value.kind === 'map') for (const field of entry.value.entries) add(field.key, field.value);
  else if (entry.value.kind !== 'empty') add('oversight', entry.value);
  return {
    id: uniqueId(taken, `${block.id}.oversight`),
    block: block.id,
    session,
    checks,
    range: range(reading, entry.start, entry.end),
  };
}
