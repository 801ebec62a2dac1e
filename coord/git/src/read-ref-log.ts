import { join } from 'node:path';
import { fullRef } from './refs.ts';
import type { Repository } from './repository.ts';
import { readTextIfThere } from './worktree-files.ts';

/** One move of a ref: `from` is absent where it was made, `to` where it was removed. */
export type RefLogEntry = { from?: string; to?: string; email: string; message: string };

/** What the ref's own log says of its moves, the oldest first; empty where git keeps none for it. */
export async function readRefLog(repo: Repository, ref: string): Promise<RefLogEntry[]> {
  const text = await readTextIfThere(join(repo.commonDir, 'logs', fullRef(ref)));
  return (text ?? '').split('\n').flatMap((line) => {
    const entry = /^([0-9a-f]+) ([0-9a-f]+) .*<(.*)> \d+ [+-]\d{4}(?:\t(.*))?$/.exec(line);
    if (entry === null) return [];
    const [, from = '', to = '', email = '', message = ''] = entry;
    return [{ ...(isNone(from) ? {} : { from }), ...(isNone(to) ? {} : { to }), email, message }];
  });
}

const isNone = (commit: string): boolean => /^0+$/.test(commit);
