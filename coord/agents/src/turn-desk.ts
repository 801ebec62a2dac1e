import { type Desk, type GoOn, type MeterVendor, startDesk } from '@musterhq/desk';
import type { TurnIo } from './agent-driver.ts';
import { makeToolAnswers } from './ask-tools.ts';
import { budgetIsUsed } from './class-agent-error.ts';
import { denialWords } from './policy/judge-path.ts';
import type { WriteJudge } from './policy/make-write-judge.ts';
import type { TurnOrder } from './turn-order.ts';

/** Where each vendor's API is, as its own client would be told. */
const vendorUrls: Record<MeterVendor, string> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
  google: 'https://generativelanguage.googleapis.com',
};

export const isMetered = (vendor: string): vendor is MeterVendor => Object.hasOwn(vendorUrls, vendor);

const shellRefusal =
  'Commands are refused in this session: no fence keeps them inside the worktree. Use the tools that edit files, and say in your report what should be run.';

/**
 * Opens the desk of a turn: the coordinator's tools, the write hook and, with `meter`, the way to the model. What the hook decides
 * and the meter counts is told as events of the turn. The caller closes it.
 */
export function openTurnDesk({
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
}): Promise<Desk> {
  const allowance = makeAllowance(order.budgetTokens);
  return startDesk({
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
}

type Counted = { input?: number; cacheRead?: number; cacheWrite?: number; output?: number };

/** What is left of a turn's tokens: from half of it on one call goes at a time, so that one call at most runs over. */
function makeAllowance(tokens: number | undefined): { use(counted: Counted): void; mayGoOn(): GoOn } {
  let used = 0;
  return {
    use({ input = 0, cacheRead = 0, cacheWrite = 0, output = 0 }) {
      used += input + cacheRead + cacheWrite + output;
    },
    mayGoOn() {
      if (tokens === undefined) return { kind: 'yes' };
      if (used >= tokens)
        return {
          kind: 'no',
          reason: `${budgetIsUsed}: ${used} of ${tokens} tokens. What you did so far is kept; stop here.`,
        };
      return used * 2 < tokens ? { kind: 'yes' } : { kind: 'alone' };
    },
  };
}
