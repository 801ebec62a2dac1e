import type { Conflict, Landed } from '../read-conflict.ts';
import { sideOfHunks } from '../side-of-hunks.ts';

/** A brief is read whole: so many paths, commits of each and characters have room in it. */
const MOST_PATHS = 12;
const MOST_LANDED = 3;
const LONGEST_PART = 1_000;
const LONGEST_PARTS = 8_000;

export type ConflictNames = {
  integration: string;
  /** A session's name for people. */
  session: (id: number) => string;
  /** A task's label; undefined for one that is not of this document. */
  task: (id: string) => string | undefined;
};

/** What a session that was sent back by a conflict is told: where, the words of both sides, whose they are, what to do. */
export function conflictSection({ way, theirs, paths }: Conflict, names: ConflictNames): string[] {
  const room = { left: LONGEST_PARTS };
  return [
    ...openingOf(way, names.integration, theirs.slice(0, 10), paths.length),
    ...paths.slice(0, MOST_PATHS).flatMap((path) => ['', ...pathLines(path, names, room)]),
    ...(paths.length > MOST_PATHS ? ['', `- and ${paths.length - MOST_PATHS} more paths`] : []),
    ...(way === 'laid' && paths.length > 0 ? ['', ...advice(paths)] : []),
  ];
}

function openingOf(way: Conflict['way'], integration: string, theirs: string, count: number): string[] {
  const tip = `${integration} (${theirs})`;
  if (way === 'afresh')
    return [
      `The work conflicted with what has landed, so it is done once more on ${tip}. What it was is saved. The other side there:`,
    ];
  if (way === 'merged')
    return [
      `${tip} is merged into your branch already; no conflict is left between them. Look whether both still hold.`,
    ];
  if (count === 0)
    return [
      `This folder is in the middle of a merge of ${tip}, and nothing in it conflicts. It is committed for you.`,
    ];
  return [
    `This folder is in the middle of a merge of ${tip} into your work. Solve it in the files alone: no git command is needed, and the merge is committed for you.`,
  ];
}

function pathLines(
  { path, reason, hunks = '', landed }: Conflict['paths'][number],
  names: ConflictNames,
  room: { left: number },
): string[] {
  const quote = (title: string, lines: string[]) =>
    lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `  > ${line}`)];
  return [
    `- ${path} (${reason})`,
    ...landed.slice(0, MOST_LANDED).map((one) => `  landed by ${whoseOf(one, names)}`),
    ...(landed.length > MOST_LANDED ? [`  and by ${landed.length - MOST_LANDED} earlier commits`] : []),
    ...quote('yours', sideOfHunks(hunks, 'ours', LONGEST_PART, room)),
    ...quote('theirs', sideOfHunks(hunks, 'theirs', LONGEST_PART, room)),
  ];
}

function whoseOf({ commit, author, subject, task, session }: Landed, names: ConflictNames): string {
  const whose = session === undefined ? author : names.session(session);
  const label = task === undefined ? undefined : names.task(task);
  return `${whose}${label === undefined ? '' : `, ${label}`}: ${subject} (${commit.slice(0, 10)})`;
}

function advice(paths: Conflict['paths']): string[] {
  const isUnmarked = paths.some(({ reason }) => !/^(contents|add\/add)$/.test(reason));
  return [
    'In each of these files, put one text in the place of everything from <<<<<<< to >>>>>>>, so that both sides hold, and leave no marker. What has landed stands: drop none of it. Change nothing else that came in with the merge.',
    ...(isUnmarked
      ? [
          'Where git could set no markers, what lies in the folder counts: a file that one side deleted stays if it is there and goes if it is not; of a binary file your version lies there; a file whose name ends in ~HEAD is yours, laid aside, and has to find its place.',
        ]
      : []),
  ];
}
