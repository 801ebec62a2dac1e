import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';

/** One file that plain node runs, wherever it is put: the fixture as another process, or another account, would have it. */
export async function bundleOpener(folder: string): Promise<string> {
  const outfile = join(folder, 'opener.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'fixtures/opener.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
  });
  return outfile;
}

export type Opener = {
  child: ChildProcess;
  /** What it said once the server was open; undefined when it ended before. */
  opened: Promise<{ pid: number; dataDir: string; uid: number } | undefined>;
  /** Exit code or signal, after its standard input was closed. */
  finish(): Promise<{ exit: number | string; log: string }>;
};

export function runOpener(
  script: string,
  options: { stateDir: string; systemStateDir?: string; dieAt?: string },
  account: { uid?: number; gid?: number } = {},
): Opener {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...account,
  });
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  child.stdin.on('error', () => undefined);
  const line = new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    ended.then(() => setImmediate(resolve, undefined));
  });
  return {
    child,
    opened: line.then((text) => (text === undefined ? undefined : JSON.parse(text))),
    async finish() {
      await line;
      child.stdin.end();
      return { exit: await ended, log };
    },
  };
}
