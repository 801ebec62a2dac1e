import { createHash } from 'node:crypto';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { normalPath } from '@musterhq/plan';
import { refusalOfAsk } from './refusal-of-ask.ts';

const mostBytes = 100 * 1024 * 1024;

/** A file of a worktree with its contents. No link is followed: what lies elsewhere must not be published from here. */
export async function readWorktreeFile(
  worktree: string,
  given: string,
): Promise<{ path: string; content: Buffer; sha256: string }> {
  const path = normalPath(given);
  if (path === undefined || path.endsWith('/'))
    throw refusalOfAsk(
      `'${given}' is no file inside the repository; name it as git does, such as docs/api.md.`,
    );
  const expected = join(await realpath(worktree), path);
  const found = await realpath(expected).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(error.code ?? '')) return undefined;
    throw error;
  });
  if (found === undefined) throw refusalOfAsk(`There is no file ${path} in your worktree.`);
  if (found !== expected)
    throw refusalOfAsk(`${path} is or lies behind a symbolic link; name the file itself.`);
  const file = await open(found, 'r');
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refusalOfAsk(`${path} is no file.`);
    if (stats.size > mostBytes)
      throw refusalOfAsk(`${path} has ${stats.size} bytes; an artifact has at most ${mostBytes}.`);
    const content = await file.readFile();
    return { path, content, sha256: createHash('sha256').update(content).digest('hex') };
  } finally {
    await file.close();
  }
}
