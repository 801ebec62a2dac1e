import { basename, dirname, join, relative, resolve } from 'node:path/posix';
import { isGranted, ownerOf } from '@musterhq/plan';
import { followLinks, type ReadLink } from './follow-links.ts';
import type { Policy } from './policy.ts';

/** A path that a tool wants to write, and the place it is asked in. */
export type WriteQuestion = {
  /** Absolute, or relative to `directory`. */
  path: string;
  /** Absolute path of the session's worktree. */
  worktree: string;
  /** What a relative path is relative to; the worktree when absent. */
  directory?: string;
  /** Epoch milliseconds, for grants that end. */
  now: number;
  /** Folders outside the worktree that are the agent's own: its HOME and its temporary folder. */
  ownFolders?: readonly string[];
  readLink: ReadLink;
  /** The file system takes `SRC/a` and `src/a` for one file. */
  ignoresCase?: boolean;
};

type Allowance = { kind: 'allowed'; phrase: string };

export type Denial = {
  kind: 'denied';
  /** Relative to the worktree; absolute where it lies outside. */
  path: string;
  /** Absent where no session owns it: git's own files, and what lies outside the worktree. */
  owner?: number;
  ownerName: string;
  /** The words that the answer was read from. */
  phrase: string;
  /** What to do instead, in words for the one who asked. */
  remedy: string;
};

export type Judgement = Allowance | Denial;

/**
 * Whether the turn's session may write a path, by the same ownership that the landing judges a diff by. A tool may write through
 * a link or put a file in the link's place, and resolve `..` by the names or by the folders: all of these must be allowed.
 */
export function judgePath(policy: Policy, question: WriteQuestion): Judgement {
  const { path, worktree, directory = worktree, readLink } = question;
  if (path === '' || path.includes('\0')) return outside(path, 'it is no path', worktree);
  const root = followLinks(worktree, readLink);
  if (root === undefined) return outside(path, 'the worktree lies behind a circle of links', worktree);
  const asWritten = path.startsWith('/') ? path : `${directory}/${path}`;
  let answer: Judgement | undefined;
  for (const named of new Set([resolve(asWritten), asWritten])) {
    for (const target of placesOf(named, readLink)) {
      const judged =
        target === undefined
          ? outside(path, 'it lies behind a circle of links', worktree)
          : judgePlace(policy, question, { root, target });
      if (judged.kind === 'denied') return judged;
      answer ??= judged;
    }
  }
  return answer!;
}

/** The name itself, and where it leads. */
function placesOf(path: string, readLink: ReadLink): (string | undefined)[] {
  const bare = path.replace(/\/+$/, '') || '/';
  const target = followLinks(bare, readLink);
  if (basename(bare) === '..' || basename(bare) === '.') return [target];
  const parent = followLinks(dirname(bare), readLink);
  return [parent === undefined ? undefined : join(parent, basename(bare)), target];
}

/** Judges a place that no link leads away from. */
function judgePlace(
  policy: Policy,
  question: WriteQuestion,
  { root, target }: { root: string; target: string },
): Judgement {
  const fold = question.ignoresCase === true ? foldCase : (text: string) => text;
  const path = relative(fold(root), fold(target));
  const isInside = path !== '..' && !path.startsWith('../');
  if (!isInside) return judgeOutside(question, target, fold);
  if (path === '') return outside(target, 'it is the worktree itself', question.worktree);
  if (path.split('/').some(isGitFolder)) return gitsOwn(path);
  const { session, master, task } = policy;
  const resources = policy.resources.map((resource) => ({ ...resource, path: fold(resource.path) }));
  const ownedPaths = task.ownedPaths.map(fold);
  const owner = ownerOf({ master, resources }, path, { label: task.label, session, ownedPaths });
  if (owner.kind === 'shared' || owner.session === session) return { kind: 'allowed', phrase: owner.phrase };
  const grant = policy.grants.find(
    (candidate) => Date.parse(candidate.expiresAt) > question.now && isGranted(fold(candidate.path), path),
  );
  if (grant !== undefined)
    return { kind: 'allowed', phrase: `granted as ${grant.path} until ${grant.expiresAt}` };
  return ownedByOther(policy, { path, owner: owner.session, phrase: owner.phrase }, fold);
}

function judgeOutside(
  { ownFolders = [], readLink, worktree }: WriteQuestion,
  target: string,
  fold: (text: string) => string,
): Judgement {
  for (const folder of ownFolders) {
    const own = followLinks(folder, readLink);
    if (own !== undefined && own !== '/' && fold(target).startsWith(`${fold(own)}/`))
      return { kind: 'allowed', phrase: "a folder of the agent's own" };
  }
  return outside(target, 'it lies outside the worktree', worktree);
}

function outside(path: string, phrase: string, worktree: string): Denial {
  return {
    kind: 'denied',
    path,
    ownerName: 'nobody of this turn',
    phrase,
    remedy: `Write inside ${worktree}. What has to change elsewhere is for a person: say it in your report.`,
  };
}

function gitsOwn(path: string): Denial {
  return {
    kind: 'denied',
    path,
    ownerName: 'git',
    phrase: 'no session writes in a folder of git',
    remedy: 'Leave what is to be committed in the worktree: Muster commits it when the turn is over.',
  };
}

function ownedByOther(
  policy: Policy,
  { path, owner, phrase }: { path: string; owner: number; phrase: string },
  fold: (text: string) => string,
): Denial {
  const name = policy.sessions.find(({ id }) => id === owner)?.name;
  const ownerName = name === undefined ? `Session ${owner}` : `Session ${owner} (${name})`;
  const remedy =
    path === fold(policy.document)
      ? 'Muster writes statuses into the document by itself. What else has to change there: say it in your report.'
      : `Ask for it with one call: request_grant with path ${JSON.stringify(path)}, a reason, and how many minutes. Or leave it, and say in your report what you need there.`;
  return { kind: 'denied', path, owner, ownerName, phrase, remedy };
}

/** What some file system takes for `.git`: case, trailing dots and spaces, and the short name that Windows gives it. */
function isGitFolder(part: string): boolean {
  return /^(?:\.git|git~\d+)[. ]*$/i.test(part);
}

function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** A denial in the words that the one who asked reads: whose it is, why, and the one call to ask for it. */
export function denialWords({ path, owner, ownerName, phrase, remedy }: Denial): string {
  const whose = owner === undefined ? `${path} is not yours to write` : `${path} belongs to ${ownerName}`;
  return `${whose}: ${phrase}. ${remedy}`;
}
