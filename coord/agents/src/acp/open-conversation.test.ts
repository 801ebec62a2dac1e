import { type AgentApp, agent, client } from '@agentclientprotocol/sdk';
import { expect, it } from 'vitest';
import type { DriverEventBody } from '../driver-event.ts';
import type { TurnOrder } from '../turn-order.ts';
import { acpOptionsSchema } from './acp-options.ts';
import { openConversation } from './open-conversation.ts';
import { genericProfile } from './profiles/generic.ts';
import { makeUpdateReporter } from './report-updates.ts';

const select = (category: string, currentValue: string, values: string[]) => ({
  type: 'select' as const,
  id: category,
  name: category,
  category,
  currentValue,
  options: values.map((value) => ({ value, name: value })),
});

/** Opens a conversation with an agent in this process. */
async function open(app: AgentApp, options: Record<string, unknown>, conversation?: string) {
  const events: DriverEventBody[] = [];
  const io = { event: (body: DriverEventBody) => events.push(body), log: () => undefined };
  const reporter = makeUpdateReporter(io);
  const order = { worktree: '/work', ...(conversation === undefined ? {} : { conversation }) } as TurnOrder;
  const opened = await client({ name: 'test' })
    .onNotification('session/update', ({ params }) => reporter.report(params.update))
    .connectWith(app, async (context) => {
      const about = await context.request('initialize', { protocolVersion: 1, clientCapabilities: {} });
      const parsed = acpOptionsSchema.parse({ profile: 'generic', home: '/home', ...options });
      const talk = {
        agent: context,
        order,
        options: parsed,
        profile: genericProfile,
        io,
        reporter,
        openingMeta: undefined,
      };
      return openConversation(talk, about);
    });
  reporter.flush();
  return { opened, events };
}

it('[C4] loads where an agent cannot resume, and makes no events of the past that it tells again', async () => {
  const app = agent({ name: 'loads' })
    .onRequest('initialize', () => ({ protocolVersion: 1, agentCapabilities: { loadSession: true } }))
    .onRequest('session/load', async ({ params: { sessionId }, client: back }) => {
      const content = { type: 'text' as const, text: 'long ago' };
      await back.notify('session/update', {
        sessionId,
        update: { sessionUpdate: 'agent_message_chunk', content },
      });
      return {};
    });
  const { opened, events } = await open(app, {}, 'c1');
  expect(opened).toEqual({ kind: 'open', id: 'c1', isResumed: true });
  expect(events).toEqual([{ kind: 'conversation', id: 'c1', isResumed: true }]);
});

it.each([
  [true, { kind: 'open' }],
  [false, { kind: 'failed', error: { class: 'refused' } }],
])(
  '[C3] takes mode and model as options where they are some, and looks at them (%s)',
  async (obeys, expected) => {
    const values = { mode: 'auto', model: 'small' };
    const configOptions = () => [
      select('mode', values.mode, ['auto', 'ask']),
      select('model', values.model, ['small', 'large']),
    ];
    const app = agent({ name: 'options' })
      .onRequest('initialize', () => ({ protocolVersion: 1 }))
      .onRequest('session/new', () => ({ sessionId: 'c2', configOptions: configOptions() }))
      .onRequest('session/set_config_option', ({ params }) => {
        if (obeys) Object.assign(values, { [params.configId]: params.value });
        return { configOptions: configOptions() };
      });
    const servers = [{ name: 'muster', url: 'http://127.0.0.1:1/mcp' }];
    const { opened, events } = await open(app, { mode: 'ask', model: 'large', mcpServers: servers });
    expect(opened).toMatchObject(expected);
    if (obeys) expect(values).toEqual({ mode: 'ask', model: 'large' });
    expect(events[0]).toMatchObject({ kind: 'note', text: expect.stringContaining("'muster' is left out") });
  },
);
