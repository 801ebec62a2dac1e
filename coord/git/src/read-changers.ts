import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** The commits of a range by the paths that they change, the newest first. */
export async function readChangers(repo: Repository, range: string[]): Promise<Map<string, string[]>> {
  const { stdout } = await runGit(repo, {
    args: [
      'log',
      '-z',
      '--no-renames',
      '--name-only',
      '--format=commit %H',
      '--no-show-signature',
      ...range,
      '--',
    ],
    kind: 'read',
  });
  const changers = new Map<string, string[]>();
  let commit = '';
  for (const field of stdout.split('\0')) {
    const name = field.startsWith('\n') ? field.slice(1) : field;
    const head = /^commit ([0-9a-f]{40,64})$/.exec(name);
    if (head !== null) commit = head[1]!;
    else if (name !== '') {
      const known = changers.get(name) ?? [];
      if (known.at(-1) !== commit) changers.set(name, [...known, commit]);
    }
  }
  return changers;
}
