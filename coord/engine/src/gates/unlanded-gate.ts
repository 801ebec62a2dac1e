import type { UnlandedCommit } from '../landing/find-unlanded.ts';
import type { HumanGate } from './gate.ts';

/** Every run has this gate; it is judged where something came onto the integration branch through no landing. */
export const unlandedGateName = 'unlanded-commits';

export const unlandedGate: HumanGate = {
  kind: 'human',
  question: 'The integration branch holds commits that came through no landing. May they go on to main?',
};

const mostCommits = 5;
const mostPaths = 5;

/** What a person is to look at. */
export function unlandedWords(branch: string, commits: readonly UnlandedCommit[]): string {
  const lines = commits.slice(0, mostCommits).map(({ commit, author, paths }) => {
    const more = paths.length > mostPaths ? ` and ${paths.length - mostPaths} more` : '';
    return `  ${commit.slice(0, 10)} by ${author}: ${paths.slice(0, mostPaths).join(', ')}${more}`;
  });
  const count = commits.length === 1 ? '1 commit' : `${commits.length} commits`;
  const more = commits.length > mostCommits ? [`  and ${commits.length - mostCommits} more`] : [];
  return [`${branch} holds ${count} that came through no landing:`, ...lines, ...more].join('\n');
}
