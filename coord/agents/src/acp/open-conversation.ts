import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ClientContext,
  InitializeResponse,
  McpServer,
  NewSessionRequest,
  SessionConfigOption,
  SessionModeState,
} from '@agentclientprotocol/sdk';
import type { TurnIo } from '../agent-driver.ts';
import type { AgentError } from '../driver-event.ts';
import type { TurnOrder } from '../turn-order.ts';
import type { AcpOptions } from './acp-options.ts';
import type { AcpProfile } from './acp-profile.ts';
import { modeIn, type UpdateReporter } from './report-updates.ts';
import { errorOfRequest } from './request-error.ts';

/** What an agent says of a conversation when it is opened. */
type Opened = {
  sessionId: string;
  modes?: SessionModeState | null | undefined;
  configOptions?: SessionConfigOption[] | null | undefined;
};

type Talk = {
  agent: ClientContext;
  order: TurnOrder;
  options: AcpOptions;
  profile: AcpProfile;
  io: Pick<TurnIo, 'event'>;
  reporter: UpdateReporter;
  openingMeta: Record<string, unknown> | undefined;
};

/** How long an agent may take to say that it took a mode, after it answered that it would. */
const confirmMs = 5_000;

export type OpenedConversation = { kind: 'open'; id: string; isResumed: boolean };
export type Conversation = OpenedConversation | { kind: 'failed'; error: AgentError };

/**
 * Opens the conversation of the order, or a new one where that is not known any more, and puts it into the mode and the model of
 * the turn. A mode that the agent does not confirm fails the turn: in its own one it might ask nobody.
 */
export async function openConversation(talk: Talk, about: InitializeResponse): Promise<Conversation> {
  const { agent, order, io, openingMeta } = talk;
  const place: NewSessionRequest = {
    cwd: order.worktree,
    mcpServers: mcpServersOf(talk, about),
    ...(openingMeta === undefined ? {} : { _meta: openingMeta }),
  };
  const again =
    order.conversation === undefined ? undefined : await openAgain(talk, about, order.conversation, place);
  const opened = again ?? (await agent.request('session/new', place));
  const id = opened.sessionId;
  const isResumed = again !== undefined;
  io.event({ kind: 'conversation', id, isResumed });
  const error = await takeMode(talk, id, opened);
  if (error !== undefined) return { kind: 'failed', error };
  await takeModel(talk, id, opened);
  return { kind: 'open', id, isResumed };
}

/** Undefined when the agent cannot go on with it; why is noted. `resume` before `load`, which tells the whole past again. */
async function openAgain(
  { agent, io, reporter }: Talk,
  { agentCapabilities: can }: InitializeResponse,
  sessionId: string,
  place: NewSessionRequest,
): Promise<Opened | undefined> {
  const method =
    can?.sessionCapabilities?.resume != null
      ? 'session/resume'
      : can?.loadSession === true
        ? 'session/load'
        : undefined;
  const beginAnew = (why: string): undefined => {
    io.event({
      kind: 'note',
      text: `The conversation ${sessionId} cannot be gone on with (${why}); a new one is begun`,
    });
  };
  if (method === undefined) return beginAnew('the agent loads none');
  try {
    const opened = await reporter.whileLoading(agent.request(method, { sessionId, ...place }));
    return { ...opened, sessionId };
  } catch (error) {
    const known = errorOfRequest(error);
    // A wrong key is wrong for a new conversation too, and what is no answer of the agent is no word on the conversation.
    if (known === undefined || known.class === 'auth') throw error;
    return beginAnew(known.message);
  }
}

function mcpServersOf({ options, io }: Talk, { agentCapabilities: can }: InitializeResponse): McpServer[] {
  return options.mcpServers.flatMap((server): McpServer[] => {
    if ('command' in server) return [{ ...server, env: pairs(server.env) }];
    if (can?.mcpCapabilities?.http === true)
      return [{ ...server, type: 'http', headers: pairs(server.headers) }];
    io.event({ kind: 'note', text: `The agent takes no MCP server over HTTP; '${server.name}' is left out` });
    return [];
  });
}

const pairs = (record: Record<string, string>): { name: string; value: string }[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }));

/** The mode is not kept by a load, and an agent's own default may be to ask nobody: so it is set every time, and looked at. */
async function takeMode(talk: Talk, sessionId: string, opened: Opened): Promise<AgentError | undefined> {
  const { agent, options, profile, reporter } = talk;
  const wanted = options.mode ?? profile.mode;
  if (wanted === undefined) return undefined;
  const option = opened.configOptions?.find(({ category, id }) => category === 'mode' || id === 'mode');
  const current = modeIn(opened.configOptions) ?? opened.modes?.currentModeId;
  if (current === wanted) return undefined;
  const offered = opened.modes?.availableModes.map(({ id }) => id) ?? valuesOf(option);
  if (!offered.includes(wanted))
    return refused(
      `The agent has no mode '${wanted}': expected it among ${offered.length === 0 ? 'none' : offered.join(', ')}. Name another one in 'mode', or install the pinned version.`,
    );
  if (option !== undefined) {
    const { configOptions } = await agent.request('session/set_config_option', {
      sessionId,
      configId: option.id,
      value: wanted,
    });
    if (modeIn(configOptions) === wanted) return undefined;
  } else {
    await agent.request('session/set_mode', { sessionId, modeId: wanted });
    for (const ends = performance.now() + confirmMs; performance.now() < ends; await sleep(20))
      if (reporter.mode() === wanted) return undefined;
  }
  return refused(
    `The agent was asked to take the mode '${wanted}' and did not confirm it; in its own mode it may ask nobody, so nothing was begun.`,
  );
}

async function takeModel({ agent, options, io }: Talk, sessionId: string, opened: Opened): Promise<void> {
  const { model } = options;
  const option = opened.configOptions?.find(({ category, id }) => category === 'model' || id === 'model');
  if (model === undefined || option?.type !== 'select' || option.currentValue === model) return;
  if (!valuesOf(option).includes(model)) {
    io.event({
      kind: 'note',
      text: `The agent does not offer the model ${model} over the protocol (it is at ${option.currentValue}); only its configuration names it`,
    });
    return;
  }
  await agent.request('session/set_config_option', { sessionId, configId: option.id, value: model });
}

const valuesOf = (option: SessionConfigOption | undefined): string[] =>
  option?.type === 'select'
    ? option.options
        .flatMap((entry) => ('options' in entry ? entry.options : [entry]))
        .map(({ value }) => value)
    : [];

const refused = (message: string): AgentError => ({ class: 'refused', message });
