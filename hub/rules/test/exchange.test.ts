import { expect, test } from 'vitest';
import { checkCalendar } from '../src/calendar/check-calendar.ts';
import { parseCalendar } from '../src/calendar/parse-calendar.ts';
import { calendarCsv, calendarIcal } from '../src/exchange/calendar-text.ts';
import { rowOf } from '../src/exchange/exchange-row.ts';
import { parseCsvRows, parseJsonRows } from '../src/exchange/parse-rows.ts';
import { applyImport, planImport } from '../src/exchange/plan-import.ts';
import { calendarOf, kiln } from './read-fixtures.ts';

const calendar = calendarOf(kiln, { days: 10 });
const rows = () => calendar.items.map(rowOf);
const importOf = (values: unknown) => planImport(calendar, kiln, parseJsonRows(JSON.stringify(values)));

test('[X1] a calendar comes back from CSV and JSON as it went', () => {
  for (const parsed of [
    parseCsvRows(calendarCsv(calendar)),
    parseJsonRows(JSON.stringify(calendar)),
    parseJsonRows(JSON.stringify(rows())),
  ]) {
    const plan = planImport(calendar, kiln, parsed);
    expect(plan.errors).toEqual([]);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(calendar.items.map(() => 'same'));
    expect(applyImport(calendar, plan)).toEqual(calendar);
  }
  expect(parseCalendar(JSON.stringify(calendar)).value).toEqual(calendar);
});

test('[X2] a changed cell changes its item, and once more changes nothing', () => {
  const values = rows();
  const index = values.findIndex(({ channel, factor }) => channel === 'kiln-facebook' && factor !== 'time');
  values[index] = { ...values[index]!, time: '20:35', text_a: 'A quieter opening.\n\nAnd a body.' };
  const plan = importOf(values);
  expect(plan.errors).toEqual([]);
  const changed = plan.changes.filter(({ kind }) => kind === 'change');
  expect(changed).toMatchObject([{ key: values[index]!.key, columns: ['time', 'text_a'] }]);
  const after = applyImport(calendar, plan);
  const again = planImport(after, kiln, parseJsonRows(JSON.stringify(values)));
  expect(again.changes.every(({ kind }) => kind === 'same')).toBe(true);
  const item = after.items.find(({ key }) => key === values[index]!.key)!;
  expect(item.wall.slice(11)).toBe('20:35');
  expect(
    checkCalendar(after, kiln).filter(({ rule }) =>
      ['C5/instant', 'C6/chosen-time', 'C15/parts'].includes(rule),
    ),
  ).toEqual([]);
});

test('[X1] [X7] threads, first comments and the policy come back too, and stay where a row does not name them', () => {
  const [onX, onInstagram] = ['kiln-x', 'kiln-instagram'].map(
    (channel) => rows().find((row) => row.channel === channel)!,
  );
  const thread = ['And then.\n\nOn a shelf.', 'And last.'];
  const edited = applyImport(
    calendar,
    importOf([
      { ...onX!, thread_a: JSON.stringify(thread), gap: 'earlier', overlap: 'second' },
      { ...onInstagram!, comment_b: '#glaze #kiln', paid_partnership: 'yes' },
    ]),
  );
  const item = edited.items.find(({ key }) => key === onX!.key)!;
  expect([item.variants[0].thread, item.variants[1].thread]).toEqual([thread, undefined]);
  expect(item.policy).toEqual({ gap: 'earlier', overlap: 'second' });
  const commented = edited.items.find(({ key }) => key === onInstagram!.key)!;
  expect(commented.variants.map(({ firstComment }) => firstComment)).toEqual([undefined, '#glaze #kiln']);
  expect(commented.disclosure).toEqual({ aiGenerated: false, paidPartnership: true });
  const blank = {
    ...onInstagram!,
    comment_b: '#glaze #kiln',
    made_with_ai: '',
    paid_partnership: '',
  } as const;
  expect(planImport(edited, kiln, parseJsonRows(JSON.stringify([blank]))).changes).toEqual([
    { kind: 'same', key: blank.key },
  ]);
  const again = planImport(edited, kiln, parseCsvRows(calendarCsv(edited)));
  expect(again.errors).toEqual([]);
  expect(again.changes.every(({ kind }) => kind === 'same')).toBe(true);
  const { thread_a: _, thread_b: __, comment_a: ___, comment_b: ____, gap, overlap, ...rest } = rowOf(item);
  const { made_with_ai: _____, paid_partnership: ______, ...older } = rest;
  const moved = planImport(edited, kiln, parseJsonRows(JSON.stringify([{ ...older, time: '20:35' }])));
  expect(moved.changes).toMatchObject([
    { kind: 'change', columns: ['time'], item: { policy: { gap, overlap }, variants: [{ thread }, {}] } },
  ]);
  expect(importOf([{ ...onX!, thread_a: '{"one": 1}' }]).errors).toMatchObject([{ column: 'thread_a' }]);
});

test('[X3] a key that is not known is a new item, found again by its key', () => {
  const fresh = {
    key: 'Spring fair 1',
    channel: 'kiln-x',
    date: '2026-03-20',
    time: '12:40',
    kind: 'text',
    pillar: 'offer',
    factor: 'hook',
    text_a: 'Will you come?\n\nWe open at ten.',
    text_b: 'Come along.\n\nWe open at ten.',
  };
  const plan = importOf([fresh]);
  expect(plan.changes).toMatchObject([{ kind: 'add', key: 'Spring fair 1' }]);
  const after = applyImport(calendar, plan);
  expect(after.items).toHaveLength(calendar.items.length + 1);
  expect(planImport(after, kiln, parseJsonRows(JSON.stringify([fresh]))).changes).toEqual([
    { kind: 'same', key: 'Spring fair 1' },
  ]);
  const found = checkCalendar(after, kiln).filter(({ items }) =>
    items.some((id) => id.includes('spring-fair-1')),
  );
  expect(found.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['C21/too-many']));
});

test('[X2] a calendar with changes has the same bytes after the same rows once more', () => {
  const [one, two] = rows();
  const changed = [
    { ...one, text_a: `${one!.text_a} And more.` },
    { ...two, key: 'of-my-own', pair: '' },
  ];
  const reread = (one: unknown) => parseCalendar(JSON.stringify(one)).value!;
  const before = reread(calendar);
  const plan = planImport(before, kiln, parseJsonRows(JSON.stringify(changed)));
  expect(plan.changes.map(({ kind }) => kind)).toEqual(['change', 'add']);
  const first = applyImport(before, plan);
  expect(JSON.stringify(first)).toBe(JSON.stringify(reread(first)));
});

test('[X4] mistakes are told by row and column, all at once, and nothing is planned for their rows', () => {
  const [one, two, three] = rows();
  const plan = importOf([
    { ...one, date: '2026-02-30', channel: 'nowhere' },
    { ...two, pillar: 'weather', media_a: '{not json' },
    { ...three, key: two!.key },
    { ...three, colour: 'red' },
  ]);
  expect(plan.errors.map(({ row, column }) => [row, column]).sort()).toEqual([
    [1, 'date'],
    [2, 'media_a'],
    [2, 'pillar'],
    [3, 'channel'],
    [3, 'key'],
    [4, undefined],
  ]);
  expect(plan.changes.some(({ key }) => key === two!.key && key !== three!.key)).toBe(false);
});

test('[X5] files that are none of a kind are told as such', () => {
  expect(parseJsonRows('{"rows": 1}').errors).toEqual([
    { row: 0, message: 'expected a list of rows, or a calendar' },
  ]);
  expect(parseJsonRows('[').errors).toHaveLength(1);
  expect(parseCsvRows('key,channel\n"open').errors).toHaveLength(1);
  const headed = (text: string) => parseCsvRows(text).errors;
  expect(headed('')).toMatchObject([{ row: 0, message: expect.stringContaining('there is no column key') }]);
  expect(headed('key,colour\na,red\nb,blue')).toMatchObject([
    { row: 0, message: expect.stringMatching(/no column channel.*colour is no column: expected headings/) },
  ]);
  expect(headed('key;channel\na;b')).toEqual([
    { row: 0, message: 'its columns are parted by semicolons: expected commas' },
  ]);
});

test('[X6] an agenda has each piece at its instant, in lines of at most 75 octets', () => {
  const ical = calendarIcal(calendar, new Date('2026-03-01T10:00:00Z'));
  expect(ical.match(/BEGIN:VEVENT/g)).toHaveLength(calendar.items.length);
  const [first] = calendar.items;
  expect(ical).toContain(`DTSTART:${first!.at.replace(/[-:]/g, '')}\r\n`);
  expect(ical).toContain('DTSTAMP:20260301T100000Z');
  const threaded = structuredClone(calendar);
  for (const variant of threaded.items[0]!.variants) variant.thread = ['And last.'];
  expect(calendarIcal(threaded, new Date(0)).replaceAll('\r\n ', '')).toContain('\\n\\nAnd last.');
  for (const line of ical.split('\r\n'))
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
});
