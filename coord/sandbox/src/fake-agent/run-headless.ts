import { randomUUID } from 'node:crypto';
import { RequestError } from '@agentclientprotocol/sdk';
import type { PlayedScript } from './agent-script.ts';
import type { Conversations } from './conversation.ts';
import { claudeWording, codexWording, type HeadlessEnd } from './headless-lines.ts';
import { playStep, type Stage } from './play-step.ts';
import { stepsFor } from './steps-for.ts';

/** What a command line of `claude -p` or `codex exec` asks for. */
type Asked = { like: 'claude' | 'codex'; conversation: string | undefined; mode: string };

export function readArguments(args: readonly string[]): Asked {
  const after = (name: string): string | undefined =>
    args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
  if (args[0] === 'exec') return { like: 'codex', conversation: after('resume'), mode: 'workspace-write' };
  return { like: 'claude', conversation: after('--resume'), mode: after('--permission-mode') ?? 'default' };
}

/** Plays one turn of a script as a command that prints JSON lines, and answers its exit code. */
export async function runHeadless({
  script,
  conversations,
  asked,
  prompt,
  directory,
  env,
}: {
  script: PlayedScript;
  conversations: Conversations;
  asked: Asked;
  prompt: string;
  directory: string;
  env: Record<string, string | undefined>;
}): Promise<number> {
  const known = asked.conversation === undefined ? undefined : conversations.find(asked.conversation);
  if (asked.conversation !== undefined && (known === undefined || script.load === 'forgets'))
    return refuseUnknown(asked.like, asked.conversation);
  const conversation = known ?? {
    id: randomUUID(),
    mode: asked.mode,
    prompts: 0,
    spent: {},
    costUsd: 0,
    said: [],
  };
  const wording = { claude: claudeWording, codex: codexWording }[asked.like](conversation);
  const steps = stepsFor(script, prompt, conversation.prompts);
  conversation.prompts += 1;
  conversations.keep(conversation);
  await print(wording.begin(conversation));
  let calls = 0;
  let said = '';
  const stage: Stage = {
    // Nobody can be asked: what has to ask is refused, as in the real ones.
    script: { ...script, permission: { ...script.permission, onReject: 'go_on' } },
    conversation,
    directory: script.directory ?? directory,
    mcpServers: [],
    prompt,
    env,
    cancel: new AbortController().signal,
    spending: { conversation: conversation.spent, turn: {}, lastRequest: {} },
    nextCall() {
      calls += 1;
      return `call-${conversation.prompts}-${calls}`;
    },
    async tell(update) {
      if (update.sessionUpdate === 'agent_message_chunk' && update.content.type === 'text')
        said = update.content.text;
      await print(wording.tell(update));
    },
    ask: async () => 'reject',
  };
  const end = (error?: HeadlessEnd['error']): Promise<void> =>
    print(wording.end({ spending: stage.spending, said, ...(error === undefined ? {} : { error }) }));
  try {
    for (const step of steps) if ((await playStep(step, stage)) !== undefined) break;
    await end();
    return 0;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    await end({ status: error.code, message: error.message });
    return 1;
  } finally {
    conversations.keep(conversation);
  }
}

async function refuseUnknown(like: Asked['like'], id: string): Promise<number> {
  if (like === 'claude') {
    const errors = [`No conversation found with session ID: ${id}`];
    await print([
      { type: 'result', subtype: 'error_during_execution', is_error: true, session_id: id, errors },
    ]);
  } else process.stderr.write(`Error: thread/resume failed: no rollout found for thread id ${id}\n`);
  return 1;
}

/** Resolves once the lines are out, so that a program that dies in its next step has said them. */
function print(lines: readonly unknown[]): Promise<void> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return new Promise((done) => process.stdout.write(text, () => done()));
}
