import type { TurnProcess } from '../agent-driver.ts';
import type { AgentError } from '../driver-event.ts';
import type { TurnOutcome } from '../turn-outcome.ts';
import type { UpdateReporter } from './report-updates.ts';
import type { TalkEnd, TurnWithAgent } from './turn-with-agent.ts';

const mostOfSummary = 300;

/**
 * What came of a turn, from how the talk and the process ended. `finished` says that the agent stopped in its own good time and
 * nothing more: what it achieved is in the worktree.
 */
export function conclude({
  turn: { io, command, profile },
  end,
  process,
  reporter,
}: {
  turn: TurnWithAgent;
  end: TalkEnd;
  process: TurnProcess;
  reporter: UpdateReporter;
}): TurnOutcome {
  const said = reporter.lastMessage().trim();
  const fail = (step: string, error: AgentError, exitCode?: number): TurnOutcome => {
    io.event({ kind: 'agent_error', error });
    return {
      kind: 'failed',
      step,
      ...(exitCode === undefined ? {} : { exitCode }),
      reason: 'agent_error',
      error,
      tail: [...new Set([error.message, said, process.tail.trim()])].filter((text) => text !== '').join('\n'),
    };
  };
  if (process.startError !== undefined) {
    const tail = `The command '${command}' was not started (${process.startError}): expected the agent '${profile.name}' there. 'muster agents' shows what is installed.`;
    return { kind: 'failed', step: 'connect', reason: 'missing_command', tail };
  }
  if (end.kind === 'failed') return fail(end.step, end.error);
  if (end.kind === 'gone')
    return process.isCanceled
      ? fail(end.step, { class: 'transport', message: `The agent does not speak any more: ${end.detail}` })
      : fail(end.step, { class: 'crashed', message: `The agent left ${waysOut(process)}` }, process.exitCode);
  const error = profile.findError(end.response, said);
  if (error !== undefined) return fail('prompt', error);
  const { stopReason } = end.response;
  if (stopReason === 'refusal')
    return fail('prompt', { class: 'refused', message: said || 'The model refused' });
  const isAfterDenial = reporter.denials() > 0;
  if (stopReason === 'cancelled' && !isAfterDenial)
    return fail('prompt', {
      class: 'refused',
      message: 'The agent cancelled its turn, and nobody asked it to',
    });
  const cut =
    cutShort[stopReason] ?? (isAfterDenial && said === '' ? 'It was denied something and said no more.' : '');
  const summary = [said.length > mostOfSummary ? `...${said.slice(-mostOfSummary)}` : said, cut]
    .filter((text) => text !== '')
    .join(' ');
  if (cut !== '') io.event({ kind: 'note', text: cut });
  return { kind: 'finished', artifacts: [], ...(summary === '' ? {} : { summary }) };
}

const cutShort: Partial<Record<string, string>> = {
  cancelled: 'Its turn ended when it was denied something.',
  max_tokens: 'Its turn ended at the limit of what the model may say.',
  max_turn_requests: 'Its turn ended at its own limit of model requests.',
};

function waysOut({ exitCode, signal }: TurnProcess): string {
  if (signal !== undefined) return `in the middle of its turn, ended by ${signal}`;
  return `in the middle of its turn, with exit code ${exitCode ?? 'unknown'}`;
}
