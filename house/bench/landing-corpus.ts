import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { draw, drawFrom, type Random, range } from './random.ts';

/** Where an entry stands whose tree turns the gate red: first, in the middle half, last. */
type BadPlace = 'head' | 'middle' | 'tail';

/** Branches that wait to land on one repository, drawn from a seed: the same seed makes the same commits. */
export type LandingCorpus = {
  dir: string;
  places: BadPlace[];
  /** In the order in which they are handed in; of two in `conflicting` only the first can land. */
  entries: { session: number; commit: string; isBad: boolean }[];
  bad: number[];
  conflicting: [number, number];
  /** Pairs that change one file at two places. */
  meeting: [number, number][];
};

export const branches = 32;
const pairs = 3;
const files = 1_000;
const linesAFile = 40;
/** Of 32 branches 5 % are two: each seed has them at two of the three places. */
const placesInTurn: readonly BadPlace[][] = [
  ['head', 'tail'],
  ['middle', 'tail'],
  ['head', 'middle'],
];

export function makeLandingCorpus(dir: string, seed: number): LandingCorpus {
  const random = drawFrom(seed);
  const places = placesInTurn[(seed - 1) % placesInTurn.length]!;
  const bad = places.map((place) => drawBad(random, place));
  const [conflicting, ...meeting] = drawPairs(
    random,
    range(branches).filter((at) => !bad.includes(at)),
  );
  mkdirSync(dir, { recursive: true });
  git(dir, ['init', '--quiet', '--initial-branch=main']);
  git(dir, ['config', 'user.name', 'Bench']);
  git(dir, ['config', 'user.email', 'bench@muster.invalid']);
  const lines = [
    ...commitLines('refs/heads/main', undefined, [
      ['PLAN.md', landingPlan()],
      ...range(pairs).map((at): [string, string] => [`shared/file-${at}.txt`, textOf(at, [])]),
      ...range(files).map((at): [string, string] => [fileOf(at), textOf(at, [])]),
    ]),
  ];
  range(branches).forEach((at) => {
    const changes = changesOf(at, { bad, conflicting: conflicting!, meeting });
    lines.push(...commitLines(`refs/heads/work-${at + 1}`, 'refs/heads/main', changes));
  });
  git(dir, ['fast-import', '--quiet', '--force'], `${lines.join('\n')}\n`);
  git(dir, ['reset', '--quiet', '--hard']);
  const commits = git(dir, ['rev-parse', ...range(branches).map((at) => `work-${at + 1}`)])
    .trim()
    .split('\n');
  const entries = commits.map((commit, at) => ({ session: at + 1, commit, isBad: bad.includes(at) }));
  return { dir, places, entries, bad, conflicting: conflicting!, meeting };
}

/** The folder in which a bad entry puts a file; a tree is green without it. */
export const badFolder = 'bad';

function changesOf(
  at: number,
  { bad, conflicting, meeting }: Pick<LandingCorpus, 'bad' | 'conflicting' | 'meeting'>,
): [string, string][] {
  const own = [0, 1].map((step) => {
    const file = at + step * branches;
    return [fileOf(file), textOf(file, [[step * 9 + 3, `changed by session ${at + 1}`]])] as [string, string];
  });
  const changes: [string, string][] = [...own, [`new/session-${at + 1}.txt`, `new of session ${at + 1}\n`]];
  if (bad.includes(at)) changes.push([`${badFolder}/session-${at + 1}.txt`, 'red\n']);
  if (conflicting.includes(at))
    changes.push(['shared/file-0.txt', textOf(0, [[5, `changed by session ${at + 1}`]])]);
  meeting.forEach((pair, index) => {
    const line = pair.indexOf(at) * 30 + 5;
    if (pair.includes(at))
      changes.push([
        `shared/file-${index + 1}.txt`,
        textOf(index + 1, [[line, `changed by session ${at + 1}`]]),
      ]);
  });
  return changes;
}

function drawBad(random: Random, place: BadPlace): number {
  const middle = branches / 4 + draw(random, branches / 2);
  return { head: 0, middle, tail: branches - 1 }[place];
}

function drawPairs(random: Random, from: number[]): [number, number][] {
  const left = [...from];
  const take = () => left.splice(draw(random, left.length), 1)[0]!;
  return range(pairs).map(() => [take(), take()].toSorted((a, b) => a - b) as [number, number]);
}

const fileOf = (at: number): string => `area-${at % 25}/folder-${at % 8}/file-${at}.txt`;

function textOf(file: number, changes: [line: number, text: string][]): string {
  const lines = range(linesAFile).map((line) => `line ${line} of file ${file}`);
  for (const [line, text] of changes) lines[line] = text;
  return `${lines.join('\n')}\n`;
}

function landingPlan(): string {
  const sessions = range(branches).map((at) => at + 1);
  return [
    '# Measured landing',
    '',
    '**Master Session**: Session 1',
    '',
    '## Sessions',
    ...sessions.map((n) => `\n### SESSION ${n}: Seat ${n}\n**Role**: Worker\n`),
    '## Phase 1: Work',
    '### Week 1',
    '\n#### Day 1: All of it',
    '```yaml',
    ...sessions.map(
      (n) =>
        `Session_${n}_Tasks:\n  primary_task: "Do the part of seat ${n}"\n  deliverable: "Part of seat ${n}"`,
    ),
    '```\n',
  ].join('\n');
}

function commitLines(ref: string, from: string | undefined, changes: [string, string][]): string[] {
  const who = 'Corpus <corpus@muster.invalid> 1700000000 +0000';
  return [
    `commit ${ref}`,
    `committer ${who}`,
    'data 4',
    'work',
    ...(from === undefined ? [] : [`from ${from}`]),
    ...changes.map(([path, text]) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}`),
    '',
  ];
}

export function git(dir: string, args: string[], input = ''): string {
  const options = { cwd: dir, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync('git', args, options);
  if (status !== 0) throw new Error(`git ${args[0]} in ${dir} ended with exit code ${status}: ${stderr}`);
  return stdout;
}

/** Copies the repository, so that every lane lands on one of its own. */
export function copyOf(corpus: LandingCorpus, dir: string): string {
  const copied = spawnSync('cp', ['-a', corpus.dir, dir], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(`the repository was not copied: ${copied.stderr}`);
  return dir;
}
