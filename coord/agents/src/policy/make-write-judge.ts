import { readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AgentsError } from '../agents-error.ts';
import { type Judgement, judgePath } from './judge-path.ts';
import { makePolicyReader } from './policy-file.ts';

/** Answers for one turn whether a path may be written; `directory` is what a relative one is relative to. */
export type WriteJudge = (question: { path: string; directory?: string; now: number }) => Judgement;

/**
 * The one who is asked before a tool writes: hooks and permission answers of a turn share it. Without a readable policy it denies
 * everything. `ownFolders` are the agent's HOME and its temporary folder.
 */
export function makeWriteJudge({
  policyFile,
  worktree,
  ownFolders,
}: {
  policyFile: string;
  worktree: string;
  ownFolders: readonly string[];
}): WriteJudge {
  const readPolicy = makePolicyReader(policyFile);
  const ignoresCase = isCaseIgnored(worktree);
  return (question) => {
    try {
      return judgePath(readPolicy(), { ...question, worktree, ownFolders, readLink, ignoresCase });
    } catch (error) {
      if (!(error instanceof AgentsError)) throw error;
      return {
        kind: 'denied',
        path: question.path,
        ownerName: 'nobody',
        phrase: `nothing may be written while ${error.message}`,
        remedy: 'Stop here and say so in your report.',
      };
    }
  };
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // EINVAL: it is no link. Whatever else stands in the way stands in the way of the one who wants to write, too.
    if (
      ['EINVAL', 'ENOENT', 'ENOTDIR', 'EACCES', 'ENAMETOOLONG'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    )
      return undefined;
    throw error;
  }
}

/** Asked of the file system with a name that is there: macOS ignores case by default, and other systems can. */
function isCaseIgnored(folder: string): boolean {
  const name = basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return false;
  const found = statSync(join(dirname(folder), other), { throwIfNoEntry: false });
  return found !== undefined && found.ino === statSync(folder).ino;
}
