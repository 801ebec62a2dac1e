export type GitErrorCode =
  /** No git binary under the given name on the PATH of the given environment. */
  | 'git_missing'
  /** Older than 2.38, which brought `merge-tree --write-tree`. */
  | 'git_too_old'
  | 'not_a_repository'
  /** The folder belongs to another account and git refuses to trust it. */
  | 'unsafe_directory'
  /** A path that git reports line by line must not hold a line break. */
  | 'unsupported_path'
  /** A lock file of a live process, or of one that cannot be told from a live one, did not go away in time. */
  | 'locked'
  | 'timed_out'
  | 'canceled'
  | 'signing_failed'
  | 'unrelated_histories'
  | 'unknown_revision'
  /** Something that is not ours stands where a worktree should be made. */
  | 'path_occupied'
  /** The branch is checked out in another worktree. */
  | 'branch_in_use'
  /** A registered worktree is not what its caller believes it to be. */
  | 'worktree_mismatch'
  /** More output than one answer may hold. */
  | 'output_too_large'
  /** Any other failure of a git command: `facts` carry its arguments, exit code and the end of its words. */
  | 'command_failed';

/** A refusal of this package; normal answers (conflict, stale, dirty) are unions and never thrown. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;
  readonly facts: Record<string, unknown>;

  constructor(code: GitErrorCode, message: string, facts: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }
}
