import { readTexts } from './read-texts.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The texts of those blobs that have at most `mostBytes` each: two processes, however many they are. */
export async function readSmallTexts(
  repo: Repository,
  objects: readonly string[],
  { mostBytes }: { mostBytes: number },
): Promise<Map<string, string>> {
  const wanted = [...new Set(objects)];
  if (wanted.length === 0) return new Map();
  const { stdout } = await runGit(repo, {
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'],
    kind: 'read',
    input: wanted.map((object) => `${object}\n`).join(''),
  });
  const small = stdout.split('\n').flatMap((line) => {
    const [object = '', type, size] = line.split(' ');
    return type === 'blob' && Number(size) <= mostBytes ? [object] : [];
  });
  return readTexts(repo, small);
}
