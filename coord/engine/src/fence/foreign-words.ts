import type { ForeignChange } from './choose-foreign.ts';

const mostTold = 20;

/** What a session is told of changes that were put back: what, by what it is known, and where they are kept. */
export function foreignWords(changes: ForeignChange[], places: { saved: string; files: string }): string {
  const lines = changes.slice(0, mostTold).map((change) => `- ${lineOf(change, places)}`);
  const more = changes.length > mostTold ? [`- and ${changes.length - mostTold} more`] : [];
  return [
    'While your turn ran, this changed outside of your worktree. It is not yours to change, so it was saved aside and put back:',
    ...lines,
    ...more,
    'Work in your own worktree alone. Muster commits what you leave there; for a path of another session ask with request_grant.',
  ].join('\n');
}

function lineOf(change: ForeignChange, places: { saved: string; files: string }): string {
  switch (change.what) {
    case 'ref':
      return `${change.ref}: ${moveOf(change)}; ${change.because}`;
    case 'git_file':
      return `.git/${change.path}: ${change.because}; what stood there is in ${places.files}`;
    case 'main_checkout':
      return `${change.path} in the main checkout: ${change.because}; saved as ${places.saved}/main-checkout`;
    case 'worktree': {
      const paths = change.paths.length === 0 ? 'its branch' : change.paths.slice(0, 5).join(', ');
      return `${paths} in the worktree of Session ${change.session}: ${change.because}; saved as ${places.saved}/session-${change.session}`;
    }
  }
}

function moveOf({ from, to }: { from?: string; to?: string }): string {
  if (from === undefined) return `made at ${short(to)}, which is kept`;
  if (to === undefined) return `removed, it was at ${short(from)}`;
  return `moved from ${short(from)} to ${short(to)}, which is kept`;
}

const short = (commit: string | undefined): string => (commit ?? '').slice(0, 10);
