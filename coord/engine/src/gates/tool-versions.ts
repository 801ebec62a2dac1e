import { runShell } from '@musterhq/agents';
import type { Context } from '../context.ts';
import { type GateOutcome, judgeGate } from './judge-gate.ts';

const longestAnswerMs = 60_000;

/** What a tool says of itself, or why it says nothing. */
export type ToolAnswer =
  | { kind: 'says'; text: string }
  | { kind: 'silent'; outcome: Exclude<GateOutcome, 'passed'>; reason: string };

/**
 * The versions that a gate's outcome depends on. Each line is asked once by a coordinator, in the main checkout: a tool that is
 * replaced while it runs is found by the next one.
 */
export async function toolVersions(
  context: Pick<Context, 'room' | 'repo'>,
  lines: string[],
  env: Record<string, string>,
): Promise<
  { kind: 'known'; versions: [line: string, says: string][] } | Extract<ToolAnswer, { kind: 'silent' }>
> {
  const answers = await Promise.all(lines.map((line) => askOnce(context, line, env)));
  const silent = answers.find((answer) => answer.kind === 'silent');
  if (silent !== undefined) return silent;
  return {
    kind: 'known',
    versions: answers.map((answer, index) => [lines[index]!, answer.kind === 'says' ? answer.text : '']),
  };
}

function askOnce(
  { room, repo }: Pick<Context, 'room' | 'repo'>,
  line: string,
  env: Record<string, string>,
): Promise<ToolAnswer> {
  const key = JSON.stringify([line, env]);
  const known = room.tools.get(key);
  if (known !== undefined) return known;
  const asked = ask(repo.dir, line, env);
  room.tools.set(key, asked);
  // A tool that said nothing is asked again: a person may have installed it meanwhile.
  void asked.then(
    (answer) => answer.kind === 'silent' && room.tools.delete(key),
    () => room.tools.delete(key),
  );
  return asked;
}

async function ask(cwd: string, line: string, env: Record<string, string>): Promise<ToolAnswer> {
  const result = await runShell({ run: line, cwd, env, timeoutMs: longestAnswerMs });
  const text = `${result.stdout}${result.stderr}`.trim();
  const { outcome } = judgeGate('check', { ...result, output: text });
  if (outcome === 'passed') return { kind: 'says', text };
  return {
    kind: 'silent',
    outcome,
    reason: `The tool '${line}' did not say its version (${outcome}): ${text}`,
  };
}
