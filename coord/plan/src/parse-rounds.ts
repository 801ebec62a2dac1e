import type { AgendaItem, Round } from './plan.ts';
import { keepExtra, lineAt, type Reading, range, report } from './reading.ts';
import { firstSession, namesAllSessions } from './session-mentions.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { slugOf, titleOf } from './words-of.ts';
import { keyOf, plainOf, textOf, type YamlEntry, type YamlValue } from './yaml-entries.ts';

const hours: readonly [RegExp, string][] = [
  [/morning|standup|stand_up|kick_?off|daily_start/, '09:00'],
  [/afternoon/, '15:00'],
  [/midday|mid_day|noon|lunch/, '12:00'],
  [/evening|end_of_day|wrap|night|review|retro/, '18:00'],
];

/** A round: a list of agenda items with its speaker in parentheses, or a map with `speaker`, `agenda` and `at`. */
export function parseRound(reading: Reading, entry: YamlEntry, master: number, taken: TakenIds): Round {
  const fields = new Map(
    entry.value.kind === 'map' ? entry.value.entries.map((field) => [keyOf(field.key), field]) : [],
  );
  const agenda = entry.value.kind === 'map' ? fields.get('agenda')?.value : entry.value;
  for (const [key, field] of fields)
    if (!['agenda', 'speaker', 'at'].includes(key)) keepUnknown(reading, entry, field);
  const speaker =
    entry.annotation?.text ?? textOf(fields.get('speaker')?.value ?? { kind: 'empty', start: 0, end: 0 });
  return {
    id: uniqueId(taken, slugOf(entry.key)),
    title: titleOf(entry.key),
    at: hourOf(reading, entry, fields.get('at')?.value),
    speaker: speakerOf(reading, entry, speaker, master),
    agenda: agendaOf(reading, agenda),
    range: range(reading, entry.start, entry.end),
  };
}

function keepUnknown(reading: Reading, entry: YamlEntry, field: YamlEntry): void {
  keepExtra(reading, `${entry.key}.${field.key}`, plainOf(field.value), field.start);
  report(
    reading,
    'warning',
    'unknown-key',
    field.start,
    `a round has no key \`${field.key}\`; it is kept as it stands and does nothing`,
    {
      fix: 'use `speaker`, `agenda` and `at`',
    },
  );
}

function hourOf(reading: Reading, entry: YamlEntry, value: YamlValue | undefined): string {
  const written = value && /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(textOf(value));
  if (written) return `${written[1]!.padStart(2, '0')}:${written[2]}`;
  if (value)
    report(
      reading,
      'error',
      'unreadable-value',
      value.start,
      `expected an hour such as 09:00 for \`at\`, found \`${textOf(value)}\``,
      {
        fix: 'write it as HH:MM',
      },
    );
  return hours.find(([word]) => word.test(keyOf(entry.key)))?.[1] ?? '09:00';
}

function speakerOf(reading: Reading, entry: YamlEntry, words: string, master: number): Round['speaker'] {
  const session = firstSession(words);
  const verb = words.replace(/^.*?\bsessions?\b[\s_#-]*\d*\s*/i, '').trim();
  if (namesAllSessions(words)) return { kind: 'all', verb: verb || 'report' };
  if (session !== undefined) return { kind: 'session', session, verb: verb || 'speaks' };
  report(
    reading,
    'warning',
    'round-without-speaker',
    entry.start,
    `no session is named as the speaker of ${titleOf(entry.key)}; the master speaks`,
    {
      fix: 'write `(Session 1 broadcasts)` or `(All sessions report)` after its name',
    },
  );
  return { kind: 'session', session: master, verb: 'speaks' };
}

function agendaOf(reading: Reading, value: YamlValue | undefined): AgendaItem[] {
  if (!value || value.kind === 'empty') return [];
  if (value.kind === 'list') return value.items.flatMap((item) => agendaOf(reading, item));
  // `- Risks: mitigation` is a map for YAML and one line for its author.
  const text = value.kind === 'scalar' ? value.text : reading.text.slice(value.start, value.end).trim();
  return text ? [{ text, line: lineAt(reading, value.start) }] : [];
}
