import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removePostgres } from '@musterhq/postgres';

/** The tests and the pictures both run from the root of the repository; the pictures as a bundle, which lies elsewhere. */
const launcher = join(process.cwd(), 'hub/cli/bin/hub.js');
const brandFile = join(process.cwd(), 'drill/brand.yaml');
/** Whatever hangs is ended: nothing is left behind. */
const longestMs = 1_800_000;
export const password = 'clay on the apron';

/** A hub as a person has it: its commands, its server, a sandbox that plays the platforms, and a month of posts. */
export type StartedHub = {
  url: string;
  /** Where the sandbox is looked at. */
  inspectionUrl: string;
  /** What a command printed as JSON. */
  hub(...args: string[]): Promise<unknown>;
  /** Somebody with this role, known by `password`; answers the address. */
  admit(role: 'editor' | 'approver' | 'viewer'): Promise<string>;
  /** Ends the server, and starts it again at the same address. */
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  remove(): Promise<void>;
};

export async function startHub(
  options: { databaseUrl?: string; startsAt?: string; rate?: number; seed?: number; days?: number } = {},
): Promise<StartedHub> {
  const { databaseUrl, startsAt = '2026-03-15T18:00:00Z', rate = 1, seed = 7, days = 30 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'muster-hub-web-'));
  const env = { ...process.env, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) };
  const running: Running[] = [];
  const start = (...args: string[]) => {
    const one = follow(
      spawn(process.execPath, [launcher, ...args, '--json'], { cwd: folder, env, timeout: longestMs }),
      args,
    );
    running.push(one);
    return one;
  };
  const hub = async (...args: string[]) => {
    const { text, exitCode } = await start(...args).whole;
    if (exitCode !== 0) throw new Error(`hub ${args.join(' ')} ended with ${exitCode}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  let server: Running | undefined;
  let port = '0';
  const started: StartedHub = {
    url: '',
    inspectionUrl: '',
    hub,
    async admit(role) {
      const email = `${role}@kiln.example`;
      const { link } = (await hub('users', 'invite', email, '--role', role)) as { link: string };
      const answer = await fetch(`${started.url}/api/password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: started.url },
        body: JSON.stringify({ secret: link.split('#password=')[1], password }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return email;
    },
    async stopServer() {
      await server?.end();
    },
    async startServer() {
      server = start('serve', '--sandbox', '--port', port);
      // What it met belongs beside the test that it met it in.
      server.child.stderr?.pipe(process.stderr);
      const { url } = (await server.printed()) as { url: string };
      port = new URL(url).port;
      started.url = url;
    },
    async remove() {
      for (const one of running.toReversed()) await one.end();
      if (databaseUrl === undefined) await removePostgres({ stateDir: join(folder, '.hub') });
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    const owner = start('init', '--email', 'owner@kiln.example', '--name', 'Ada', '--password-stdin');
    owner.child.stdin?.end(`${password}\n`);
    await owner.whole;
    const sandbox = start('sandbox', '--port', '0', '--rate', String(rate), '--start', startsAt);
    started.inspectionUrl = ((await sandbox.printed()) as { inspectionUrl: string }).inspectionUrl;
    await started.startServer();
    await hub('accounts', 'connect', '--sandbox', '--brand', brandFile);
    const month = join(folder, 'month.json');
    const order = ['--brand', brandFile, '--days', String(days), '--seed', String(seed)];
    if (days > 0) {
      await hub('calendar', 'generate', ...order, '--out', month);
      await hub('calendar', 'load', month, '--brand', brandFile);
    }
    return started;
  } catch (error) {
    await started.remove();
    throw error;
  }
}

type Running = {
  child: ChildProcess;
  whole: Promise<{ text: string; exitCode: number | null }>;
  /** The value that a command prints before it goes on. */
  printed(): Promise<unknown>;
  end(): Promise<void>;
};

function follow(child: ChildProcess, args: readonly string[]): Running {
  let text = '';
  let complaint = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    complaint += more;
  });
  const whole = new Promise<{ text: string; exitCode: number | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ text: exitCode === 0 ? text : text + complaint, exitCode }));
  });
  return {
    child,
    whole,
    async printed() {
      for (const until = Date.now() + 180_000; Date.now() < until; await delay(50)) {
        if (/^\}\n/m.test(text)) return JSON.parse(text) as unknown;
        if (child.exitCode !== null) break;
      }
      throw new Error(`hub ${args.join(' ')} printed nothing whole:\n${text}${complaint}`);
    },
    async end() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await whole;
    },
  };
}
