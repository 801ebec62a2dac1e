import { type Desk, type GoOn, type MeterVendor, startDesk } from '@musterhq/desk';
import type { TurnIo } from './agent-driver.ts';
import { makeToolAnswers } from './ask-tools.ts';
import { budgetIsUsed } from './class-agent-error.ts';
import type { AgentError } from './driver-event.ts';
import { denialWords } from './policy/judge-path.ts';
import type { WriteJudge } from './policy/make-write-judge.ts';
import type { TurnOrder } from './turn-order.ts';
import type { TurnOutcome } from './turn-outcome.ts';

/** Where each vendor's API is, as its own client would be told. */
const vendorUrls: Record<MeterVendor, string> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
  google: 'https://generativelanguage.googleapis.com',
};

export const isMetered = (vendor: string): vendor is MeterVendor => Object.hasOwn(vendorUrls, vendor);

const shellRefusal =
  'Commands are refused in this session: no fence keeps them inside the worktree. Use the tools that edit files, and say in your report what should be run.';

/** The desk of one turn. `conclude` says what became of the turn when the meter had to stop it, whatever the agent made of that. */
type TurnDesk = Desk & { conclude(outcome: TurnOutcome): TurnOutcome };

/**
 * Opens the desk of a turn: the coordinator's tools, the write hook and, with `meter`, the way to the model. What the hook decides
 * and the meter counts is told as events of the turn. The caller closes it.
 */
export async function openTurnDesk({
  order,
  io,
  judge,
  shell,
  servers,
  meter,
}: {
  order: TurnOrder;
  io: TurnIo;
  judge: WriteJudge;
  shell: 'allow' | 'refuse';
  /** Names of the MCP servers that a person gave to the session: their tools are used without a question. */
  servers: readonly string[];
  /** Whose API the agent speaks, and where that is when not at the vendor's own address. */
  meter?: { vendor: MeterVendor; upstream?: string };
}): Promise<TurnDesk> {
  const allowance = makeAllowance(order.budgetTokens);
  const desk = await startDesk({
    version: '1',
    answer: makeToolAnswers({ turnFolder: io.folder, order, signal: io.signal }),
    hook: {
      judge({ path, directory }) {
        const judgement = judge({ path, directory, now: Date.now() });
        return judgement.kind === 'allowed' ? judgement : { kind: 'denied', words: denialWords(judgement) };
      },
      judgeCommand: () => (shell === 'allow' ? { kind: 'allowed' } : { kind: 'denied', words: shellRefusal }),
      otherTools: servers.map((name) => `mcp__${name}__*`),
      onDecision: (decision) => io.event({ kind: 'permission', by: 'hook', ...decision }),
    },
    ...(meter === undefined
      ? {}
      : {
          meter: {
            upstreams: { [meter.vendor]: meter.upstream ?? vendorUrls[meter.vendor] },
            mayGoOn: allowance.mayGoOn,
            onUsage(usage) {
              allowance.use(usage);
              io.event({ kind: 'usage', usage });
            },
          },
        }),
    onError: (error) =>
      io.event({
        kind: 'note',
        text: `The desk met an error: ${error instanceof Error ? error.message : error}`,
      }),
  });
  io.reach(desk.port);
  return { ...desk, conclude: (outcome) => concludeBudget(outcome, allowance.refusal(), io) };
}

/** An agent may end a turn well that the meter stopped: codex-acp 2.6.0 does, once a call of the turn had been answered. */
function concludeBudget(outcome: TurnOutcome, refusal: string | undefined, io: TurnIo): TurnOutcome {
  if (refusal === undefined || (outcome.kind !== 'finished' && outcome.kind !== 'failed')) return outcome;
  if (outcome.kind === 'failed' && outcome.error?.class === 'budget') return outcome;
  const error: AgentError = { class: 'budget', message: refusal };
  io.event({ kind: 'agent_error', error });
  return { kind: 'failed', step: 'prompt', reason: 'agent_error', error, tail: refusal };
}

type Counted = { quality: string; input?: number; cacheRead?: number; cacheWrite?: number; output?: number };

/** What is left of a turn's tokens: from half of it on one call goes at a time, so that one call at most runs over. */
function makeAllowance(tokens: number | undefined): {
  use(counted: Counted): void;
  mayGoOn(): GoOn;
  /** The words in which a call was refused; undefined when none was. */
  refusal(): string | undefined;
} {
  let used = 0;
  let refusal: string | undefined;
  return {
    refusal: () => refusal,
    use({ quality, input = 0, cacheRead = 0, cacheWrite = 0, output = 0 }) {
      const told = input + cacheRead + cacheWrite + output;
      // Unknown is never nothing: after two such calls the budget is used up.
      used += quality === 'unknown' ? Math.max(told, (tokens ?? 0) / 2) : told;
    },
    mayGoOn() {
      if (tokens === undefined) return { kind: 'yes' };
      if (used >= tokens) {
        refusal = `${budgetIsUsed}: ${used} of ${tokens} tokens. What you did so far is kept; stop here.`;
        return { kind: 'no', reason: refusal };
      }
      return used * 2 < tokens ? { kind: 'yes' } : { kind: 'alone' };
    },
  };
}
