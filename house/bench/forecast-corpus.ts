import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { draw, drawFrom, range } from './random.ts';

/** A history that sessions write beside one another, drawn from a seed: the same seed writes the same history. */
export type Corpus = {
  dir: string;
  env: Record<string, string>;
  base: string;
  random: () => number;
};

export type Seat = {
  session: number;
  /** Undefined between two attempts. */
  head: string | undefined;
  commitsLeft: number;
  attemptsLeft: number;
  /** The contested files by the names that they have on this branch. */
  contested: string[];
  commits: number;
};

type Change =
  | { kind: 'write'; path: string; text: string }
  | { kind: 'remove'; path: string }
  | { kind: 'rename'; from: string; to: string };

export type Merge = { kind: 'clean'; tree: string } | { kind: 'conflict'; tree: string; paths: string[] };

const linesAFile = 60;
/** Edits fall on these many places of a file: near ones collide, far ones do not. */
const places = 6;
const contestedFiles = 30;
const symbols = 12;

/** A repository of `files` files; what is drawn later comes from `seed`. */
export function makeCorpus(dir: string, seed: number, files: number): Corpus {
  mkdirSync(dir, { recursive: true });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Corpus',
    GIT_AUTHOR_EMAIL: 'corpus@muster.invalid',
    GIT_COMMITTER_NAME: 'Corpus',
    GIT_COMMITTER_EMAIL: 'corpus@muster.invalid',
  };
  const corpus: Corpus = { dir, env, base: '', random: drawFrom(seed) };
  git(corpus, ['init', '--quiet', '--bare', '.']);
  const rest = files - contestedFiles - symbols;
  const changes: Change[] = [
    ...range(contestedFiles).map((at) => write(`shared/part-${at % 6}/file-${at}.txt`, textOf(at))),
    ...range(symbols).map((at) => write(`contracts/symbol-${at}.txt`, `def symbol-${at}\n`)),
    ...range(rest).map((at) =>
      write(`area-${at % 16}/folder-${Math.floor(at / 16) % 20}/file-${at}.txt`, textOf(at)),
    ),
  ];
  corpus.base = commit(corpus, { changes });
  return corpus;
}

/** One more commit of a session: edits in its own area, and often in files that others edit too. */
export function work(corpus: Corpus, seat: Seat): string {
  const head = seat.head!;
  const changes = new Map<string, Change>();
  for (let edit = 0; edit < 1 + drawOf(corpus, 3); edit += 1) {
    const group = edits(corpus, seat, head).map((change) => ({ change, names: namesOf(change) }));
    const names = group.flatMap((one) => one.names);
    // In one commit a path is touched once, and the symbols by one edit: alone a branch is always green.
    const isTwice = names.some(
      (name) => changes.has(name) || (isSymbol(name) && [...changes.keys()].some(isSymbol)),
    );
    if (isTwice) continue;
    for (const one of group) for (const name of one.names) changes.set(name, one.change);
  }
  for (const change of changes.values()) followNames(seat, change);
  seat.commits += 1;
  return commit(corpus, { from: head, changes: [...new Set(changes.values())] });
}

const namesOf = (change: Change): string[] =>
  change.kind === 'rename' ? [change.from, change.to] : [change.path];
const isSymbol = (path: string): boolean => path.startsWith('contracts/');

function edits(corpus: Corpus, seat: Seat, head: string): Change[] {
  const kind = corpus.random();
  const tag = `s${seat.session}-${seat.commits}`;
  const path = seat.contested[drawOf(corpus, seat.contested.length)]!;
  if (kind < 0.03)
    return [{ kind: 'rename', from: path, to: `shared/moved-${tag}/${path.split('/').at(-1)}` }];
  if (kind < 0.05) return [{ kind: 'remove', path }];
  if (kind < 0.08) return [write(`shared/part-${drawOf(corpus, 6)}/new-${tag}.txt`, `new of ${tag}\n`)];
  if (kind < 0.12) return renameSymbol(corpus, head, drawOf(corpus, symbols), tag);
  if (kind < 0.16) return useSymbol(corpus, head, drawOf(corpus, symbols), tag);
  if (kind < 0.5) return [edited(corpus, head, path, tag)];
  const own = (seat.session - 1) % 16;
  const at = own + 16 * (drawOf(corpus, 200) + 20);
  return [edited(corpus, head, `area-${own}/folder-${Math.floor(at / 16) % 20}/file-${at}.txt`, tag)];
}

function edited(corpus: Corpus, head: string, path: string, tag: string): Change {
  const lines = (read(corpus, head, path) ?? '').split('\n');
  lines[drawOf(corpus, places) * (linesAFile / places)] = `changed by ${tag}`;
  return write(path, lines.join('\n'));
}

/** Another name for a symbol, wherever this branch can see it: whoever uses the old one meanwhile merges cleanly, and is red. */
function renameSymbol(corpus: Corpus, head: string, symbol: number, tag: string): Change[] {
  const name = symbolAt(corpus, head, symbol);
  const users = git(corpus, ['grep', '-l', '-e', `^use ${name}$`, head, '--', 'contracts'], '', [0, 1])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(head.length + 1));
  return [
    write(`contracts/symbol-${symbol}.txt`, `def symbol-${symbol}-${tag}\n`),
    ...users.map((path) => write(path, `use symbol-${symbol}-${tag}\n`)),
  ];
}

function useSymbol(corpus: Corpus, head: string, symbol: number, tag: string): Change[] {
  return [write(`contracts/use-${symbol}-${tag}.txt`, `use ${symbolAt(corpus, head, symbol)}\n`)];
}

function symbolAt(corpus: Corpus, head: string, symbol: number): string {
  return (read(corpus, head, `contracts/symbol-${symbol}.txt`) ?? '').trim().slice('def '.length);
}

/** The gate of this corpus: uses that nothing defines, by file. */
export function gate(corpus: Corpus, tree: string): string[] {
  const lines = git(corpus, ['grep', '-E', '^(def|use) ', tree, '--', 'contracts'])
    .split('\n')
    .map((line) => /^[^:]+:([^:]+):(def|use) (.*)$/.exec(line))
    .filter((match) => match !== null);
  const defined = new Set(lines.filter((match) => match[2] === 'def').map((match) => match[3]));
  return lines.filter((match) => match[2] === 'use' && !defined.has(match[3])).map((match) => match[1]!);
}

/** The session's answer to a red gate: what it uses gets the name that the target has for it. */
export function mend(corpus: Corpus, seat: Seat, target: string, red: string[]): string {
  const merge = mergeOf(corpus, target, seat.head!);
  const changes = red.map((path) =>
    write(path, `use ${symbolAt(corpus, merge.tree, Number(path.split('-')[1]))}\n`),
  );
  return commit(corpus, { from: seat.head!, merge: target, tree: merge.tree, changes });
}

/** The session's answer to a conflict: it takes the target in, and where the two collide the target's side. */
export function resolve(
  corpus: Corpus,
  seat: Seat,
  target: string,
  merge: Merge & { kind: 'conflict' },
): string {
  const changes = merge.paths.map((path): Change => {
    const text = read(corpus, target, path);
    return text === undefined ? { kind: 'remove', path } : write(path, text);
  });
  return commit(corpus, { from: seat.head!, merge: target, tree: merge.tree, changes });
}

export function land(corpus: Corpus, seat: Seat, target: string, tree: string): string {
  return commit(corpus, { from: target, merge: seat.head!, tree, changes: [] });
}

export function contestedAt(corpus: Corpus, commit: string): string[] {
  return git(corpus, ['ls-tree', '-r', '--name-only', commit, 'shared/'])
    .split('\n')
    .filter((line) => line !== '');
}

/** Bare git, in a process of its own. */
export function mergeOf(corpus: Corpus, ours: string, theirs: string): Merge {
  const [tree = '', ...fields] = git(
    corpus,
    ['merge-tree', '--write-tree', '-z', '--name-only', ours, theirs],
    '',
    [0, 1],
  ).split('\0');
  const paths = fields.slice(0, fields.indexOf(''));
  return paths.length === 0 ? { kind: 'clean', tree } : { kind: 'conflict', tree, paths };
}

function followNames(seat: Seat, change: Change): void {
  if (change.kind === 'write') return;
  const gone = change.kind === 'rename' ? change.from : change.path;
  seat.contested = seat.contested.filter((path) => path !== gone);
  if (change.kind === 'rename') seat.contested.push(change.to);
}

function read(corpus: Corpus, commit: string, path: string): string | undefined {
  const text = git(corpus, ['cat-file', 'blob', `${commit}:${path}`], '', [0, 128]);
  return text === '' ? undefined : text;
}

function commit(
  corpus: Corpus,
  order: { from?: string; merge?: string; tree?: string; changes: Change[] },
): string {
  const lines = [
    'commit refs/heads/corpus',
    'mark :1',
    'committer Corpus <corpus@muster.invalid> 1700000000 +0000',
    'data 6',
    'corpus',
    ...(order.from === undefined ? [] : [`from ${order.from}`]),
    ...(order.merge === undefined ? [] : [`merge ${order.merge}`]),
    ...(order.tree === undefined ? [] : [`M 040000 ${order.tree} ""`]),
    ...order.changes.map(changeLine),
    'get-mark :1',
    '',
  ];
  return git(corpus, ['fast-import', '--quiet', '--force'], lines.join('\n')).trim();
}

function changeLine(change: Change): string {
  if (change.kind === 'rename') return `R ${change.from} ${change.to}`;
  if (change.kind === 'remove') return `D ${change.path}`;
  return `M 100644 inline ${change.path}\ndata ${Buffer.byteLength(change.text)}\n${change.text}`;
}

function git(corpus: Corpus, args: string[], input = '', accept = [0]): string {
  const { dir, env } = corpus;
  const { status, stdout, stderr } = spawnSync('git', args, {
    cwd: dir,
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status === null || !accept.includes(status))
    throw new Error(`git ${args.join(' ')}: ${status} ${stderr}`);
  return stdout;
}

const write = (path: string, text: string): Change => ({ kind: 'write', path, text });
const textOf = (file: number): string =>
  range(linesAFile)
    .map((line) => `line ${line} of file ${file}\n`)
    .join('');
export const drawOf = ({ random }: Corpus, below: number): number => draw(random, below);
