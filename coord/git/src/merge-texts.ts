import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';

export type TextMerge = { kind: 'clean'; text: string } | { kind: 'conflict'; text: string };

/** Three-way merge of one text, line by line; a conflict answers with the markers in place. */
export async function mergeTexts(
  repo: Repository,
  texts: { base: string; ours: string; theirs: string },
): Promise<TextMerge> {
  const folder = join(repo.commonDir, `muster-merge-${randomUUID()}`);
  await mkdir(folder);
  try {
    for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
    const call = { args: ['merge-file', '-p', 'ours', 'base', 'theirs'], cwd: folder };
    const result = await runGit(repo, { ...call, kind: 'read', accept: 'any', isUnbounded: true });
    if (result.exitCode > 127) throw gitFailure(call, result);
    return { kind: result.exitCode === 0 ? 'clean' : 'conflict', text: result.stdout };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
