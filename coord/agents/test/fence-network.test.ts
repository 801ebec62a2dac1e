import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awaitTurn, type DriverEvent, fenceFor, findFence, type TurnOutcome } from '../src/index.ts';
import { realModules } from './find-test-fence.ts';
import { makeOrder, makeTurnFixture, start, type TurnFixture } from './turn-fixture.ts';

const found = await findFence({
  path: process.env.PATH ?? '',
  nodeModules: [realModules],
  scratch: '/var/tmp',
  isNetworkLimited: true,
});
const isFenced = found.kind === 'bubblewrap';
const why = found.kind === 'none' ? ` (skipped: ${found.because})` : '';

let fixture: TurnFixture;
const servers: Server[] = [];
beforeAll(() => {
  fixture = makeTurnFixture();
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  fixture.remove();
});

async function serve(text: string): Promise<string> {
  const server = createServer((_, response) => response.end(text));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks an address the plain way, and through the proxy that the environment names; prints what came of both. */
const program = `
import { request } from 'node:http';
const ask = (options) => new Promise((resolve) => {
  const going = request({ ...options, timeout: 5_000 }, (answer) => {
    let text = '';
    answer.on('data', (chunk) => { text += chunk; }).on('end', () => resolve(answer.statusCode + ' ' + text.trim()));
  });
  going.on('error', (error) => resolve(error.code)).end();
});
const [host, port] = process.argv[1].split(':');
const proxy = new URL(process.env.HTTP_PROXY);
const plainly = await ask({ host, port, path: '/' });
const byProxy = await ask({ host: proxy.hostname, port: proxy.port, path: 'http://' + process.argv[1] + '/' });
console.log('plainly ' + plainly + ', by proxy ' + byProxy);
`;

async function askFromBehind(network: string[], target: string, id: string) {
  const spec = fenceFor(found, {
    worktree: fixture.worktree,
    ownFolders: [],
    readable: [],
    hidden: [fixture.stateDir],
    personHome: fixture.outside,
  });
  if (spec.kind !== 'bubblewrap') throw new Error('this test needs bubblewrap');
  const run = `'${process.execPath}' --input-type=module --eval '${program.replaceAll("'", `'"'"'`)}' ${target}`;
  const step = { name: 'ask', run, shell: '/bin/sh', timeoutMs: 20_000, retries: 0, env: {} };
  await start(
    fixture,
    makeOrder(fixture, {
      id,
      driver: 'runbook',
      options: { steps: [step], artifacts: [] },
      fence: { ...spec, network },
    }),
  );
  const events: DriverEvent[] = [];
  const outcome: TurnOutcome = await awaitTurn({
    stateDir: fixture.stateDir,
    turn: id,
    onEvent: (event) => void events.push(event),
  });
  const notes = events.flatMap((event) => (event.kind === 'note' ? [event.text] : []));
  const log = events.flatMap((event) => (event.kind === 'output' ? [event.line] : []));
  return { outcome, notes, log };
}

describe.skipIf(!isFenced)(`[F11] behind a fence with a list of hosts${why}`, () => {
  test('one of them is reached, at its own address and through the proxy', async () => {
    const target = await serve('here I am');
    const { outcome, notes, log } = await askFromBehind([target], target, 'named');
    expect(outcome).toMatchObject({ kind: 'finished' });
    expect(log.at(-1)).toBe('plainly 200 here I am, by proxy 200 here I am');
    expect(notes).toEqual([]);
  });

  test('another one is not there at all, and the proxy says why', async () => {
    const target = await serve('not for you');
    const { notes, log } = await askFromBehind(['api.example.com'], target, 'other');
    expect(log.at(-1)).toMatch(/^plainly ECONNREFUSED, by proxy 403 127\.0\.0\.1:\d+ is not among the hosts/);
    expect(notes).toEqual([`${target} is not among the hosts that 'network' in muster/config.yaml names.`]);
  });
});
