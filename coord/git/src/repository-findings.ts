import type { RepositoryFacts } from './inspect-repository.ts';

/** One finding of a named rule, with what to do about it. */
export type RepositoryFinding = {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  message: string;
  fix: string;
};

type Rule = {
  rule: string;
  severity: RepositoryFinding['severity'];
  /** The message, or undefined when the rule finds nothing. */
  find: (facts: RepositoryFacts) => string | undefined;
  fix: string;
};

const RULES: Rule[] = [
  {
    rule: 'repository.no-commits',
    severity: 'error',
    find: ({ hasCommits }) =>
      hasCommits ? undefined : 'The repository has no commit yet; worktrees start from one.',
    fix: 'Make a first commit.',
  },
  {
    rule: 'repository.bare',
    severity: 'error',
    find: ({ isBare }) =>
      isBare ? 'The repository is bare: the plan document has no folder to live in.' : undefined,
    fix: 'Clone it and run Muster in the clone.',
  },
  {
    rule: 'repository.midway',
    severity: 'error',
    find: ({ midway }) => (midway === undefined ? undefined : `A ${midway.replace('_', '-')} is under way.`),
    fix: 'Finish or abort it first.',
  },
  {
    rule: 'repository.no-identity',
    severity: 'error',
    find: ({ identity }) => (identity === undefined ? 'Git does not know who commits.' : undefined),
    fix: 'git config user.name "…" && git config user.email "…"',
  },
  {
    rule: 'repository.signing-fails',
    severity: 'error',
    find: ({ signing }) =>
      signing.kind === 'fails'
        ? `Commits are to be signed, but a test signature failed: ${signing.words}`
        : undefined,
    fix: 'Unlock the key (an agent must answer without a prompt), or: git config commit.gpgsign false',
  },
  {
    rule: 'repository.no-main',
    severity: 'error',
    find: ({ mainCandidates, hasCommits }) =>
      mainCandidates.length === 0 && hasCommits
        ? 'No branch is called main or master, and HEAD is on none.'
        : undefined,
    fix: 'Name the main branch in muster/config.yaml, as main: BRANCH.',
  },
  {
    rule: 'repository.main-name',
    severity: 'info',
    find: ({ mainCandidates: [first] }) =>
      first === undefined || first === 'main' ? undefined : `The main branch is "${first}", and stays so.`,
    fix: 'To choose another, name it in muster/config.yaml, as main: BRANCH.',
  },
  {
    rule: 'repository.dirty',
    severity: 'warning',
    find: ({ dirtyPaths }) =>
      dirtyPaths.length === 0
        ? undefined
        : `${dirtyPaths.length} ${dirtyPaths.length === 1 ? 'path differs' : 'paths differ'} from the last commit (${dirtyPaths.slice(0, 5).join(', ')}${dirtyPaths.length > 5 ? ', …' : ''}); sessions start from commits and will not see them.`,
    fix: 'Commit them, or leave them: Muster does not touch them, and does not move main over them.',
  },
  {
    rule: 'repository.hooks',
    severity: 'info',
    find: ({ hooks }) =>
      hooks.length === 0 ? undefined : `Hooks run on every session's commit: ${hooks.join(', ')}.`,
    fix: 'Each worktree must be able to run them: see the worktree recipe.',
  },
  {
    rule: 'repository.relative-hooks',
    severity: 'warning',
    find: ({ hooksPath }) =>
      hooksPath === undefined || hooksPath.startsWith('/') || hooksPath.startsWith('~')
        ? undefined
        : `core.hooksPath is "${hooksPath}", read from the top of each worktree; hooks that are not committed are missing there.`,
    fix: 'Commit the hooks, or let the worktree recipe make them.',
  },
  {
    rule: 'repository.submodules',
    severity: 'warning',
    find: ({ hasSubmodules }) =>
      hasSubmodules ? 'The repository has submodules; new worktrees have them empty.' : undefined,
    fix: 'Set up in the worktree recipe: git submodule update --init',
  },
  {
    rule: 'repository.large-files',
    severity: 'info',
    find: ({ usesLargeFileStorage }) =>
      usesLargeFileStorage ? 'The repository keeps files in Git LFS; each worktree fetches them.' : undefined,
    fix: 'Run git lfs install on every machine that runs sessions.',
  },
  {
    rule: 'repository.shallow',
    severity: 'warning',
    find: ({ isShallow }) =>
      isShallow
        ? 'The repository is shallow: a merge base may be missing and a merge then conflicts for no reason.'
        : undefined,
    fix: 'git fetch --unshallow',
  },
];

/** All findings at once, errors first. */
export function repositoryFindings(facts: RepositoryFacts): RepositoryFinding[] {
  const order = { error: 0, warning: 1, info: 2 };
  return RULES.flatMap(({ rule, severity, find, fix }) => {
    const message = find(facts);
    return message === undefined ? [] : [{ rule, severity, message, fix }];
  }).sort((one, other) => order[one.severity] - order[other.severity]);
}
