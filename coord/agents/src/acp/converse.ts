import { readFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientContext,
  client,
  ndJsonStream,
  PROTOCOL_VERSION,
  type PromptResponse,
} from '@agentclientprotocol/sdk';
import type { TalkingTurnProcess, TurnIo } from '../agent-driver.ts';
import type { AgentError } from '../driver-event.ts';
import { denialWords } from '../policy/judge-path.ts';
import type { TurnOutcome } from '../turn-outcome.ts';
import type { AcpProfile } from './acp-profile.ts';
import { answerPermission, chooseOption } from './answer-permission.ts';
import { conclude } from './conclude.ts';
import { type Conversation, type OpenedConversation, openConversation } from './open-conversation.ts';
import { unknownUsage } from './read-usage.ts';
import { makeUpdateReporter, type UpdateReporter } from './report-updates.ts';
import { errorOfRequest } from './request-error.ts';
import type { TalkEnd, TalkStep, TurnWithAgent } from './turn-with-agent.ts';

/** For a farewell: `session/cancel` is answered within 0.1 s by those who know it; the host waits 5 s for the whole driver. */
const partingMs = 1_500;
/** How long an agent may take to leave by itself when its stdin is closed. */
const leaveMs = 3_000;

type OpenTurn = TurnWithAgent & { agent: ClientContext; reporter: UpdateReporter };

/** Starts the agent, opens the conversation, says the prompt, and answers how it went once the process has left. */
export async function converse(turn: TurnWithAgent): Promise<TurnOutcome> {
  const { io, options, command, profile } = turn;
  const program = io.startProcess({
    command,
    args: [...options.args, ...profile.args],
    env: { HOME: options.home, ...profile.env(options), ...options.env },
    partingMs,
  });
  const reporter = makeUpdateReporter(io);
  const connection = connect(turn, program, reporter);
  const end = await talk({ ...turn, agent: connection.agent, reporter });
  await takeLeave(program, profile);
  const process = await program.ended;
  connection.close();
  reporter.flush();
  const isPrompted = end.kind === 'answered' || end.step === 'prompt';
  if (isPrompted) tellUsage(turn, reporter, end);
  tellForeignEdits(turn, reporter);
  return io.signal.aborted ? { kind: 'stopped' } : conclude({ turn, end, process, reporter });
}

function connect(
  { io, profile, rules, judge }: TurnWithAgent,
  program: TalkingTurnProcess,
  reporter: UpdateReporter,
) {
  return client({ name: 'muster' })
    .onNotification('session/update', ({ params }) => reporter.report(params.update))
    .onRequest('session/request_permission', ({ params: { toolCall, options } }) => {
      const call = reporter.asked(toolCall);
      if (io.signal.aborted) {
        reporter.answered(call, { decision: 'denied', reason: 'the turn is over' });
        return { outcome: { outcome: 'cancelled' } };
      }
      const answer = answerPermission({ call, rules, judge, now: Date.now() });
      const optionId = chooseOption(options, answer.decision, profile.rejectOptions);
      if (optionId !== undefined) {
        reporter.answered(call, answer);
        return { outcome: { outcome: 'selected', optionId } };
      }
      const reason = `${answer.reason}; the agent offers no answer that says so for this once`;
      reporter.answered(call, { decision: 'denied', reason });
      return { outcome: { outcome: 'cancelled' } };
    })
    .connect(
      ndJsonStream(
        Writable.toWeb(program.stdin),
        // Node types the web stream of any readable with any chunks; this one gives bytes.
        Readable.toWeb(program.stdout) as ReadableStream<Uint8Array>,
      ),
    );
}

async function talk(turn: OpenTurn): Promise<TalkEnd> {
  const { io } = turn;
  let step: TalkStep = 'connect';
  try {
    const begun = await inStep(io, step, begin(turn));
    if (begun.kind === 'failed') return { ...begun, step };
    if (io.signal.aborted) return { kind: 'gone', step, detail: 'the turn is over' };
    step = 'prompt';
    return { kind: 'answered', response: await inStep(io, step, prompt(turn, begun)) };
  } catch (error) {
    const known = errorOfRequest(error);
    if (known !== undefined) return { kind: 'failed', step, error: known };
    return { kind: 'gone', step, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function inStep<T>(io: TurnIo, step: TalkStep, work: Promise<T>): Promise<T> {
  const startedAt = performance.now();
  io.event({ kind: 'step_started', step, try: 1 });
  try {
    return await work;
  } finally {
    const durationMs = Math.round(performance.now() - startedAt);
    io.event({ kind: 'step_finished', step, try: 1, isTimedOut: false, durationMs });
  }
}

/** Until the agent can be prompted: what it does before is its own start, and that has a limit of its own. */
async function begin(turn: OpenTurn): Promise<Conversation> {
  const { agent, options } = turn;
  const opened = async (): Promise<Conversation> => {
    const about = await agent.request('initialize', {
      protocolVersion: PROTOCOL_VERSION,
      // Files and terminals stay the agent's own: some write through the client and fail on new files, others never do.
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
      clientInfo: { name: 'muster', version: '1' },
    });
    if (about.protocolVersion !== PROTOCOL_VERSION)
      return failed(
        'transport',
        `The agent speaks version ${about.protocolVersion} of the protocol: expected ${PROTOCOL_VERSION}`,
      );
    return openConversation(turn, about);
  };
  const late = new AbortController();
  const limit = sleep(options.startTimeoutMs, undefined, { signal: late.signal }).then(() =>
    failed('transport', `The agent could not be prompted within ${options.startTimeoutMs} ms of its start`),
  );
  // Nobody listens to it any more once the agent was faster.
  limit.catch(() => undefined);
  try {
    return await Promise.race([opened(), limit]);
  } finally {
    late.abort();
  }
}

async function prompt(
  turn: OpenTurn,
  { id: sessionId, isResumed }: OpenedConversation,
): Promise<PromptResponse> {
  const { agent, order, io } = turn;
  keepMode(turn, sessionId);
  const cancel = (): void => {
    // The connection may be gone already, which is as good.
    agent.notify('session/cancel', { sessionId }).catch(() => undefined);
  };
  io.signal.addEventListener('abort', cancel, { once: true });
  try {
    const brief = isResumed ? order.brief : (order.wholeBrief ?? order.brief);
    const text = readFileSync(brief, 'utf8');
    return await agent.request('session/prompt', { sessionId, prompt: [{ type: 'text', text }] });
  } finally {
    io.signal.removeEventListener('abort', cancel);
  }
}

/** An agent may take another mode in the middle of its turn, and with it the right not to ask. */
function keepMode({ agent, io, options, profile, reporter }: OpenTurn, sessionId: string): void {
  const wanted = options.mode ?? profile.mode;
  reporter.watchMode((mode) => {
    if (wanted === undefined || mode === wanted) return;
    const text = `The agent took the mode '${mode}' by itself; it is put back to '${wanted}'`;
    io.event({ kind: 'note', text });
    agent.request('session/set_mode', { sessionId, modeId: wanted }).catch((error: Error) => {
      io.event({ kind: 'note', text: `It stays in '${mode}': ${error.message}` });
    });
  });
}

/** Lets the agent go, and ends it when it does not. */
async function takeLeave(program: TalkingTurnProcess, { outlivesStdin }: AcpProfile): Promise<void> {
  if (!outlivesStdin) {
    program.stdin.end();
    await Promise.race([program.ended, sleep(leaveMs, undefined, { ref: false })]);
  }
  program.end();
}

/** A turn that was prompted has cost something, whether the agent says so or not. */
function tellUsage({ io, options, profile }: TurnWithAgent, reporter: UpdateReporter, end: TalkEnd): void {
  const vendor = profile.vendor(options);
  const { model } = options;
  const told = end.kind === 'answered' ? profile.readUsage(end.response, options) : [];
  for (const usage of told.length > 0 ? told : [unknownUsage({ vendor, model })])
    io.event({ kind: 'usage', usage });
  const costUsd = reporter.costUsd();
  if (costUsd === undefined) return;
  io.event({
    kind: 'usage',
    usage: {
      vendor,
      ...(model === undefined ? {} : { model }),
      scope: 'conversation',
      kind: 'total',
      quality: 'reported',
      costUsd,
      costScope: 'conversation',
    },
  });
}

/** What the agent says that it wrote where it may not: it was not asked about, or works in another folder than it was told. */
function tellForeignEdits({ io, judge }: TurnWithAgent, reporter: UpdateReporter): void {
  for (const path of new Set(reporter.editedPaths())) {
    const judgement = judge({ path, now: Date.now() });
    if (judgement.kind === 'denied')
      io.event({ kind: 'note', text: `The agent says that it wrote ${path}. ${denialWords(judgement)}` });
  }
}

const failed = (errorClass: AgentError['class'], message: string) => ({
  kind: 'failed' as const,
  error: { class: errorClass, message },
});
