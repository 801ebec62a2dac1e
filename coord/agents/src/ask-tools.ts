import { readFile } from 'node:fs/promises';
import type { AnswerTool, ToolName } from '@musterhq/desk';
import { ask } from './ask.ts';
import type { TurnOrder } from './turn-order.ts';

/** As long as a coordinator that lives takes in a bad hour; below the time that agents give a tool. */
const patienceMs = 30_000;

/**
 * Answers the tools of the desk in a turn's host: the brief from the order, all else by asking the coordinator. `signal` is the
 * turn's own.
 */
export function makeToolAnswers({
  turnFolder,
  order,
  signal,
  limitMs = patienceMs,
}: {
  turnFolder: string;
  order: Pick<TurnOrder, 'brief'>;
  signal: AbortSignal;
  limitMs?: number;
}): AnswerTool {
  return async (tool, input, callSignal) => {
    if (tool === 'get_brief')
      return { kind: 'answered', result: { text: await readFile(order.brief, 'utf8') } };
    const result = await ask(turnFolder, {
      tool,
      input,
      limitMs,
      signal: AbortSignal.any([signal, callSignal]),
    });
    if (result.kind !== 'waiting') return result;
    return { kind: 'waiting', message: `The coordinator is away. ${adviceOf(tool, result.number)}` };
  };
}

/** What was said is kept; what was asked for comes too late. */
function adviceOf(tool: ToolName, ask: number): string {
  if (readers.has(tool)) return 'Go on without this, or ask again in a few minutes.';
  const kept = `What you said is kept as ask ${ask} of this turn and taken in when it is back.`;
  if (tool === 'request_grant')
    return `${kept} Call this again later with the same path to see what came of it.`;
  return `${kept} Do not say it again; go on with your work.`;
}

const readers: ReadonlySet<ToolName> = new Set(['read_plan', 'fetch_artifact', 'search_findings']);
