import { parseTrailers, withTrailers } from './trailers.ts';

/** Where a saved state is from, written into its commit: it is told from the commit alone, whatever became of the store. */
export type SavedFacts = {
  /** Folder of the worktree. */
  worktree: string;
  /** Full ref; absent when HEAD was detached. */
  branch?: string;
  /** Absent before the first commit. */
  head?: string;
  /** The tree of the index, where anything was staged. */
  index?: string;
  /** What a merge or rebase under way was about to take in. */
  midway: string[];
  /** The state that the ref held before. */
  before?: string;
};

export function savedMessage(subject: string, facts: SavedFacts): string {
  return withTrailers(subject, {
    // A path may hold what a trailer cannot.
    'Muster-Worktree': encodeURI(facts.worktree),
    ...(facts.branch === undefined ? {} : { 'Muster-Branch': facts.branch }),
    ...(facts.head === undefined ? {} : { 'Muster-Head': facts.head }),
    ...(facts.index === undefined ? {} : { 'Muster-Index': facts.index }),
    ...(facts.midway.length === 0 ? {} : { 'Muster-Midway': facts.midway.join(' ') }),
    ...(facts.before === undefined ? {} : { 'Muster-Before': facts.before }),
  });
}

export function parseSavedFacts(message: string): SavedFacts {
  const trailers = parseTrailers(message);
  const {
    'Muster-Branch': branch,
    'Muster-Head': head,
    'Muster-Index': index,
    'Muster-Before': before,
  } = trailers;
  return {
    worktree: decodeURI(trailers['Muster-Worktree'] ?? ''),
    ...(branch === undefined ? {} : { branch }),
    ...(head === undefined ? {} : { head }),
    ...(index === undefined ? {} : { index }),
    midway: (trailers['Muster-Midway'] ?? '').split(' ').filter((commit) => commit !== ''),
    ...(before === undefined ? {} : { before }),
  };
}
