import type { Plan, Round } from '@musterhq/plan';
import type { Event, Report } from '@musterhq/store';
import { reasonOfPause } from './driving/pause-after.ts';
import type { DueRound } from './due-rounds.ts';
import type { Facts } from './facts.ts';
import { heldBecause } from './held-because.ts';
import type { Work } from './work.ts';
import { isOpen, openKinds, type WorkState } from './work-state.ts';

export type RoundPage = { title: string; speaker: string; answers: { item: string; lines: string[] }[] };

export type RoundFacts = {
  plan: Plan;
  round: Round;
  due: DueRound;
  work: Work[];
  states: Map<string, WorkState>;
  facts: Facts;
  events: Event[];
  reports: Report[];
};

/** Answers every agenda item of a round from the log. No model is asked; what the log does not know is said so. */
export function assembleRound(facts: RoundFacts): RoundPage {
  const { round, due, plan } = facts;
  const speaker = round.speaker;
  const name = (session: number) => plan.sessions.find((one) => one.id === session)?.name;
  return {
    title: `${round.title}, ${due.when}`,
    speaker:
      speaker.kind === 'all'
        ? `All sessions ${speaker.verb}.`
        : `Session ${speaker.session} (${name(speaker.session)}) ${speaker.verb}.`,
    answers: round.agenda.map(({ text }) => ({ item: text, lines: answerItem(text, facts) })),
  };
}

type Answer = (facts: RoundFacts) => string[];

/** An agenda item may ask for several things: each topic that its words name is answered. */
const topics: { pattern: RegExp; answer: Answer }[] = [
  { pattern: /achiev|deliverable|accomplish|done/i, answer: deliverables },
  { pattern: /\bprogress|milestone/i, answer: progress },
  { pattern: /next.?day|tomorrow|task assignment|assignment/i, answer: nextAssignments },
  { pattern: /priorit|objective/i, answer: priorities },
  { pattern: /dependenc/i, answer: dependencies },
  { pattern: /\bblock(?:er|s|ed)|assist|help|impediment/i, answer: blockers },
  { pattern: /resource|allocation|capacity/i, answer: resources },
  { pattern: /timeline|schedule|\bdates?\b/i, answer: timeline },
  { pattern: /quality|integration|concern|test/i, answer: quality },
  { pattern: /risk|mitigat/i, answer: risks },
];

function answerItem(item: string, facts: RoundFacts): string[] {
  const answers = topics.filter(({ pattern }) => pattern.test(item)).map(({ answer }) => answer);
  const isTomorrow = answers.includes(nextAssignments);
  const lines = answers
    .filter((answer) => !(isTomorrow && answer === priorities))
    .flatMap((answer) => answer(facts));
  if (answers.length > 0) return lines;
  return [
    '- The log holds nothing about this item. Reports by sessions and people appear here.',
    ...reportLines(facts, () => true),
  ];
}

const byKind = (facts: RoundFacts, ...kinds: WorkState['kind'][]): { work: Work; state: WorkState }[] =>
  facts.work
    .map((work) => ({ work, state: facts.states.get(work.id)! }))
    .filter(({ state }) => kinds.includes(state.kind));

const say = (work: Work): string =>
  `Session ${work.session}, ${work.label}: ${work.deliverable ?? work.text.split('\n')[0]}`;
const orNone = (lines: string[], none: string): string[] => (lines.length === 0 ? [`- ${none}`] : lines);

function priorities(facts: RoundFacts): string[] {
  const current = byKind(facts, ...openKinds, 'ready');
  return orNone(
    current.map(
      ({ work, state }) => `- ${say(work)} (${state.kind === 'ready' ? 'starts now' : state.kind})`,
    ),
    'No task is open now.',
  );
}

function dependencies(facts: RoundFacts): string[] {
  return orNone(
    byKind(facts, 'waiting').flatMap(({ work, state }) =>
      (state as WorkState & { kind: 'waiting' }).for.map((id) => {
        const other = facts.work.find((one) => one.id === id);
        const edge = work.dependsOn.find((dependency) => dependency.task === id);
        return `- Session ${work.session}, ${work.label} waits for ${other?.label ?? id}${other === undefined ? '' : ` of Session ${other.session}`}: ${edge?.phrase ?? 'its inputs'} (line ${edge?.line ?? 0})`;
      }),
    ),
    'No task waits for another.',
  );
}

function blockers(facts: RoundFacts): string[] {
  const blocked = byKind(facts, 'blocked', 'rework', 'paused').map(({ work, state }) => {
    const [stands, why] = hindranceOf(state);
    return `- Session ${work.session}, ${work.label} ${stands}: ${why.split('\n')[0]}`;
  });
  return orNone(
    [
      ...blocked,
      ...reportLines(
        facts,
        (report) =>
          report.kind === 'blocker' || facts.facts.questions.some((question) => question.id === report.id),
      ),
    ],
    'No blocker is known.',
  );
}

function hindranceOf(state: WorkState): [stands: string, why: string] {
  if (state.kind === 'rework') return ['is sent back', state.feedback];
  if (state.kind === 'paused') return ['waits for its driver', reasonOfPause(state.pause)];
  return ['is blocked', state.kind === 'blocked' ? state.reason : ''];
}

function resources(facts: RoundFacts): string[] {
  return facts.plan.sessions.map((session) => {
    const open = facts.work.filter(
      (work) => work.session === session.id && isOpen(facts.states.get(work.id)!),
    );
    const isPaused = facts.facts.paused.has(session.id);
    const holder = facts.facts.heldByPerson.has(session.id)
      ? ', held by a person'
      : isPaused
        ? ', paused'
        : '';
    return `- Session ${session.id} (${session.name}): ${open.length === 0 ? 'free' : `on ${open.map((work) => work.label).join(', ')}`}${holder}`;
  });
}

function timeline(facts: RoundFacts): string[] {
  const day = facts.due.day;
  const late = facts.work.filter(
    (work) => work.lastDay > 0 && work.lastDay < day && facts.states.get(work.id)!.kind !== 'done',
  );
  const next = facts.plan.milestones.find((milestone) => milestone.day >= day && !milestone.isChecked);
  return [
    ...late.map(
      (work) =>
        `- Session ${work.session}, ${work.label} is ${day - work.lastDay} days past its last day (${work.lastDay})`,
    ),
    ...(late.length === 0 ? ['- Nothing is past its last day.'] : []),
    ...(next === undefined ? [] : [`- Next milestone: day ${next.day}, ${next.text}`]),
  ];
}

function progress(facts: RoundFacts): string[] {
  const done = byKind(facts, 'done').length;
  const ticked = facts.plan.milestones.filter((milestone) => milestone.isChecked).length;
  return [
    `- ${done} of ${facts.work.length} tasks are integrated; ${ticked} of ${facts.plan.milestones.length} milestones are ticked.`,
    ...byKind(facts, ...openKinds).map(({ work, state }) => `- ${say(work)} (${state.kind})`),
    ...reportLines(facts, (report) => report.kind === 'progress'),
  ];
}

function quality(facts: RoundFacts): string[] {
  const red = facts.events
    .filter((event) => event.kind === 'gate_finished' && event.data.outcome !== 'passed')
    .slice(-5);
  const green = facts.events.filter(
    (event) => event.kind === 'gate_finished' && event.data.outcome === 'passed',
  ).length;
  const refused = facts.events
    .filter((event) => event.kind === 'ownership_refused' || event.kind === 'conflict_met')
    .slice(-5);
  return [
    `- ${green} gate runs passed.`,
    ...red.map(
      (event) =>
        `- The gate ${event.data.gate} ended as ${event.data.outcome}${event.task === null ? '' : ` for ${labelOf(facts, event.task)}`} (event ${event.id})`,
    ),
    ...refused.map(
      (event) =>
        `- ${event.kind === 'conflict_met' ? 'A conflict was met' : 'A foreign path was refused'} for ${labelOf(facts, event.task ?? '')} of Session ${event.session} (event ${event.id})`,
    ),
    ...reportLines(facts, (report) => report.kind === 'quality'),
  ];
}

function deliverables(facts: RoundFacts): string[] {
  return orNone(
    byKind(facts, 'done').map(
      ({ work, state }) =>
        `- ${say(work)}: integrated as ${(state as WorkState & { kind: 'done' }).commit.slice(0, 10)}`,
    ),
    'Nothing is integrated yet.',
  );
}

function nextAssignments(facts: RoundFacts): string[] {
  const soon = facts.work.filter((work) => {
    const { kind } = facts.states.get(work.id)!;
    return kind === 'ready' || kind === 'early' || kind === 'waiting';
  });
  const first = new Map<number, Work>();
  for (const work of soon) if (!first.has(work.session)) first.set(work.session, work);
  return orNone(
    [...first.values()].map(
      (work) => `- Session ${work.session} next: ${work.label}, ${work.deliverable ?? ''}`,
    ),
    'Every task is given out.',
  );
}

function risks(facts: RoundFacts): string[] {
  const held = facts.facts.reviews.at(-1);
  const lines = blockers(facts).filter((line) => !line.includes('No blocker'));
  if (held?.verdict === 'held')
    lines.push(
      `- ${heldBecause(facts.facts.reviews) ?? 'The last review held main back; its evidence names the gates. Mitigation: bind or mend them.'}`,
    );
  for (const work of facts.work.filter(
    (one) => one.lastDay > 0 && one.lastDay < facts.due.day && facts.states.get(one.id)!.kind !== 'done',
  )) {
    lines.push(
      `- ${work.label} of Session ${work.session} is late and moves what waits for it. Mitigation: see 'muster plan forecast'.`,
    );
  }
  return orNone(lines, 'No risk shows in the log: nothing is blocked, late or held back.');
}

function reportLines(facts: RoundFacts, isMeant: (report: Report) => boolean): string[] {
  return facts.reports
    .filter(isMeant)
    .slice(-10)
    .map((report) => `- ${report.from} reports (${report.kind}): ${report.text} (event ${report.id})`);
}

const labelOf = (facts: RoundFacts, task: string): string =>
  facts.work.find((work) => work.id === task)?.label ?? task;
