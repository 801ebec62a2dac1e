import type { Event, EventKind, Turn } from '@musterhq/store';
import { grantLogOf } from '../asks/grant-requests.ts';
import type { Ledger } from '../ledger/assemble-ledger.ts';
import { amountWords } from '../ledger/spent.ts';
import { eventLine } from '../words/event-line.ts';
import type { Daily } from './daily.ts';
import { assembleRoundPage, type Sentence } from './round-page.ts';

export type DailyFacts = {
  /** Of the run, in the order of the log, up to the end of the day. */
  events: readonly Event[];
  fromMs: number;
  untilMs: number;
  labels: ReadonlyMap<string, string>;
  /** IANA zone in which hours are told. */
  zone: string;
  turns: readonly Turn[];
  /** By turn. */
  ledger: Pick<Ledger, 'rows'>;
};

type Section = Daily['sections'][number];
type Day = { facts: DailyFacts; own: readonly Event[] };

/** What there is to tell of a day. Nothing is asked of anybody: what the log does not say is said to be so. */
export function assembleDaily(facts: DailyFacts): Section[] {
  const own = facts.events.filter(({ at }) => at.getTime() >= facts.fromMs && at.getTime() < facts.untilMs);
  const day = { facts, own };
  return [
    section('landings', 'Landed', landings(day)),
    section('reviews', 'Reviews', reviews(day)),
    section('gates', 'Gates', gates(day)),
    section('decisions', 'Open at the end', openDecisions(day)),
    section('spend', 'Spend', spend(day)),
    { key: 'rounds', title: 'Rounds', parts: rounds(day) },
  ];
}

/** All that `assembleDaily` reads; the rest of a log of 100,000 events is nobody's business here. */
export const dailyKinds: readonly EventKind[] = [
  ...([
    'task_integrated',
    'block_reverted',
    'attempt_started',
    'attempt_blocked',
    'attempt_reopened',
  ] as const),
  ...(['review_held', 'main_landed', 'main_proposed', 'gate_finished', 'gate_decided'] as const),
  ...(['round_held', 'report_made', 'grant_asked', 'grant_refused', 'grant_given'] as const),
  ...(['turn_finished', 'budget_set', 'budget_spent', 'comment_made', 'comment_answered'] as const),
];

const section = (key: Section['key'], title: string, lines: Sentence[]): Section => ({
  key,
  title,
  parts: [{ title: null, lines }],
});

const orNone = (lines: Sentence[], text: string): Sentence[] =>
  lines.length === 0 ? [{ text, events: [] }] : lines;

const ofKinds = (events: readonly Event[], ...kinds: EventKind[]): Event[] =>
  events.filter(({ kind }) => kinds.includes(kind as EventKind));

/** The event's own sentence, as the log has it. */
const say = ({ facts }: Day, event: Event): Sentence => ({
  text: eventLine(event, facts.labels)
    .replaceAll(/ {2,}/g, ' ')
    // Of a report both say it: whose line it is, and who reports.
    .replace(/^(Session \d+) (?:\S+ )?(?=\1 reports )/, ''),
  events: [event.id],
});

/** `Map.groupBy` came with Node 21. */
function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const landings = (day: Day): Sentence[] =>
  orNone(
    ofKinds(day.own, 'task_integrated', 'block_reverted').map((event) => say(day, event)),
    'Nothing landed.',
  );

const reviews = (day: Day): Sentence[] =>
  orNone(
    ofKinds(day.own, 'review_held', 'main_landed', 'main_proposed').map((event) => say(day, event)),
    'No review was held.',
  );

/** So many of a gate's runs are named behind its sums. */
const mostNamed = 12;

function gates(day: Day): Sentence[] {
  const runs = groupBy(ofKinds(day.own, 'gate_finished'), ({ data }) => String(data.gate));
  const sums = [...runs].map(([gate, events]): Sentence => {
    const passed = events.filter(({ data }) => data.outcome === 'passed').length;
    const red = events.length - passed;
    const text = `${gate}: ${passed} passed${red === 0 ? '' : `, ${red} did not`}.`;
    return { text, events: events.slice(-mostNamed).map(({ id }) => id) };
  });
  const red = ofKinds(day.own, 'gate_finished').filter(({ data }) => data.outcome !== 'passed');
  const decided = ofKinds(day.own, 'gate_decided');
  return orNone([...sums, ...[...red, ...decided].map((event) => say(day, event))], 'No gate ran.');
}

/** What waited for a person when the day ended, or waits now. */
function openDecisions(day: Day): Sentence[] {
  const { events } = day.facts;
  const reports = ofKinds(events, 'report_made');
  const answered = new Set(reports.flatMap(({ data }) => (data.kind === 'answer' ? [data.question] : [])));
  const questions = reports.filter(({ id, data }) => data.kind === 'question' && !answered.has(id));
  const wishes = new Set(grantLogOf(events).open.map(({ id }) => id));
  const settled = new Set(ofKinds(events, 'comment_answered').map(({ data }) => Number(data.comment)));
  const last = new Map<string | null, Event>();
  for (const event of ofKinds(
    events,
    'attempt_started',
    'attempt_blocked',
    'attempt_reopened',
    'task_integrated',
  ))
    last.set(event.task, event);
  const open = [
    ...questions,
    ...[...last.values()].filter(({ kind }) => kind === 'attempt_blocked'),
    ...events.filter(({ id }) => wishes.has(id)),
    ...ofKinds(events, 'comment_made').filter(({ id }) => !settled.has(id)),
  ];
  const review = ofKinds(events, 'review_held').at(-1);
  if (review?.data.verdict === 'held') open.push(review);
  return orNone(
    open.toSorted((a, b) => a.id - b.id).map((event) => say(day, event)),
    'Nothing waited for a person.',
  );
}

/** Turns that ended on the day, by session; a turn over midnight counts where it ended. */
function spend({ facts, own }: Day): Sentence[] {
  const { turns, ledger, fromMs, untilMs } = facts;
  const over = turns.filter(({ endedAt }) => {
    const at = endedAt?.getTime();
    return at !== undefined && at >= fromMs && at < untilMs;
  });
  const rowOf = new Map(ledger.rows.map((row) => [row.key, row]));
  const bySession = [...groupBy(over, ({ session }) => session)].toSorted(([a], [b]) => a - b);
  const lines = bySession.map(([session, of]): Sentence => {
    const rows = of.flatMap(({ id }) => rowOf.get(id) ?? []);
    const told = rows.reduce((sum, row) => sum + row.told, 0);
    const unknown = rows.reduce((sum, row) => sum + row.unknown.turns, 0);
    const prices = rows.flatMap(({ costUsd }) => (costUsd === null ? [] : [costUsd]));
    const cost =
      prices.length === 0
        ? ''
        : `, about ${amountWords(prices.reduce((sum, usd) => sum + usd, 0) * 100, 'cents')} by published prices`;
    const ended = `${of.length} ${of.length === 1 ? 'turn' : 'turns'}`;
    const silent = unknown === 0 ? '' : `; ${unknown} told nothing, so what they used is not known`;
    const isUnasked = told === 0 && unknown === 0;
    const finished = ofKinds(own, 'turn_finished').filter((event) => event.session === session);
    return {
      text: isUnasked
        ? `Session ${session}: ${ended}, in which no model was asked.`
        : `Session ${session}: ${amountWords(told, 'tokens')} told of in ${ended}${cost}${silent}.`,
      events: finished.slice(-mostNamed).map(({ id }) => id),
    };
  });
  const budgets = ofKinds(own, 'budget_set', 'budget_spent').map((event) => say({ facts, own }, event));
  return orNone([...lines, ...budgets], 'No turn ended.');
}

function rounds({ facts, own }: Day): Section['parts'] {
  const held = ofKinds(own, 'round_held');
  if (held.length === 0) return [{ title: null, lines: [{ text: 'No round was held.', events: [] }] }];
  return held.flatMap((event) => {
    const before = facts.events.filter(({ id }) => id < event.id);
    const { title, answers } = assembleRoundPage(event, before, facts.labels);
    return [
      { title, lines: [{ text: `Held at ${hourOf(event.at, facts.zone)}.`, events: [event.id] }] },
      ...answers.map(({ item, lines }) => ({ title: `${title}: ${item}`, lines })),
    ];
  });
}

const hourOf = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
