export { type ChangedPath, changedPaths } from './changed-paths.ts';
export { commitFile } from './commit-file.ts';
export { type CommitParts, commitTree, type Person } from './commit-tree.ts';
export { type CommitOrder, commitWorktree, type WorktreeCommit } from './commit-worktree.ts';
export { ensureExcluded } from './ensure-excluded.ts';
export { ensureWorktree, type WorktreeOrder } from './ensure-worktree.ts';
export { type BranchFetch, fetchBranch, fetchedRef } from './fetch-branch.ts';
export {
  type ConflictForecast,
  type ForecastCache,
  forecastConflicts,
  type LiveBranch,
  makeForecastCache,
  type PredictedConflict,
  TARGET,
} from './forecast-conflicts.ts';
export {
  canUseGh,
  openPullRequestByGh,
  type PullRequest,
  type PullRequestOrder,
} from './gh-pull-request.ts';
export { GitError, type GitErrorCode } from './git-error.ts';
export {
  changedGuardedFiles,
  type GuardedFile,
  guardedFileSchema,
  putBackGuardedFiles,
  readGuardedFiles,
} from './guarded-files.ts';
export { hashContents } from './hash-contents.ts';
export { inspectRepository, type RepositoryFacts } from './inspect-repository.ts';
export { findMergeUnderWay, type LaidMerge, layMerge, type MergeOrder } from './lay-merge.ts';
export { type LaidTree, layTree } from './lay-tree.ts';
export { findLeftConflicts, type LeftConflict } from './left-conflicts.ts';
export { type CommitMerge, mergeCommit } from './merge-commit.ts';
export { mergeTexts, type TextMerge } from './merge-texts.ts';
export { type ConflictPath, mergeTrees, type TreeMerge } from './merge-trees.ts';
export { pathsBetween } from './paths-between.ts';
export { type LandingProof, proveLanding } from './prove-landing.ts';
export { proveOnTarget, type TargetProof } from './prove-on-target.ts';
export { proveWorktree, type WorktreeProof } from './prove-worktree.ts';
export { type BranchPush, pushBranch } from './push-branch.ts';
export { readMerges } from './read-merges.ts';
export {
  hashObject,
  type LoggedCommit,
  listTree,
  listUnreachable,
  readFileAt,
  readLog,
  type TreeEntry,
} from './read-objects.ts';
export { type CommitPatch, commitPatchSchema, readPatch } from './read-patch.ts';
export { type PathCommit, readPathLog } from './read-path-log.ts';
export { type RefLogEntry, readRefLog } from './read-ref-log.ts';
export { readRemoteUrl } from './read-remote-url.ts';
export { readSmallTexts } from './read-small-texts.ts';
export { type BranchStep, readSteps } from './read-steps.ts';
export {
  commitOf,
  isAncestor,
  keepCommit,
  listRefs,
  mergeBase,
  moveRef,
  type RefMove,
  readRef,
  removeRef,
  treeOf,
} from './refs.ts';
export { releaseTip } from './release-tip.ts';
export { removeWorktree, type WorktreeRemoval } from './remove-worktree.ts';
export { openRepository, type Repository } from './repository.ts';
export { type RepositoryFinding, repositoryFindings } from './repository-findings.ts';
export { resetWorktree, type WorktreeReset } from './reset-worktree.ts';
export { restoreFile } from './restore-file.ts';
export { restorePaths } from './restore-paths.ts';
export { restoreSaved, type SavedRestore } from './restore-saved.ts';
export { type CommitRevert, revertCommits } from './revert-commits.ts';
export { type SaveOrder, saveWorktree } from './save-worktree.ts';
export { listSavedStates, readContained, type SavedState } from './saved-states.ts';
export { type ClearedLocks, clearStaleLocks } from './stale-locks.ts';
export {
  commitBeside,
  commitMessage,
  readResults,
  type StoredResult,
  storeResult,
} from './stored-results.ts';
export { type MainSync, syncMainCheckout } from './sync-main-checkout.ts';
export { syncWorktree, type WorktreeSync } from './sync-worktree.ts';
export { trackedPaths } from './tracked-paths.ts';
export { parseTrailers, type Trailers, withTrailers } from './trailers.ts';
export { uncommit } from './uncommit.ts';
export { listWorktrees, type WorktreeEntry } from './worktree-list.ts';
export { type DirtyPath, readStatus, type WorktreeStatus } from './worktree-status.ts';
