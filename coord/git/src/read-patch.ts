import { z } from 'zod';
import { GitError } from './git-error.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';

export const commitPatchSchema = z.object({
  commit: z.string(),
  parents: z.array(z.string()),
  author: z.object({ name: z.string(), email: z.string() }),
  /** ISO 8601 with the author's offset. */
  date: z.string(),
  message: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      /** The path before, of a rename. */
      oldPath: z.string().exactOptional(),
      kind: z.enum(['added', 'modified', 'deleted', 'renamed', 'type_changed']),
      /** In git's own form, with its header; null where the text is too long to be read by anybody. */
      patch: z.string().nullable(),
    }),
  ),
});
export type CommitPatch = z.infer<typeof commitPatchSchema>;
type FilePatch = CommitPatch['files'][number];

const kinds: Record<string, FilePatch['kind']> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  T: 'type_changed',
};

/** What a commit changes against its first parent, file by file; of each at most `longest` characters, else none. */
export async function readPatch(
  repo: Repository,
  commit: string,
  { longest }: { longest: number },
): Promise<CommitPatch> {
  const [about, patch] = await Promise.all([readAbout(repo, commit), readChanges(repo, commit)]);
  const end = patch.indexOf('\0\0diff --git ');
  const chunks = end < 0 ? [] : patch.slice(end + 2).split(/^(?=diff --git )/m);
  const files: FilePatch[] = [];
  for (const { letter, path, oldPath } of rawEntries(end < 0 ? patch : patch.slice(0, end))) {
    // A file that became a link, or the other way round, is told as one that goes and one that comes.
    const text = chunks.splice(0, letter === 'T' ? 2 : 1).join('');
    files.push({
      path,
      ...(oldPath === undefined ? {} : { oldPath }),
      kind: kinds[letter] ?? 'modified',
      patch: text.length > longest ? null : text,
    });
  }
  return { ...about, files };
}

async function readAbout(repo: Repository, commit: string): Promise<Omit<CommitPatch, 'files'>> {
  const call = {
    args: [
      ...['log', '--max-count=1', '--no-show-signature', '--no-mailmap'],
      ...['--format=%H%x00%P%x00%an%x00%ae%x00%aI%x00%B', `${commit}^{commit}`, '--'],
    ],
  };
  const result = await runGit(repo, { ...call, kind: 'read', accept: 'any' });
  if (/bad revision|unknown revision|bad object/.test(result.stderr))
    throw new GitError('unknown_revision', `The repository holds no commit ${commit}.`, { commit });
  if (result.exitCode !== 0) throw gitFailure(call, result);
  const [hash = '', parents = '', name = '', email = '', date = '', message = ''] = result.stdout.split('\0');
  return {
    commit: hash,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name, email },
    date,
    message: message.trimEnd(),
  };
}

/** First a list of the changes with NUL between its fields, so that no name has to be unquoted; then their texts. */
async function readChanges(repo: Repository, commit: string): Promise<string> {
  const { stdout } = await runGit(repo, {
    args: [
      ...['diff-tree', '-r', '-z', '--raw', '-p', '-M', '--root', '-m', '--first-parent', '--no-commit-id'],
      ...['--no-color', '--no-ext-diff', '--no-textconv', '--src-prefix=a/', '--dst-prefix=b/', commit],
    ],
    kind: 'read',
  });
  return stdout;
}

function rawEntries(raw: string): { letter: string; path: string; oldPath?: string }[] {
  const fields = raw.split('\0');
  const entries: { letter: string; path: string; oldPath?: string }[] = [];
  for (let at = 0; at < fields.length; ) {
    const head = fields[at] ?? '';
    at += 1;
    if (!head.startsWith(':')) continue;
    const letter = head.split(' ').at(-1)?.charAt(0) ?? 'M';
    const [first = '', second = ''] = fields.slice(at, at + 2);
    if (letter === 'R') entries.push({ letter, path: second, oldPath: first });
    else entries.push({ letter, path: first });
    at += letter === 'R' ? 2 : 1;
  }
  return entries;
}
