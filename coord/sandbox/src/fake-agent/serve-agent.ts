import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AgentApp,
  type AgentContext,
  agent,
  type McpServer,
  PROTOCOL_VERSION,
  type PromptResponse,
  RequestError,
  type SessionModeState,
  type StopReason,
} from '@agentclientprotocol/sdk';
import type { PlayedScript } from './agent-script.ts';
import { findHook, type Hook } from './ask-hook.ts';
import type { Conversation, Conversations } from './conversation.ts';
import { playStep, type Stage } from './play-step.ts';
import { stepsFor } from './steps-for.ts';
import { toldUsage } from './told-usage.ts';

type OpenSession = {
  conversation: Conversation;
  directory: string;
  mcpServers: readonly McpServer[];
  hook: Hook | undefined;
  cancel: AbortController;
};

/** How a client says where a conversation takes place. */
type Place = { cwd: string; mcpServers?: readonly McpServer[]; _meta?: unknown };

/** The agent of a script, with every method of the protocol that it answers. */
export function serveAgent({
  script,
  conversations,
  env,
}: {
  script: PlayedScript;
  conversations: Conversations;
  env: Record<string, string | undefined>;
}): AgentApp {
  const sessions = new Map<string, OpenSession>();
  const journal = (kind: string, facts: unknown): void => {
    if (script.journal !== undefined) appendFileSync(script.journal, `${JSON.stringify({ kind, facts })}\n`);
  };
  const open = (id: string): OpenSession => {
    const session = sessions.get(id);
    if (session === undefined) throw RequestError.sessionNotFound(id);
    return session;
  };
  const enter = (
    conversation: Conversation,
    { cwd, mcpServers, _meta: meta }: Place,
  ): { modes: SessionModeState } => {
    sessions.set(conversation.id, {
      conversation,
      directory: script.directory ?? cwd,
      mcpServers: mcpServers ?? [],
      hook: script.hook === 'is_asked' ? findHook(meta) : undefined,
      cancel: new AbortController(),
    });
    return { modes: modeState(script, conversation) };
  };
  const enterAgain = (id: string, place: Place) => {
    if (script.load === 'forgets') throw RequestError.internalError(undefined, 'No previous sessions found');
    const conversation = conversations.find(id);
    if (conversation === undefined) throw RequestError.sessionNotFound(id);
    if (!script.modes.isKeptByLoad) conversation.mode = script.modes.initial;
    return { conversation, answer: enter(conversation, place) };
  };

  return agent({ name: script.name })
    .onRequest('initialize', async ({ params }) => {
      journal('initialize', params);
      await sleep(script.startDelayMs);
      return {
        protocolVersion: PROTOCOL_VERSION,
        agentInfo: { name: script.name, version: script.version },
        agentCapabilities: {
          loadSession: script.load !== 'is_missing',
          mcpCapabilities: { http: true, sse: false },
          ...(script.load === 'is_missing' ? {} : { sessionCapabilities: { resume: {} } }),
        },
        authMethods: [],
      };
    })
    .onRequest('authenticate', () => ({}))
    .onRequest('session/new', ({ params }) => {
      journal('session/new', params);
      const { initial: mode } = script.modes;
      const conversation = { id: randomUUID(), mode, prompts: 0, spent: {}, costUsd: 0, said: [] };
      conversations.keep(conversation);
      return { sessionId: conversation.id, ...enter(conversation, params) };
    })
    .onRequest('session/load', async ({ params, client }) => {
      journal('session/load', params);
      const { conversation, answer } = enterAgain(params.sessionId, params);
      for (const { by, text } of conversation.said)
        await client.notify('session/update', {
          sessionId: conversation.id,
          update: {
            sessionUpdate: by === 'user' ? 'user_message_chunk' : 'agent_message_chunk',
            content: { type: 'text', text },
          },
        });
      return answer;
    })
    .onRequest('session/resume', ({ params }) => {
      journal('session/resume', params);
      return enterAgain(params.sessionId, params).answer;
    })
    .onRequest('session/set_mode', async ({ params, client }) => {
      journal('session/set_mode', params);
      const { conversation } = open(params.sessionId);
      if (script.modes.setting === 'is_refused') throw RequestError.invalidParams({ modeId: params.modeId });
      if (script.modes.setting === 'is_ignored') return {};
      if (!script.modes.available.includes(params.modeId))
        throw RequestError.invalidParams({ modeId: params.modeId });
      conversation.mode = params.modeId;
      conversations.keep(conversation);
      await client.notify('session/update', {
        sessionId: conversation.id,
        update: { sessionUpdate: 'current_mode_update', currentModeId: conversation.mode },
      });
      return {};
    })
    .onNotification('session/cancel', ({ params }) => {
      journal('session/cancel', params);
      if (script.onCancel !== 'is_ignored') open(params.sessionId).cancel.abort();
    })
    .onRequest('session/prompt', async ({ params, client }) => {
      journal('session/prompt', params);
      const session = open(params.sessionId);
      session.cancel = new AbortController();
      const prompt = params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
      const stage = makeStage({ session, client, prompt, script, env, journal });
      try {
        return await playTurn(stage, () => conversations.keep(session.conversation));
      } finally {
        conversations.keep(session.conversation);
      }
    });
}

/** `keep`: what was asked is known to the next process, also of an agent that dies in the middle. */
async function playTurn(stage: Stage, keep: () => void): Promise<PromptResponse> {
  const { script, conversation, cancel, prompt } = stage;
  const steps = stepsFor(script, prompt, conversation.prompts);
  conversation.prompts += 1;
  conversation.said.push({ by: 'user', text: prompt.slice(0, 1_000) });
  keep();
  let ended: StopReason | undefined;
  for (const step of steps) {
    ended = await playStep(step, stage);
    if (cancel.aborted) ended = script.onCancel === 'end_turn' ? 'end_turn' : 'cancelled';
    if (ended !== undefined) break;
  }
  return { stopReason: ended ?? 'end_turn', ...toldUsage(script.usage, stage.spending) };
}

function makeStage({
  session,
  client,
  prompt,
  script,
  env,
  journal,
}: {
  session: OpenSession;
  client: AgentContext;
  prompt: string;
  script: PlayedScript;
  env: Record<string, string | undefined>;
  journal(kind: string, facts: unknown): void;
}): Stage {
  const { conversation, directory, mcpServers, hook, cancel } = session;
  const sessionId = conversation.id;
  let calls = 0;
  return {
    script,
    conversation,
    directory,
    mcpServers,
    ...(hook === undefined ? {} : { hook }),
    prompt,
    env,
    cancel: cancel.signal,
    spending: { conversation: conversation.spent, turn: {}, lastRequest: {} },
    nextCall() {
      calls += 1;
      return `call-${conversation.prompts}-${calls}`;
    },
    tell: (update) => client.notify('session/update', { sessionId, update }),
    async ask({ toolCall, options }) {
      const { outcome } = await client.request('session/request_permission', {
        sessionId,
        toolCall,
        options,
      });
      journal('permission', outcome);
      if (outcome.outcome === 'cancelled') return 'cancelled';
      const chosen = options.find(({ optionId }) => optionId === outcome.optionId);
      if (chosen === undefined) throw RequestError.invalidParams({ optionId: outcome.optionId });
      return chosen.kind.startsWith('reject') ? 'reject' : 'allow';
    },
  };
}

function modeState({ modes }: PlayedScript, { mode }: Conversation): SessionModeState {
  return { currentModeId: mode, availableModes: modes.available.map((id) => ({ id, name: id })) };
}
