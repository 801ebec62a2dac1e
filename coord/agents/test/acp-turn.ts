import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentScript, fakeAcpAgentEntry, writeAgentScript } from '@musterhq/sandbox';
import { acpDriver } from '../src/acp/acp-driver.ts';
import type { DriverEvent, DriverEventBody, TurnOrder, TurnOutcome } from '../src/index.ts';
import { policyFileOf, publishPolicy } from '../src/policy/policy-file.ts';
import { turnPaths } from '../src/turn-folder.ts';
import { makeTurnIo } from '../src/turn-io.ts';
import { bundleProgram } from './turn-fixture.ts';

type EventOf<Kind extends DriverEventBody['kind']> = Extract<DriverEvent, { kind: Kind }>;

/** What a turn left: its outcome, its events, and what the agent was told, by its own journal. */
export type TurnTaken = {
  outcome: TurnOutcome;
  events: DriverEvent[];
  of<Kind extends DriverEventBody['kind']>(kind: Kind): EventOf<Kind>[];
  journal: { kind: string; facts: Record<string, unknown> }[];
  /** The text that the agent was prompted with, and the mode that it was told to take; undefined when it was not. */
  told(): { prompt: string | undefined; modes: unknown[] };
};

/** A place in which the fake agent takes turns, in this process: session 2 owns `mine`, session 3 `theirs`. */
export type AcpPlace = {
  worktree: string;
  outside: string;
  takeTurn(turn: {
    /** What the fake agent does; absent where `options` name another agent. */
    script?: AgentScript;
    brief?: string;
    options?: Record<string, unknown>;
    order?: Partial<TurnOrder>;
    /** Called when the turn has begun; what it answers ends the turn when it is there. */
    abortWhen?: (place: AcpPlace) => Promise<void>;
  }): Promise<TurnTaken>;
  remove(): void;
};

/** Not in the system's folder for temporary files: one of the profiles refuses to work there. */
export function makeAcpPlace(): AcpPlace {
  const folder = mkdtempSync('/var/tmp/muster-acp-');
  const [worktree, outside, stateDir] = ['worktree', 'outside', 'state'].map((name) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  }) as [string, string, string];
  const agent = bundleProgram({ entry: fakeAcpAgentEntry, folder, name: 'fake-acp-agent' });
  const brief = join(outside, 'brief.md');
  let turns = 0;

  const place: AcpPlace = {
    worktree,
    outside,
    async takeTurn({
      script = { turns: [{ steps: [] }] },
      brief: words = 'The brief of the turn\n',
      options = {},
      order: over = {},
      abortWhen,
    }) {
      turns += 1;
      const id = `t${turns}`;
      const paths = turnPaths({ stateDir, turn: id });
      mkdirSync(paths.folder, { recursive: true });
      layPolicy(paths.folder);
      writeFileSync(brief, words);
      const journalFile = join(outside, `journal-${id}`);
      const file = writeAgentScript(join(outside, `script-${id}.json`), { ...script, journal: journalFile });
      const order: TurnOrder = {
        id,
        run: 'r1',
        task: 'p1.d1-2.s2',
        session: 2,
        attempt: 1,
        turn: 1,
        driver: 'acp',
        worktree,
        brief,
        agents: [],
        env: { PATH: process.env.PATH ?? '' },
        timeoutMs: 60_000,
        options: {
          profile: 'generic',
          command: process.execPath,
          args: [agent],
          home: join(outside, 'home'),
          env: { FAKE_ACP_SCRIPT: file },
          ...options,
        },
        ...over,
      };
      const errors = acpDriver.checkOptions(order.options);
      if (errors.length > 0) throw new Error(JSON.stringify(errors));
      const control = new AbortController();
      const io = makeTurnIo({ order, paths, signal: control.signal });
      const turn = acpDriver.turn(order, io);
      if (abortWhen !== undefined) {
        await abortWhen(place);
        control.abort();
      }
      const outcome = await turn;
      io.close();
      const events = readLines<DriverEvent>(paths.events);
      const journal = readLines<TurnTaken['journal'][number]>(journalFile);
      return {
        outcome,
        events,
        of: <Kind extends DriverEventBody['kind']>(kind: Kind) =>
          events.filter((event): event is EventOf<Kind> => event.kind === kind),
        journal,
        told: () => ({
          prompt: (
            journal.find(({ kind }) => kind === 'session/prompt')?.facts.prompt as { text: string }[]
          )?.[0]?.text,
          modes: journal.filter(({ kind }) => kind === 'session/set_mode').map(({ facts }) => facts.modeId),
        }),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  return place;
}

function layPolicy(turnFolder: string): void {
  const owned = (path: string, session: number) => ({
    path,
    ownership: { kind: 'primary' as const, session },
    phrase: `Session ${session} owns ${path}`,
  });
  publishPolicy(policyFileOf(turnFolder), {
    version: 1,
    session: 2,
    master: 1,
    sessions: [
      { id: 1, name: 'Master' },
      { id: 2, name: 'Front' },
      { id: 3, name: 'Back' },
    ],
    resources: [owned('mine/', 2), owned('theirs/', 3)],
    task: { id: 'p1.d1-2.s2', label: '1.1', ownedPaths: [] },
    grants: [],
    document: 'PLAN.md',
  });
}

function readLines<T>(file: string): T[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
