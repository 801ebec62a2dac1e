import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The texts of blobs, in one process: each follows a line that begins with its id. */
export async function readTexts(repo: Repository, objects: string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (objects.length === 0) return texts;
  const input = objects.map((object) => `${object}\n`).join('');
  const { stdout } = await runGit(repo, { args: ['cat-file', '--batch'], kind: 'read', input });
  let at = 0;
  for (const [index, object] of objects.entries()) {
    const start = stdout.indexOf('\n', at) + 1;
    const next = objects[index + 1];
    const end = next === undefined ? stdout.length - 1 : stdout.indexOf(`\n${next} blob `, start);
    texts.set(object, stdout.slice(start, end));
    at = end + 1;
  }
  return texts;
}
