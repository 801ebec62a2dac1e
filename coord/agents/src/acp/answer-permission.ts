import type { PermissionOption } from '@agentclientprotocol/sdk';
import { denialWords } from '../policy/judge-path.ts';
import type { WriteJudge } from '../policy/make-write-judge.ts';
import type { ToldCall } from './told-call.ts';

/** What may be done without looking at a path. */
export type PermissionRules = {
  shell: 'allow' | 'refuse';
  fetch: 'allow' | 'refuse';
  /** MCP servers that the turn itself gave to the agent. */
  servers: readonly string[];
};

export type PermissionAnswer = { decision: 'allowed' | 'denied'; reason: string };

/**
 * Answers a permission request by policy. What is not understood is denied: a kind of tool with no rule, a write that names no
 * path, a move that names only one.
 */
export function answerPermission({
  call,
  rules,
  judge,
  now,
}: {
  call: ToldCall;
  rules: PermissionRules;
  judge: WriteJudge;
  now: number;
}): PermissionAnswer {
  const { kind, paths, command, server } = call;
  if (server !== undefined)
    return rules.servers.includes(server)
      ? allowed(`the MCP server '${server}' belongs to the turn`)
      : denied(`the MCP server '${server}' is not one of the turn`);
  switch (kind) {
    case 'read':
    case 'search':
    case 'think':
      return allowed('reading is free');
    case 'execute':
      return byRule(rules.shell, 'shell', 'commands');
    case 'fetch':
      return byRule(rules.fetch, 'fetch', 'requests to the network');
    case 'switch_mode':
      return denied('the mode of the turn is not changed in it');
    case 'move':
      if (paths.length < 2) return denied('a move that does not name both of its paths is not allowed');
      return judged({ paths, judge, now });
    case 'edit':
    case 'delete':
    case 'other':
      if (command !== undefined) return byRule(rules.shell, 'shell', 'commands');
      if (paths.length === 0)
        return denied(`a request that names no path and is no known tool (${kind}) is not allowed`);
      return judged({ paths, judge, now });
  }
}

function judged({
  paths,
  judge,
  now,
}: {
  paths: readonly string[];
  judge: WriteJudge;
  now: number;
}): PermissionAnswer {
  const phrases = new Set<string>();
  for (const path of paths) {
    const judgement = judge({ path, now });
    if (judgement.kind === 'denied') return denied(denialWords(judgement));
    phrases.add(judgement.phrase);
  }
  return allowed([...phrases].join('; '));
}

const allowed = (reason: string): PermissionAnswer => ({ decision: 'allowed', reason });
const denied = (reason: string): PermissionAnswer => ({ decision: 'denied', reason });

const byRule = (rule: 'allow' | 'refuse', name: string, what: string): PermissionAnswer =>
  rule === 'allow'
    ? allowed(`the rule '${name}' allows ${what}`)
    : denied(`the rule '${name}' refuses ${what} in this turn`);

/**
 * The option that says the decision and no more: never one that allows or denies for the time after. Undefined: there is none,
 * and the request has to be answered as cancelled.
 */
export function chooseOption(
  options: readonly PermissionOption[],
  decision: PermissionAnswer['decision'],
  rejectOptions: readonly string[],
): string | undefined {
  if (decision === 'allowed') return options.find(({ kind }) => kind === 'allow_once')?.optionId;
  const ways = options.filter(({ kind }) => kind === 'reject_once');
  const preferred = rejectOptions.find((id) => ways.some(({ optionId }) => optionId === id));
  return preferred ?? ways[0]?.optionId ?? options.find(({ kind }) => kind === 'reject_always')?.optionId;
}
