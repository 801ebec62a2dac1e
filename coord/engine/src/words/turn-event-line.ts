import type { TurnEvent } from '@musterhq/store';

type Data = Record<string, unknown>;

/** What an agent or its driver told, in words; the kinds that only programs read are left out. */
const words: Record<string, (data: Data) => string> = {
  message: ({ text }) => `says: ${text}`,
  thought: ({ text }) => `thinks: ${text}`,
  question: ({ text }) => `asks: ${text}`,
  note: ({ text }) => String(text),
  tool_call: ({ title, state }) => `tool ${title}: ${state}`,
  permission: ({ title, decision, reason }) => `${title} is ${decision}: ${reason}`,
  diff: ({ path }) => `edits ${path}`,
  agent_error: ({ error }) => `error: ${(error as { message: string }).message}`,
  conversation: ({ id, isResumed }) => `${isResumed === true ? 'goes on with' : 'begins'} conversation ${id}`,
  usage: ({ usage }) => usageWords(usage as Record<string, number | string>),
};

/** One line for an event of a turn, or undefined where it says nothing to people. */
export function turnEventLine({ kind, session, task, data }: TurnEvent, label?: string): string | undefined {
  const line = words[kind]?.(data);
  if (line === undefined) return undefined;
  return `Session ${session}  ${label ?? task}  ${line.replaceAll(/\s+/g, ' ').trim().slice(0, 300)}`;
}

function usageWords(usage: Record<string, number | string>): string {
  const counts = ['input', 'cacheRead', 'cacheWrite', 'output', 'reasoning'].flatMap((name) =>
    usage[name] === undefined ? [] : [`${name} ${usage[name]}`],
  );
  return `tokens of the ${usage.scope}: ${counts.length === 0 ? 'unknown' : counts.join(', ')}`;
}
