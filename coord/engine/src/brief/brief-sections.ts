import { modeInstructions } from '@musterhq/agents';
import { TARGET } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import { commentLine } from '../comments/comment-words.ts';
import { conflictLines } from '../forecast/conflicts-ahead.ts';
import type { Conflict } from '../read-conflict.ts';
import type { BriefFacts } from './brief-facts.ts';
import { conflictSection } from './conflict-section.ts';
import type { BriefSection } from './fit-sections.ts';
import { outlineTree } from './outline-tree.ts';

/**
 * `inputs` is what of a section counts when a result is reused: its lines where absent. What is said of the moment, or is told
 * by the files themselves, is no input of its own.
 */
export type ToldSection = BriefSection & { inputs?: readonly string[] };

const mostReports = 5;
const mostAnswers = 5;
const mostUpstream = 8;
const mostArtifacts = 6;
const mostTouched = 20;
const mostNamedFiles = 12;
const mostNames = 8;
const mostOutline = 24;

const byPlan = "the tool read_plan, or 'muster status'";
const inFolder = 'it is in this folder';

/** Every section that the facts fill, in the order in which it is read. */
export function briefSections(facts: BriefFacts): ToldSection[] {
  const { plan, work } = facts;
  return [
    { title: '', rank: 0, lines: headingOf(facts), inputs: [] },
    {
      title: 'What came back',
      rank: 1,
      lines: cameBack(facts),
      cut: 'middle',
      instead: "'muster log' has all of it",
    },
    {
      title: 'The conflict',
      rank: 2,
      lines: facts.conflict === undefined ? [] : conflictSection(facts.conflict, namesOf(facts)),
      instead: 'the markers are in the files',
    },
    { title: 'Comments on your work', rank: 1, ...commentLines(facts), instead: "'muster comment'" },
    { title: 'Answers to you', rank: 1, lines: answerLines(facts), cut: 'middle', instead: "'muster log'" },
    {
      title: 'Questions to you',
      rank: 2,
      lines: questionLines(facts),
      inputs: [],
      instead: "'muster status'",
    },
    { title: 'The task', rank: 0, lines: work.text.trim().split('\n') },
    { title: 'Deliverable', rank: 0, lines: deliverableOf(facts) },
    {
      title: 'Coordination',
      rank: 0,
      lines: work.coordinationPoint === undefined ? [] : [work.coordinationPoint],
    },
    {
      title: 'How to work',
      rank: 4,
      lines: work.start?.mode === undefined ? [] : modeInstructions[work.start.mode].split('\n'),
    },
    { title: 'Paths', rank: 0, ...pathLines(facts) },
    {
      title: 'Conflicts ahead',
      rank: 6,
      lines: conflictLines(work.session, aheadOf(facts), nameIn(plan)),
      inputs: [],
      instead: "'muster forecast'",
    },
    { title: 'Handed to you', rank: 3, ...handedOn(facts), instead: byPlan },
    { title: 'What it builds on', rank: 5, ...builtOn(facts), instead: byPlan },
    { title: 'Changed so far', rank: 7, lines: touchedLines(facts), inputs: [], instead: inFolder },
    {
      title: 'Agents',
      rank: 11,
      lines: facts.agents.map(agentLine),
    },
    { title: 'Files', rank: 9, lines: fileLines(facts), inputs: [], instead: inFolder },
    { title: 'Names in them', rank: 10, lines: nameLines(facts), inputs: [], instead: inFolder },
    { title: 'From the rounds', rank: 12, lines: roundLines(facts), inputs: [], instead: byPlan },
    { title: 'Reports', rank: 8, ...reportLines(facts), instead: "'muster log'" },
    { title: 'When you are done', rank: 0, lines: doneLines(work.session) },
  ];
}

export function headingOf({ plan, work }: BriefFacts): string[] {
  const session = plan.sessions.find((candidate) => candidate.id === work.session);
  return [
    `# Task ${work.label}`,
    '',
    `Session ${work.session}${session === undefined ? '' : `, ${session.name} (${session.role})`}. Task id: ${work.id}.`,
  ];
}

/** Of what was given by hand, the text is all there is. */
const deliverableOf = ({ work }: BriefFacts): string[] =>
  work.deliverable === undefined || work.deliverable === work.text ? [] : [work.deliverable];

export function cameBack({ feedback, conflict }: BriefFacts): string[] {
  if (feedback === undefined) return [];
  const words = feedbackOf(feedback, conflict).split('\n');
  return [...words, '', 'Put this right first; the work is judged by the same checks again.'];
}

/** The paths with the words of both sides stand in a section of their own, within its bounds. */
function feedbackOf(feedback: string, conflict: Conflict | undefined): string {
  const hunks = conflict === undefined ? -1 : feedback.search(/^<<<<<<< /m);
  if (hunks < 0) return feedback;
  const lines = feedback.slice(0, hunks).trimEnd().split('\n');
  return lines.slice(0, -1).join('\n').replace(/:$/, '.');
}

/** What is to be solved now is not ahead any more. */
const aheadOf = ({ conflict, conflicts = [] }: BriefFacts) =>
  conflict === undefined ? conflicts : conflicts.filter(({ session }) => session !== TARGET);

export const namesOf = ({ plan, integration }: BriefFacts) => ({
  integration,
  session: nameIn(plan),
  task: (id: string) => plan.tasks.find((task) => task.id === id)?.label,
});

const nameIn = (plan: Plan) => (id: number) => {
  const session = plan.sessions.find((candidate) => candidate.id === id);
  return session === undefined ? `Session ${id}` : `Session ${id} (${session.name})`;
};

function pathLines({ plan, work, grants }: BriefFacts): Pick<ToldSection, 'lines' | 'inputs'> {
  const own = plan.resources.filter(
    (resource) => resource.ownership.kind === 'primary' && resource.ownership.session === work.session,
  );
  const shared = plan.resources.filter((resource) => resource.ownership.kind === 'shared');
  const granted = grants.filter((grant) => grant.session === work.session);
  const isMaster = work.session === plan.master;
  const standing = [
    ...own.map((resource) => `- yours: ${resource.path}`),
    ...work.ownedPaths.map((path) => `- yours for this task: ${path}`),
    ...(isMaster ? ['- yours: every path that no other session owns'] : []),
    ...shared.map((resource) => `- shared, all may add to it: ${resource.path}`),
  ];
  return {
    lines: [
      ...standing,
      ...granted.map((grant) => `- granted until ${grant.expiresAt.toISOString()}: ${grant.path}`),
      `- all other paths are refused; ask with the tool request_grant, or: muster grant PATH --to ${work.session} --for 2h`,
    ],
    // Until when is of the moment.
    inputs: [...standing, ...granted.map(({ path }) => path).toSorted()],
  };
}

function handedOn({ plan, work, handoffs, notes = [] }: BriefFacts): Pick<ToldSection, 'lines' | 'inputs'> {
  const deliveries = plan.handoffs
    .filter((handoff) => handoff.consumer === work.id)
    .flatMap((handoff) => {
      const row = handoffs.findLast(
        (candidate) => candidate.handoff === handoff.id && candidate.state !== 'refused',
      );
      if (row === undefined) return [];
      const from = `${handoff.title}, from Session ${handoff.from}`;
      const said = notes.filter((note) => note.handoff === handoff.id).at(-1);
      const lines = [
        ...row.artifacts.map((artifact) => `  - ${artifact.path} (sha256 ${artifact.sha256.slice(0, 12)})`),
        ...(said === undefined ? [] : [`  Session ${handoff.from} says: ${said.summary}`]),
        `  It will be validated: ${handoff.validation}`,
      ];
      return [
        {
          lines: [`- ${from}, commit ${row.commit}: ${handoff.process}`, ...lines],
          inputs: [
            `${from}: ${handoff.process}`,
            ...row.artifacts.map(({ path, sha256 }) => `${path} ${sha256}`),
            ...lines.slice(row.artifacts.length),
          ],
        },
      ];
    });
  return {
    lines: deliveries.flatMap(({ lines }) => lines),
    inputs: deliveries.flatMap(({ inputs }) => inputs),
  };
}

/** Other tasks than those that hand something over, and files that were told of: all by reference. */
function builtOn({
  plan,
  work,
  upstream = [],
  published = [],
}: BriefFacts): Pick<ToldSection, 'lines' | 'inputs'> {
  const handing = new Set(
    plan.handoffs.filter(({ consumer }) => consumer === work.id).map(({ producer }) => producer),
  );
  const others = upstream.filter(({ task }) => !handing.has(task)).slice(-mostUpstream);
  const told = published.slice(-mostUpstream);
  const files = told.map(
    (one) => `- ${one.path} (sha256 ${one.sha256.slice(0, 12)}), from Session ${one.session}: ${one.summary}`,
  );
  return {
    lines: [
      ...others.flatMap((one) => [
        `- ${one.label} (Session ${one.session}), commit ${one.commit.slice(0, 10)}: ${one.summary}`,
        ...(one.artifacts.length === 0 ? [] : [`  ${listOf(one.artifacts, mostArtifacts)}`]),
      ]),
      ...files,
    ],
    // Several may tell of files at once, in any order.
    inputs: [...others.map(({ label, summary }) => `${label}: ${summary}`), ...files.toSorted()],
  };
}

const listOf = (names: readonly string[], most: number): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

/** What it is; what it is for is in its own file. */
const agentLine = ({ name, description }: BriefFacts['agents'][number]): string =>
  `- ${name}: ${/^.*?[.!?](?= |$)/.exec(description)?.[0] ?? description}`;

const touchedLines = ({ repository }: BriefFacts): string[] =>
  repository === undefined
    ? []
    : [
        ...repository.touched.slice(0, mostTouched).map((path) => `- ${path}`),
        ...(repository.touched.length > mostTouched
          ? [`- and ${repository.touched.length - mostTouched} more`]
          : []),
      ];

function fileLines({ repository }: BriefFacts): string[] {
  if (repository === undefined) return [];
  const { owned, read } = repository;
  return [
    ...(owned.length === 0 ? [] : ['Yours to write:', ...outlineTree(owned, { mostLines: mostOutline })]),
    ...(read.length === 0 ? [] : ['To read:', ...outlineTree(read, { mostLines: mostOutline })]),
  ];
}

const nameLines = ({ repository }: BriefFacts): string[] =>
  (repository?.names ?? [])
    .filter(({ names }) => names.length > 0)
    .slice(0, mostNamedFiles)
    .map(({ path, names }) => `- ${path}: ${listOf(names, mostNames)}`);

/** What is said of the task, and of the session where no other task is meant. */
function roundLines({ plan, pages, work }: BriefFacts): string[] {
  const others = plan.tasks.map(({ label }) => label).filter((label) => label !== work.label);
  const isTask = mentionOf([work.label]);
  const isSession = mentionOf([`Session ${work.session}`]);
  const isOther = mentionOf(others);
  const isAboutMe = (line: string) => isTask(line) || (isSession(line) && !isOther(line));
  return pages.flatMap((page) => {
    const lines = page.lines.filter(isAboutMe);
    return lines.length === 0 ? [] : [`${page.title}:`, ...lines];
  });
}

/** Whole words: Session 1 is not told what is meant for Session 12. */
function mentionOf(names: readonly string[]): (line: string) => boolean {
  const words = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w.-])(?:${words.join('|')})(?![\\w-])`);
  return (line) => names.length > 0 && pattern.test(line);
}

/** What the session was answered last, in this task or another of its own, which may bear on this one. */
const answersOf = ({ asked, work }: BriefFacts) =>
  (asked?.answers ?? []).filter(({ session }) => session === work.session).slice(-mostAnswers);

export const answerLines = (facts: BriefFacts): string[] =>
  answersOf(facts).flatMap((answer) => {
    const question = facts.asked?.questions.find((one) => one.answer?.id === answer.id);
    return [
      ...(question === undefined ? [] : [`- You asked: ${question.text}`]),
      `- ${answer.from}: ${answer.text}`,
    ];
  });

/** Whose they are and of which commit is of the moment; where and what is to be heeded. */
export function commentLines({ comments = [] }: BriefFacts): Pick<ToldSection, 'lines' | 'inputs'> {
  if (comments.length === 0) return { lines: [] };
  return {
    lines: [
      ...comments.map(commentLine),
      'Heed each, and settle it with the tool report_progress and its number, or: muster comment answer NUMBER "WORDS"',
    ],
    inputs: comments.map(({ path, quote, text }) => `${path}: ${quote}\n${text}`),
  };
}

/** The master is asked; a person may answer as well, and does where no agent has the master's seat. */
const questionsTo = ({ asked, plan, work }: BriefFacts) =>
  work.session === plan.master ? (asked?.questions ?? []).filter(({ answer }) => answer === null) : [];

export function questionLines(facts: BriefFacts): string[] {
  const open = questionsTo(facts);
  if (open.length === 0) return [];
  const name = nameIn(facts.plan);
  const labelOf = (id: string | null) => facts.plan.tasks.find((task) => task.id === id)?.label;
  return [
    ...open.map(({ id, session, task, text }) => {
      const label = labelOf(task);
      return `- question ${id}, ${name(session)}${label === undefined ? '' : `, ${label}`}: ${text}`;
    }),
    'Answer each with the tool answer_question, or: muster answer NUMBER "WORDS"',
  ];
}

/** What sessions say of their progress is of the moment; what a person says, and an answer, is to be heeded. */
export function reportLines(facts: BriefFacts): Pick<ToldSection, 'lines' | 'inputs'> {
  const apart = new Set([...answersOf(facts), ...questionsTo(facts)].map(({ id }) => id));
  const told = facts.reports.filter(({ id }) => !apart.has(id)).slice(-mostReports);
  const lineOf = ({ from, kind, text }: (typeof told)[number]) => `- ${from} (${kind}): ${text}`;
  return {
    lines: told.map(lineOf),
    inputs: told.filter(({ session, kind }) => session === null || kind === 'answer').map(lineOf),
  };
}

/** The one form of a report, by tool or by command: what is done, what is next. */
export const doneLines = (session: number): string[] => [
  'Leave the work in this folder; it is committed for you.',
  `Tell the others, once per finished step, with the tool report_progress or: muster report "WHAT IS DONE. Next: WHAT" --session ${session}`,
];
