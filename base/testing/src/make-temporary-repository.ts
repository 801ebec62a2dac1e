import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProcess } from '@musterhq/process';
import { makeTemporaryFolder } from './make-temporary-folder.ts';

export type TemporaryRepository = {
  dir: string;
  /** The environment that its git runs with: nobody's configuration, a fixed identity, no prompt, no editor. */
  env: Record<string, string>;
  /** Runs git and answers what it printed, without the last line's end; throws when it fails. */
  git(...args: string[]): Promise<string>;
  remove(): void;
};

/** A repository with one commit that holds `files` (path to text) on `branch` (default `main`). */
export async function makeTemporaryRepository({
  files = { 'README.md': '# A repository for a test\n' },
  branch = 'main',
}: {
  files?: Record<string, string>;
  branch?: string;
} = {}): Promise<TemporaryRepository> {
  const folder = makeTemporaryFolder('repository');
  const home = join(folder.path, 'home');
  const dir = join(folder.path, 'work');
  mkdirSync(home);
  mkdirSync(dir);
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_AUTHOR_NAME: 'Test Author',
    GIT_AUTHOR_EMAIL: 'author@example.test',
    GIT_COMMITTER_NAME: 'Test Author',
    GIT_COMMITTER_EMAIL: 'author@example.test',
  };
  const git = async (...args: string[]) => {
    const result = await runProcess({
      command: 'git',
      args,
      cwd: dir,
      env,
      timeoutMs: 60_000,
      keepBytes: 16 * 1024 * 1024,
    });
    if (result.exitCode === 0) return result.stdout.replace(/\n$/, '');
    throw new Error(`git ${args.join(' ')} ended with ${result.exitCode ?? result.signal}: ${result.stderr}`);
  };
  await git('init', '--quiet', '--initial-branch', branch);
  // In the repository too, for programs under test that bring an environment of their own.
  await git('config', 'user.name', env.GIT_AUTHOR_NAME);
  await git('config', 'user.email', env.GIT_AUTHOR_EMAIL);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--allow-empty', '--message', 'Begin');
  return { dir, env, git, remove: folder.remove };
}
