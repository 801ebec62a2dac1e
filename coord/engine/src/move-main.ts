import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MainSync, mergeTexts, readFileAt, restoreFile, syncMainCheckout } from '@musterhq/git';
import type { Context } from './context.ts';
import type { DueReview } from './next-review.ts';

/**
 * Brings the local main branch, and a checkout of it, forward. An edit of the document that was adopted is in what lands
 * already: the file is saved, then it gives way.
 */
export async function moveMain(context: Context, review: DueReview, to: string): Promise<MainSync> {
  const { repo, documentPath } = context;
  const moved = await syncMainCheckout(repo, { main: context.main, to });
  if (moved.kind !== 'dirty' || moved.paths.some((path) => path !== documentPath)) return moved;
  const text = await readFile(join(repo.dir, documentPath), 'utf8');
  const base = (await readFileAt(repo, `refs/heads/${context.main}`, documentPath)) ?? '';
  const merge = await mergeTexts(repo, { base, ours: context.live.text, theirs: text });
  if (merge.kind === 'conflict' || merge.text !== context.live.text) return moved;
  await restoreFile(repo, {
    path: repo.dir,
    file: documentPath,
    saveRef: `main-checkout/${review.name}-${review.number}`,
  });
  return syncMainCheckout(repo, { main: context.main, to });
}

/** Why `main` was not brought along, and what a person does about it. */
export function whyNot(context: Context, sync: MainSync): string {
  switch (sync.kind) {
    case 'dirty':
      return `the main checkout ${sync.path} has uncommitted changes in files that the landing touches: ${sync.paths.join(', ')}. Commit or stash them, then 'muster resume'.`;
    case 'diverged':
      return `${context.main} holds commits that conflict with ${context.integration}: merge ${context.main} into ${context.integration} by hand, then 'muster resume'.`;
    case 'busy':
      return `a ${sync.what} is under way in ${sync.path}: finish or abort it, then 'muster resume'.`;
    default:
      return '';
  }
}
