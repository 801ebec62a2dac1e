import { cp, lstat, mkdir, readdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Repository } from './repository.ts';
import { ignoreMissing, writeWhole } from './worktree-files.ts';

/** A file of the shared git folder by which everybody's git is told what to run; `path` is relative to that folder. */
export const guardedFileSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string(), isExecutable: z.boolean(), text: z.string() }),
  z.strictObject({ kind: z.literal('link'), path: z.string(), target: z.string() }),
]);
export type GuardedFile = z.infer<typeof guardedFileSchema>;

/** Settings, hooks, attributes and where objects are borrowed from. */
const guarded = ['config', 'config.worktree', 'hooks', 'info', 'objects/info/alternates'];

/** The files as they are. Samples of hooks, which nobody runs, are left out; bytes are kept as Latin-1. */
export async function readGuardedFiles(repo: Pick<Repository, 'commonDir'>): Promise<GuardedFile[]> {
  const found = await Promise.all(guarded.map((path) => readBelow(repo.commonDir, path)));
  return found.flat().filter(({ path }) => !path.endsWith('.sample'));
}

async function readBelow(folder: string, path: string): Promise<GuardedFile[]> {
  const full = join(folder, path);
  const found = await lstat(full).catch(ignoreMissing);
  if (found === undefined) return [];
  if (found.isSymbolicLink()) return [{ kind: 'link', path, target: await readlink(full) }];
  if (found.isDirectory()) {
    const names = (await readdir(full)).sort();
    return (await Promise.all(names.map((name) => readBelow(folder, `${path}/${name}`)))).flat();
  }
  if (!found.isFile() || path.endsWith('.lock')) return [];
  const text = await readFile(full, 'latin1').catch(ignoreMissing);
  return text === undefined ? [] : [{ kind: 'file', path, isExecutable: (found.mode & 0o111) !== 0, text }];
}

/** The paths that differ between two looks. */
export function changedGuardedFiles(before: GuardedFile[], now: GuardedFile[]): string[] {
  const told = (files: GuardedFile[]) => new Map(files.map((file) => [file.path, JSON.stringify(file)]));
  const [old, current] = [told(before), told(now)];
  const paths = new Set([...old.keys(), ...current.keys()]);
  return [...paths].filter((path) => old.get(path) !== current.get(path)).sort();
}

/** Brings the paths back to what they were. What is there now is first copied below `saveTo`, under the same names. */
export async function putBackGuardedFiles(
  repo: Pick<Repository, 'commonDir'>,
  { before, paths, saveTo }: { before: GuardedFile[]; paths: string[]; saveTo: string },
): Promise<void> {
  for (const path of paths) {
    const full = join(repo.commonDir, path);
    if ((await lstat(full).catch(ignoreMissing)) !== undefined) {
      await mkdir(dirname(join(saveTo, path)), { recursive: true });
      await cp(full, join(saveTo, path), { recursive: true, verbatimSymlinks: true });
    }
    const old = before.find((file) => file.path === path);
    if (old?.kind !== 'file' || (await isOther(full))) await rm(full, { recursive: true, force: true });
    if (old === undefined) continue;
    await mkdir(dirname(full), { recursive: true });
    if (old.kind === 'link') await symlink(old.target, full);
    else await writeWhole(full, Buffer.from(old.text, 'latin1'), { isExecutable: old.isExecutable });
  }
}

/** A folder or a link where a file was. */
async function isOther(full: string): Promise<boolean> {
  const found = await lstat(full).catch(ignoreMissing);
  return found !== undefined && !found.isFile();
}
