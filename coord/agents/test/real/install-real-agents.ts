import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the real agents of a folder are there, each at its pinned version. */
export type RealAgents = { kind: 'ready'; bin: string } | { kind: 'missing'; why: string };

const installMs = 3 * 60_000;

/**
 * Installs what the folder's lock file names, or its package.json where it has none, unless it is there. What keeps it from that is
 * an answer, for the suite to skip.
 */
export async function installRealAgents(folder: string): Promise<RealAgents> {
  if (differences(folder).length > 0) {
    const why = await install(folder);
    if (why !== undefined) return { kind: 'missing', why };
  }
  const left = differences(folder);
  return left.length > 0
    ? { kind: 'missing', why: left.join('; ') }
    : { kind: 'ready', bin: join(folder, 'node_modules/.bin') };
}

/** Every package that is not there at the version that `package.json` pins. */
function differences(folder: string): string[] {
  const { dependencies } = readManifest(folder) as { dependencies: Record<string, string> };
  return Object.entries(dependencies).flatMap(([name, pinned]) => {
    const place = join(folder, 'node_modules', name);
    const found = existsSync(join(place, 'package.json')) ? readManifest(place).version : 'none';
    return found === pinned ? [] : [`expected ${name} ${pinned}, found ${found}`];
  });
}

function readManifest(folder: string): { version?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** The reason, in npm's last words, why it could not. Their install scripts have to run: Claude Code does not start without. */
function install(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A lock file is whole only where a registry has opencode for every machine; its versions are pinned all the same.
    const how = existsSync(join(folder, 'package-lock.json')) ? ['ci'] : ['install', '--no-package-lock'];
    // Not a workspace: npm run in a folder below would install the house instead.
    const npm = spawn('npm', [...how, '--workspaces=false', '--no-audit', '--no-fund'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: installMs,
    });
    let printed = '';
    for (const stream of [npm.stdout, npm.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed = `${printed}${chunk}`.slice(-2_000);
      });
    npm.once('error', (error) => resolve(error.message));
    npm.once('close', (code) => {
      const words = printed.split('\n').filter((line) => /npm (?:error|ERR!)/.test(line));
      resolve(
        code === 0
          ? undefined
          : `npm ${how[0]} ended with ${code ?? 'its time over'}: ${words.slice(0, 2).join(' ')}`,
      );
    });
  });
}
