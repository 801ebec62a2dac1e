import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { meterOf, withDesk } from '../acp/at-desk.ts';
import { makeTextBatches, type TextBatches } from '../acp/batch-text.ts';
import type { AgentDriver, TalkingTurnProcess, TurnIo, TurnProcess } from '../agent-driver.ts';
import { checkAgainst } from '../check-against.ts';
import type { AgentError, DriverEventBody } from '../driver-event.ts';
import { findUnseen, unseenProgram } from '../fence/find-unseen.ts';
import { findCommand } from '../find-command.ts';
import { makeWriteJudge } from '../policy/make-write-judge.ts';
import { policyFileOf } from '../policy/policy-file.ts';
import { openTurnDesk } from '../turn-desk.ts';
import type { TurnOrder } from '../turn-order.ts';
import type { TurnOutcome } from '../turn-outcome.ts';
import { claudeHeadless } from './claude-headless.ts';
import { codexHeadless } from './codex-headless.ts';
import { type HeadlessOptions, type HeadlessProfileName, headlessOptionsSchema } from './headless-options.ts';
import type { HeadlessProfile, HeadlessTurn, LineReader, LinesEnd } from './headless-profile.ts';
import { readLines } from './read-lines.ts';

const headlessProfiles: Record<HeadlessProfileName, HeadlessProfile> = {
  claude: claudeHeadless,
  codex: codexHeadless,
};

const mostOfSummary = 300;

/** Has an agent do the turn in one run of its own command, which prints a JSON line for whatever it does. */
export const headlessDriver: AgentDriver = {
  name: 'headless',

  checkOptions: (options) => checkAgainst(headlessOptionsSchema, options, 'headless/options'),

  async turn(order, io) {
    const options = headlessOptionsSchema.parse(order.options);
    const profile = headlessProfiles[options.profile];
    // Behind a fence a missing command would be the fence's own failure.
    const command = options.command ?? profile.pinned.program;
    const found = findCommand(command, order.env.PATH ?? '');
    if (found === undefined) return missing(profile, command);
    const unseen = findUnseen(order.fence, found);
    if (unseen !== undefined) return unseenProgram(unseen);
    const isFenced = order.fence !== undefined && order.fence.kind !== 'off';
    const shell = options.shell ?? (isFenced ? 'allow' : 'refuse');
    const judge = makeWriteJudge({
      policyFile: policyFileOf(io.folder),
      worktree: order.worktree,
      ownFolders: [options.home],
    });
    const payer = { vendor: () => profile.vendor, keyVariable: profile.keyVariable };
    const given = options.mcpServers.map(({ name }) => name);
    const desk = await openTurnDesk({ order, io, judge, shell, servers: given, ...meterOf(options, payer) });
    try {
      const atDesk = withDesk(options, payer, desk);
      layHome(atDesk.home, profile.homeFiles(atDesk, desk));
      const turn = { order, io, options: atDesk, command, profile, isFenced };
      return desk.conclude(await runOrBeginAnew(turn));
    } finally {
      await desk.close();
    }
  },
};

/** One run; a second one in a new conversation when the agent forgot the one that it should go on with. */
async function runOrBeginAnew(turn: Turn): Promise<TurnOutcome> {
  const { order, io } = turn;
  const first = await run({ ...turn, conversation: order.conversation });
  if (!first.end.isConversationUnknown || order.conversation === undefined || io.signal.aborted)
    return conclude(turn, first);
  const text = `The agent does not know the conversation ${order.conversation} any more; a new one begins`;
  io.event({ kind: 'note', text });
  return conclude(turn, await run({ ...turn, conversation: undefined }));
}

type Turn = {
  order: TurnOrder;
  io: TurnIo;
  options: HeadlessOptions;
  command: string;
  profile: HeadlessProfile;
  isFenced: boolean;
};
type Run = { end: LinesEnd; process: TurnProcess; isSilent: boolean };

function missing(profile: HeadlessProfile, command: string): TurnOutcome {
  const tail = `${command} was not found on the PATH of the turn: expected ${profile.pinned.package} there. 'muster agents' shows what is installed.`;
  return { kind: 'failed', reason: 'missing_command', tail };
}

/** Makes the agent's HOME and writes its configuration: safe to repeat, and done before every turn. */
function layHome(home: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(home, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  }
}

/** One run of the command, from its prompt to its end. */
async function run(turn: Turn & HeadlessTurn): Promise<Run> {
  const { order, io, options, command, profile } = turn;
  const startedAt = performance.now();
  io.event({ kind: 'step_started', step: 'prompt', try: 1 });
  const program = io.startProcess({
    command,
    args: [...options.args, ...profile.args(turn)],
    env: { HOME: options.home, ...profile.env(options), ...options.env },
  });
  // A program that ends before it has read its prompt closes the pipe; how it ended says more.
  program.stdin.on('error', () => undefined);
  const isResumed = turn.conversation !== undefined;
  program.stdin.end(readFileSync(isResumed ? order.brief : (order.wholeBrief ?? order.brief)));
  const reader = profile.makeReader(turn);
  const told = await tellLines({ program, io, reader, options });
  const process = await program.ended;
  io.event({
    kind: 'step_finished',
    step: 'prompt',
    try: 1,
    ...(process.exitCode === undefined ? {} : { exitCode: process.exitCode }),
    isTimedOut: told.isSilent,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const end = reader.end(process.tail);
  const hasCost = told.hasBegun && !told.hasUsage && !end.isConversationUnknown;
  if (hasCost) {
    const model = options.model === undefined ? {} : { model: options.model };
    const usage = {
      vendor: profile.vendor,
      ...model,
      scope: 'turn',
      kind: 'delta',
      quality: 'unknown',
    } as const;
    io.event({ kind: 'usage', usage });
  }
  return { end, process, isSilent: told.isSilent };
}

/** Tells the events of each line as it comes, until the program closes its stdout; ends one that never says a word. */
async function tellLines({
  program,
  io,
  reader,
  options,
}: {
  program: TalkingTurnProcess;
  io: TurnIo;
  reader: LineReader;
  options: HeadlessOptions;
}): Promise<{ hasBegun: boolean; hasUsage: boolean; isSilent: boolean }> {
  const batches = makeTextBatches(io.event);
  const told = { hasBegun: false, hasUsage: false, isSilent: false };
  const heard = new AbortController();
  const watch = sleep(options.startTimeoutMs, undefined, { signal: heard.signal }).then(
    () => {
      told.isSilent = true;
      program.end();
    },
    () => undefined,
  );
  for await (const line of readLines(program.stdout)) {
    heard.abort();
    if ('tooLong' in line) {
      io.event({ kind: 'note', text: `A line of ${line.tooLong} characters was left out` });
      continue;
    }
    const value = parseLine(line.text);
    if (value === undefined) {
      if (line.text.trim() !== '') io.log(`${line.text}\n`);
      continue;
    }
    for (const event of reader.read(value)) {
      told.hasBegun ||= event.kind === 'conversation';
      told.hasUsage ||= event.kind === 'usage';
      tell(event, io, batches);
    }
  }
  batches.flush();
  heard.abort();
  await watch;
  return told;
}

function tell(event: DriverEventBody, io: TurnIo, batches: TextBatches): void {
  if (event.kind === 'message' || event.kind === 'thought') {
    io.log(`${event.text}\n`);
    batches.add(event.kind, `${event.text}\n`);
    return;
  }
  batches.flush();
  if (event.kind === 'tool_call') io.log(`[${event.state}] ${event.title}\n`);
  if (event.kind === 'note') io.log(`${event.text}\n`);
  io.event(event);
}

/** What a line says; undefined when it is no JSON: programs print warnings between. */
function parseLine(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `finished` says that the agent stopped in its own good time and nothing more: what it achieved is in the worktree. */
function conclude({ io, options, command, profile }: Turn, { end, process, isSilent }: Run): TurnOutcome {
  if (io.signal.aborted) return { kind: 'stopped' };
  if (process.startError !== undefined) return missing(profile, command);
  const fail = (error: AgentError, exitCode?: number): TurnOutcome => {
    io.event({ kind: 'agent_error', error });
    return {
      kind: 'failed',
      step: 'prompt',
      ...(exitCode === undefined ? {} : { exitCode }),
      reason: 'agent_error',
      error,
      tail: [error.message, end.said.trim(), process.tail.trim()]
        .filter((text, index, all) => text !== '' && all.indexOf(text) === index)
        .join('\n'),
    };
  };
  if (isSilent) {
    const message = `The agent said nothing within ${options.startTimeoutMs} ms of its start`;
    return fail({ class: 'transport', message });
  }
  if (end.error !== undefined) return fail(end.error, process.exitCode);
  if (!end.isComplete)
    return fail({ class: 'crashed', message: `The agent left ${waysOut(process)}` }, process.exitCode);
  const said = end.said.trim();
  if (end.cut !== undefined) io.event({ kind: 'note', text: end.cut });
  const words = said.length > mostOfSummary ? `...${said.slice(-mostOfSummary)}` : said;
  const summary = [words, end.cut ?? ''].filter((text) => text !== '').join(' ');
  return { kind: 'finished', artifacts: [], ...(summary === '' ? {} : { summary }) };
}

function waysOut({ exitCode, signal }: TurnProcess): string {
  if (signal !== undefined) return `in the middle of its turn, ended by ${signal}`;
  return `in the middle of its turn, with exit code ${exitCode ?? 'unknown'}`;
}
