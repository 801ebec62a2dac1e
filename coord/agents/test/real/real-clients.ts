import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelStep } from '@musterhq/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fenceFor } from '../../src/index.ts';
import { findTestFence, realModules } from '../find-test-fence.ts';
import { until } from '../turn-fixture.ts';
import {
  type Client,
  clients,
  makeRealFixture,
  only,
  processesIn,
  type RealFixture,
} from './real-fixture.ts';

let fixture: RealFixture;
beforeAll(async () => {
  fixture = await makeRealFixture();
});
afterAll(() => fixture.remove());

const board = new URL('./board.mjs', import.meta.url).pathname;
const usage = { input: 1_000, output: 50, cacheRead: 200 };
/** A wrong key is tried again for 4 to 7 s otherwise. */
const retryOnce = { claude: { env: { CLAUDE_CODE_MAX_RETRIES: '1' } }, codex: {} };
const sum = (numbers: readonly (number | undefined)[]): number =>
  numbers.reduce<number>((total, number = 0) => total + number, 0);

describe.each(clients)('$name', (client) => {
  it('writes what is its own, runs a command, and tells of all of it', async () => {
    const before = fixture.model.requests.length;
    const { outcome, events, order } = await fixture.run(client, [
      { do: 'write', path: 'docs/page.md', text: '# Page\n', usage },
      { do: 'shell', command: 'echo built > docs/built.txt', usage },
      { do: 'text', text: 'The page is there.', usage, chunks: 3 },
    ]);
    expect(outcome).toMatchObject({
      kind: 'finished',
      summary: expect.stringContaining('The page is there.'),
    });
    expect(readFileSync(join(order.worktree, 'docs/page.md'), 'utf8')).toBe('# Page\n');
    expect(readFileSync(join(order.worktree, 'docs/built.txt'), 'utf8')).toBe('built\n');
    expect(only(events, 'conversation')).toMatchObject([{ isResumed: false }]);
    expect(only(events, 'tool_call').filter(({ state }) => state === 'done').length).toBeGreaterThanOrEqual(
      2,
    );
    expect(only(events, 'agent_error')).toEqual([]);
    // What the agent tells has its answered calls in it; one that it sent twice on a busy machine it tells once.
    const calls = fixture.model.requests.slice(before).flatMap((request) => request.usage ?? []);
    const told = only(events, 'usage').map((event) => event.usage);
    for (const kind of ['input', 'output', 'cacheRead'] as const) {
      const total = sum(told.map((each) => each[kind]));
      expect(total).toBeGreaterThanOrEqual(3 * usage[kind]);
      expect(total).toBeLessThanOrEqual(sum(calls.map((each) => each[kind])));
    }
  });

  it('is refused a write outside of its folder, by tool and by shell', async () => {
    const outside = join(fixture.outside, `taken-${client.driver}-${client.profile}`);
    const { outcome, events } = await fixture.run(
      client,
      [
        { do: 'write', path: `${outside}-tool`, text: 'x' },
        { do: 'shell', command: `echo x > ${outside}-shell` },
        { do: 'text', text: 'Tried.' },
      ],
      { options: { shell: 'refuse' } },
    );
    expect(outcome.kind).toBe('finished');
    expect([existsSync(`${outside}-tool`), existsSync(`${outside}-shell`)]).toEqual([false, false]);
    expect(only(events, 'agent_error')).toEqual([]);
  });

  it('calls a tool of the desk, and of a server that a person gave', async () => {
    const mcpServers = [{ name: 'board', command: process.execPath, args: [board] }];
    const { outcome } = await fixture.run(
      client,
      [
        { do: 'mcp', server: 'muster', tool: 'get_brief' },
        { do: 'mcp', server: 'board', tool: 'claim_task', arguments: { task: 't1' } },
        { do: 'text', text: 'Claimed.' },
      ],
      { options: { mcpServers }, prompt: ' It is about lighthouses.' },
    );
    expect(outcome).toMatchObject({ kind: 'finished', summary: expect.stringContaining('Claimed.') });
    const { results = [] } = fixture.model.requests.findLast(({ kind }) => kind === 'turn') ?? {};
    expect(results.some((result) => result.includes('lighthouses'))).toBe(true);
    expect(results.at(-1)).toContain('claimed t1');
  });

  it('is stopped by the meter when the budget of its turn is used up', async () => {
    const step = (name: string): ModelStep => ({ do: 'write', path: `docs/${name}.md`, text: 'x\n', usage });
    const { outcome, events, order } = await fixture.run(
      client,
      [step('one'), step('two'), step('three'), step('four'), { do: 'text', text: 'never said' }],
      { budgetTokens: 2_000, options: { meter: true } },
    );
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'agent_error', error: { class: 'budget' } });
    const metered = only(events, 'usage').filter((event) => event.usage.quality === 'metered');
    expect(metered.length).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(order.worktree, 'docs/one.md'))).toBe(true);
    expect(existsSync(join(order.worktree, 'docs/three.md'))).toBe(false);
  });

  it('is killed in the middle of a command, leaves nothing running, and goes on with its conversation', async () => {
    const script = [
      { do: 'write', path: 'docs/first.md', text: 'first\n' },
      // Not `;`: a shell that is told to end a moment after its child runs what follows.
      { do: 'shell', command: 'echo $$ > docs/pid; sleep 60 && echo late > docs/late.md' },
      { do: 'text', text: 'never said' },
    ] as const;
    const order = fixture.order(client, script);
    await fixture.begin(order);
    await until('the command runs', () => existsSync(join(order.worktree, 'docs/pid')), 60_000);
    process.kill(await fixture.hostPid(order), 'SIGKILL');
    const killed = await fixture.end(order);
    expect(killed.outcome.kind).toBe('crashed');
    expect(processesIn(order.worktree)).toEqual([]);
    const conversation = only(killed.events, 'conversation')[0]?.id ?? 'not told';

    const home = (order.options as { home: string }).home;
    const next = await fixture.run(
      client,
      [
        { do: 'write', path: 'docs/second.md', text: 'second\n' },
        { do: 'text', text: 'Went on.' },
      ],
      { worktree: order.worktree, conversation, turn: 2, options: { home } },
    );
    expect(next.outcome).toMatchObject({ kind: 'finished', summary: expect.stringContaining('Went on.') });
    expect(only(next.events, 'conversation')).toMatchObject([{ isResumed: true }]);
    expect(existsSync(join(order.worktree, 'docs/late.md'))).toBe(false);
    // The model was told of the past: the conversation is the old one, and not only its name.
    expect(JSON.stringify(fixture.model.requests.at(-1)?.body)).toContain('docs/first.md');
  });

  it('has its errors classed', async () => {
    const refused = async (as: 'auth' | 'bad_request') =>
      (
        await fixture.run(client, [{ do: 'text', text: 'x', refuse: { times: 99, as } }], {
          options: retryOnce[client.profile],
        })
      ).outcome;
    expect(await refused('bad_request')).toMatchObject({ kind: 'failed', error: { class: 'model' } });
    expect(await refused('auth')).toMatchObject({ kind: 'failed', error: { class: 'auth' } });
  });
});

describe.each(clients.filter(({ profile }) => profile === 'claude'))('$name', (client) => {
  it('is told whose a path in its own folder is before it writes there', async () => {
    const { outcome, events, order } = await fixture.run(client, [
      { do: 'write', path: 'src/theirs.ts', text: 'x' },
      { do: 'text', text: 'Left it.' },
    ]);
    expect(outcome.kind).toBe('finished');
    expect(existsSync(join(order.worktree, 'src/theirs.ts'))).toBe(false);
    expect(only(events, 'permission')).toContainEqual(
      expect.objectContaining({ decision: 'denied', by: 'hook' }),
    );
    expect(fixture.model.requests.findLast(({ kind }) => kind === 'turn')?.results.at(-1)).toContain(
      'Session 1',
    );
  });
});

const found = await findTestFence();
const why = found.kind === 'none' ? ` (skipped: ${found.because})` : '';

describe.skipIf(found.kind === 'none').each(clients)(`$name behind the fence${why}`, (client) => {
  function makeSite() {
    const worktree = fixture.makeWorktree();
    const home = fixture.makeHome();
    const fence = fenceFor(found, {
      worktree,
      ownFolders: [home],
      readable: [fixture.outside],
      hidden: [fixture.stateDir],
      personHome: '/nonexistent',
    });
    return { worktree, home, fence };
  }

  it('works in its folder, and its shell and its tool change nothing else', async () => {
    const { worktree, home, fence } = makeSite();
    // Neither the worktree's nor the temporary folders', which the fence gives each turn anew.
    const outside = join(realModules, '..', `fence-probe-${process.pid}`);
    try {
      const { outcome } = await fixture.run(
        client,
        [
          { do: 'write', path: 'docs/page.md', text: '# Page\n' },
          { do: 'shell', command: `echo x > ${outside}; ls > docs/listed.txt` },
          { do: 'text', text: 'Done what could be done.' },
        ],
        { worktree, fence, options: { home, shell: 'allow' } },
      );
      expect(outcome).toMatchObject({ kind: 'finished', summary: expect.stringContaining('Done what') });
      expect(readFileSync(join(worktree, 'docs/page.md'), 'utf8')).toBe('# Page\n');
      expect(readFileSync(join(worktree, 'docs/listed.txt'), 'utf8')).toContain('README.md');
      expect(existsSync(outside)).toBe(false);
    } finally {
      rmSync(outside, { force: true });
    }
  });

  it.skipIf(found.kind !== 'bubblewrap')(
    'works with no network at all: the desk passes its model calls on, and its shell reaches nothing',
    async () => {
      const { worktree, home, fence } = makeSite();
      const { port } = new URL(fixture.model.url);
      const knock = `require('net').connect(${port}, '127.0.0.1').on('connect', () => say('open')).on('error', (e) => say(e.code))`;
      const say = `const say = (word) => { require('fs').writeFileSync('docs/door.txt', word); process.exit(); };`;
      const { outcome, events } = await fixture.run(
        client,
        [
          { do: 'mcp', server: 'muster', tool: 'get_brief' },
          { do: 'write', path: 'docs/page.md', text: '# Page\n' },
          { do: 'shell', command: `'${process.execPath}' -e "${say} ${knock}"` },
          { do: 'text', text: 'Done without.' },
        ],
        {
          worktree,
          fence: { ...fence, ...(fence.kind === 'bubblewrap' ? { network: [] } : {}) },
          options: { home, shell: 'allow', meter: true },
        },
      );
      expect(outcome).toMatchObject({ kind: 'finished', summary: expect.stringContaining('Done without') });
      expect(readFileSync(join(worktree, 'docs/page.md'), 'utf8')).toBe('# Page\n');
      expect(readFileSync(join(worktree, 'docs/door.txt'), 'utf8')).toBe('ECONNREFUSED');
      expect(only(events, 'usage').some(({ usage: { quality } }) => quality === 'metered')).toBe(true);
    },
  );
});

describe('six at once', () => {
  it.each([clients[0], clients[1]] as Client[])('$name', async (client) => {
    const turns = [1, 2, 3, 4, 5, 6].map((number) =>
      fixture.run(client, [
        { do: 'write', path: `docs/${number}.md`, text: `${number}\n` },
        { do: 'text', text: `Wrote ${number}.` },
      ]),
    );
    const ran = await Promise.all(turns);
    expect(ran.map(({ outcome }) => outcome.kind)).toEqual(ran.map(() => 'finished'));
    for (const [index, { order }] of ran.entries())
      expect(readFileSync(join(order.worktree, `docs/${index + 1}.md`), 'utf8')).toBe(`${index + 1}\n`);
  });
});
