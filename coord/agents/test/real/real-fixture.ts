import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelStep, makeScriptedModel, promptScript, type ScriptedModel } from '@musterhq/sandbox';
import {
  awaitTurn,
  type DriverEvent,
  type Policy,
  policyFileOf,
  publishPolicy,
  readTurn,
  type TurnOrder,
  type TurnOutcome,
} from '../../src/index.ts';
import { realModules } from '../find-test-fence.ts';
import { makeOrder, makeTurnFixture, start, type TurnFixture, until } from '../turn-fixture.ts';

/** A real agent behind a driver of ours. */
export type Client = {
  name: string;
  driver: 'headless' | 'acp';
  profile: 'claude' | 'codex';
};

export const clients: readonly Client[] = [
  { name: 'claude -p', driver: 'headless', profile: 'claude' },
  { name: 'codex exec', driver: 'headless', profile: 'codex' },
  { name: 'claude-agent-acp', driver: 'acp', profile: 'claude' },
  { name: 'codex-acp', driver: 'acp', profile: 'codex' },
];

/** Every client knows it, so that none asks what its default is today; Codex takes it for one with plain tools. */
const model = { claude: 'claude-scripted', codex: 'scripted-model' };

export type RealFixture = TurnFixture & {
  model: ScriptedModel;
  /** A repository of its own with one commit. */
  makeWorktree(): string;
  makeHome(): string;
  order(client: Client, steps: readonly ModelStep[], rest?: OrderParts): TurnOrder;
  begin(order: TurnOrder, policy?: Policy): Promise<void>;
  end(order: TurnOrder): Promise<Ran>;
  run(client: Client, steps: readonly ModelStep[], rest?: OrderParts): Promise<Ran & { order: TurnOrder }>;
  hostPid(order: TurnOrder): Promise<number>;
};
type Ran = { outcome: TurnOutcome; events: DriverEvent[] };
type OrderParts = Partial<Omit<TurnOrder, 'options'>> & {
  options?: Record<string, unknown>;
  prompt?: string;
};

/** A turn host, a scripted model, and whatever a turn of a real agent needs. */
export async function makeRealFixture(): Promise<RealFixture> {
  const fixture = makeTurnFixture();
  const scripted = await makeScriptedModel();
  let turns = 0;

  const makeHome = (): string => mkdtempSync(join(fixture.folder, 'home-'));
  const makeWorktree = (): string => {
    const worktree = mkdtempSync(join(fixture.folder, 'worktree-'));
    writeFileSync(join(worktree, 'README.md'), '# A repository\n');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: worktree });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-q', '-m', 'Begin');
    return worktree;
  };
  const order: RealFixture['order'] = (client, steps, { options = {}, prompt = '', ...rest } = {}) => {
    turns += 1;
    const brief = join(fixture.outside, `brief-${turns}.md`);
    writeFileSync(brief, `Please do this task.${prompt}\n\n${promptScript(steps)}\n`);
    const keyVariable = client.profile === 'claude' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY';
    return makeOrder(fixture, {
      id: `real-${turns}`,
      driver: client.driver,
      worktree: makeWorktree(),
      brief,
      timeoutMs: 90_000,
      env: {
        PATH: `${realModules}/.bin:${process.env.PATH ?? ''}`,
        LANG: 'C.UTF-8',
        [keyVariable]: 'not-a-key',
      },
      ...rest,
      options: {
        profile: client.profile,
        home: makeHome(),
        model: model[client.profile],
        endpoint: { url: scripted.url, keyVariable },
        shell: 'allow',
        ...options,
      },
    });
  };
  const begin: RealFixture['begin'] = async (each, policy = ownsDocs) => {
    const folder = join(fixture.stateDir, 'turns', each.id);
    mkdirSync(folder, { recursive: true });
    publishPolicy(policyFileOf(folder), policy);
    await start(fixture, each);
  };
  const end: RealFixture['end'] = async (each) => {
    const events: DriverEvent[] = [];
    const onEvent = (event: DriverEvent): void => {
      events.push(event);
    };
    const outcome = await awaitTurn({ stateDir: fixture.stateDir, turn: each.id, onEvent });
    return { outcome, events };
  };
  return {
    ...fixture,
    model: scripted,
    makeWorktree,
    makeHome,
    order,
    begin,
    end,
    async run(client, steps, rest) {
      const each = order(client, steps, rest);
      await begin(each);
      return { order: each, ...(await end(each)) };
    },
    async hostPid(each) {
      const look = () => readTurn({ stateDir: fixture.stateDir, turn: each.id }).state;
      await until('a host has claimed the turn', () => look().kind === 'running');
      const state = look();
      if (state.kind !== 'running') throw new Error(`expected a running turn, found ${state.kind}`);
      return state.host.pid;
    },
    remove() {
      void scripted.close();
      fixture.remove();
    },
  };
}

/** The session may write below docs/. */
const ownsDocs: Policy = {
  version: 1,
  session: 2,
  master: 1,
  sessions: [
    { id: 1, name: 'Master' },
    { id: 2, name: 'Writer' },
  ],
  resources: [
    { path: 'docs/', ownership: { kind: 'primary', session: 2 }, phrase: 'owned by Session 2' },
    { path: 'src/', ownership: { kind: 'primary', session: 1 }, phrase: 'owned by Session 1' },
  ],
  task: { id: 'p1.d1-2.s2', label: 'Write the page', ownedPaths: ['docs/'] },
  grants: [],
  document: 'PLAN.md',
};

export const only = <Kind extends DriverEvent['kind']>(events: readonly DriverEvent[], kind: Kind) =>
  events.filter((event): event is Extract<DriverEvent, { kind: Kind }> => event.kind === kind);

/** Processes whose working directory is in the folder: what a turn has left running there. */
export function processesIn(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        // It has ended meanwhile, or is not ours to look at.
        return false;
      }
    });
}
