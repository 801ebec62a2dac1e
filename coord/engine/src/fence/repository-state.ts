import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guardedFileSchema, type Repository, readStatus } from '@musterhq/git';
import { z } from 'zod';

/** A work tree at one moment: where it stands, and each path that differs from that with a digest of what is there. */
const workTreeSchema = z.strictObject({
  path: z.string(),
  head: z.string().optional(),
  branch: z.string().optional(),
  dirty: z.record(z.string(), z.string()),
});
export type WorkTree = z.infer<typeof workTreeSchema>;

/** What a session has no business with, as it was before its turn; `before.json` in the turn's folder. */
export const repositoryStateSchema = z.strictObject({
  version: z.literal(1),
  session: z.int().positive(),
  /** The system kept the turn's processes to their own places. */
  isFenced: z.boolean(),
  refs: z.record(z.string(), z.string()),
  /** Of the shared git folder. */
  files: z.array(guardedFileSchema),
  mainCheckout: workTreeSchema,
  /** Worktrees of sessions that did nothing then; `turns` is how many they had had. */
  idle: z.array(workTreeSchema.extend({ session: z.int().positive(), turns: z.int() })),
});
export type RepositoryState = z.infer<typeof repositoryStateSchema>;

export async function readWorkTree(repo: Repository, path: string): Promise<WorkTree> {
  const { head, branch, dirty } = await readStatus(repo, path);
  const digests = await Promise.all(
    dirty.map(async (entry) => [entry.path, await digestOf(join(path, entry.path))] as const),
  );
  return {
    path,
    ...(head === undefined ? {} : { head }),
    ...(branch === undefined ? {} : { branch }),
    dirty: Object.fromEntries(digests),
  };
}

async function digestOf(file: string): Promise<string> {
  try {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  } catch (error) {
    // Gone, or a folder: a repository of its own, which git looks no further into.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EACCES'].includes(code)) return code;
    throw error;
  }
}
