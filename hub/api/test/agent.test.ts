import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { calendarCsv, type ExchangeRow, parseCsvRows } from '@musterhub/rules';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let rows: ExchangeRow[];
const agents: Client[] = [];
beforeAll(async () => {
  it = await makeHub();
  await connectChannels(it);
  rows = parseCsvRows(calendarCsv(it.plan())).rows.map(({ value }) => ({
    ...value,
    media_a: '',
    media_b: '',
  }));
});
afterAll(async () => {
  for (const agent of agents) await agent.close();
  await it.remove();
});

async function makeAgent(secret: string): Promise<Client> {
  const agent = new Client({ name: 'test', version: '0' });
  const requestInit = { headers: { authorization: `Bearer ${secret}` } };
  const transport = new StreamableHTTPClientTransport(new URL(`${it.server.url}/mcp`), { requestInit });
  await agent.connect(transport as Parameters<typeof agent.connect>[0]);
  agents.push(agent);
  return agent;
}

type Answer = {
  isError: boolean;
  value: Record<string, never> & { error?: { code: string; facts?: object } };
};
async function call(agent: Client, name: string, order: Record<string, unknown>): Promise<Answer> {
  const { isError = false, structuredContent } = await agent.callTool({ name, arguments: order });
  return { isError: isError === true, value: structuredContent as Answer['value'] };
}

let count = 0;
const fresh = () => {
  count += 1;
  return `idempotency-${count}`;
};
const onX = () =>
  rows.filter(({ channel }) => it.brand.channels.find(({ id }) => id === channel)?.platform === 'x');

describe('an agent with a key', () => {
  let agent: Client;
  beforeAll(async () => {
    agent = await makeAgent(await it.key(['read', 'edit'], { postsBudget: 2, usdThousandthsBudget: 300 }));
  });

  test('[A21] sees the tools that its key may use, each with its schema', async () => {
    const { tools } = await agent.listTools();
    expect(tools.map(({ name }) => name)).toContain('propose_items');
    const reader = await makeAgent(await it.key(['read']));
    const names = (await reader.listTools()).tools.map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith('read_'))).toEqual(['check_text']);
    const refused = await call(reader, 'confirm', {
      idempotencyKey: fresh(),
      proposal: crypto.randomUUID(),
      confirmToken: 'x',
    });
    expect([refused.isError, refused.value.error?.code]).toEqual([true, 'forbidden']);
  });

  test('[A22] is told of a field that is not known, and of a missing idempotency key; nothing is stored', async () => {
    const before = await it.countRows();
    const [row] = onX();
    for (const order of [
      { brand: it.brand.brand, rows: [row], idempotencyKey: fresh(), publish: true },
      { brand: it.brand.brand, rows: [{ ...row, colour: 'red' }], idempotencyKey: fresh() },
      { brand: it.brand.brand, rows: [row] },
    ]) {
      const answer = await call(agent, 'propose_items', order);
      expect([answer.isError, answer.value.error?.code]).toEqual([true, 'malformed']);
    }
    expect(await it.countRows()).toEqual(before);
  });

  test('[A23] proposes, sees the difference, confirms it by its token, and gets what was stored', async () => {
    const [row] = onX();
    const proposed = await call(agent, 'propose_items', {
      brand: it.brand.brand,
      rows: [row],
      idempotencyKey: fresh(),
    });
    expect(proposed.value).toMatchObject({ posts: 1, diff: [{ kind: 'add', key: row!.key }] });
    expect((await it.countRows()).items).toBe(0);
    const { proposal, confirmToken } = proposed.value;
    const wrong = await call(agent, 'confirm', {
      proposal,
      confirmToken: `${String(confirmToken)}x`,
      idempotencyKey: fresh(),
    });
    expect(wrong.value.error?.code).toBe('forbidden');
    const order = { proposal, confirmToken, idempotencyKey: fresh() };
    const confirmed = await call(agent, 'confirm', order);
    expect(confirmed.value).toMatchObject({
      stored: [{ kind: 'new' }],
      items: [{ plan: { key: row!.key }, approval: null }],
    });
    expect(await call(agent, 'confirm', order)).toEqual(confirmed);
    expect((await call(agent, 'confirm', { ...order, idempotencyKey: fresh() })).value).toEqual(
      confirmed.value,
    );
    expect((await it.countRows()).items).toBe(1);
    const read = await call(agent, 'read_calendar', {
      brand: it.brand.brand,
      from: '2026-12-01T00:00:00Z',
      to: '2027-01-01T00:00:00Z',
    });
    expect(read.value).toMatchObject({ items: [{ key: row!.key, isApproved: false }] });
  });

  test('[A42] is told what the rules have against its texts, before it proposes them and with the proposal', async () => {
    const [row] = onX();
    const text = 'Hey guys, the best kiln there is!!!';
    const checked = await call(agent, 'check_text', { brand: it.brand.brand, platform: 'x', text });
    const { findings, errors, counts } = checked.value as unknown as {
      findings: { rule: string; start: number; end: number }[];
      errors: number;
      counts: { role: string; length: number }[];
    };
    expect(errors).toBeGreaterThan(0);
    expect(counts).toMatchObject([{ role: 'text', length: text.length }]);
    const inclusive = findings.find(({ rule }) => rule.includes('inclusive'))!;
    expect(text.slice(inclusive.start, inclusive.end)).toBe('guys');
    const before = (await it.countRows()).items;
    const proposed = await call(agent, 'propose_items', {
      brand: it.brand.brand,
      rows: [{ ...row, key: 'against-the-rules', publishes: 'A', text_a: text }],
      idempotencyKey: fresh(),
    });
    const told = proposed.value as unknown as {
      findings: { rule: string; variant: string; goesOut: boolean }[];
    };
    expect(told.findings.filter(({ variant }) => variant === 'A').map(({ rule }) => rule)).toEqual(
      findings.map(({ rule }) => rule),
    );
    expect(told.findings.find(({ variant }) => variant === 'A')?.goesOut).toBe(true);
    expect((await it.countRows()).items).toBe(before);
  });

  test('[A23] a token confirms nothing of another agent, and nothing that has changed meanwhile', async () => {
    const { items } = (
      await call(agent, 'read_calendar', {
        ...{ brand: it.brand.brand, from: '2026-12-01T00:00:00Z', to: '2027-01-01T00:00:00Z' },
      })
    ).value as unknown as { items: { id: string; publishes: 'A' | 'B' }[] };
    const { id, publishes } = items[0]!;
    const cell = publishes === 'A' ? 'text_a' : 'text_b';
    const change = await call(agent, 'propose_change', {
      id,
      cells: { [cell]: 'What the agent wants.' },
      idempotencyKey: fresh(),
    });
    expect(change.value).toMatchObject({
      diff: [{ kind: 'change', cells: [{ cell, wanted: 'What the agent wants.' }] }],
    });
    const { proposal, confirmToken } = change.value;
    const other = await makeAgent(await it.key(['read', 'edit']));
    const stolen = await call(other, 'confirm', { proposal, confirmToken, idempotencyKey: fresh() });
    expect(stolen.value.error?.code).toBe('not_found');
    await it.post(`/api/items/${id}/edit`, { variant: publishes, text: 'What a person wants.' }, 'editor');
    const late = await call(agent, 'confirm', { proposal, confirmToken, idempotencyKey: fresh() });
    expect(late.value.error?.code).toBe('refused');
    const now = await call(agent, 'read_item', { id });
    expect(JSON.stringify(now.value)).toContain('What a person wants.');
  });

  test('[A24] beyond its budget it is refused with the figures, and nothing is stored', async () => {
    const others = rows.slice(0, 2).map((row, index) => ({
      ...row,
      kind: 'text' as const,
      channel: onX()[0]!.channel,
      key: `more-${index}`,
    }));
    const proposed = await call(agent, 'propose_items', {
      brand: it.brand.brand,
      rows: others,
      idempotencyKey: fresh(),
    });
    const { proposal, confirmToken } = proposed.value;
    const before = await it.countRows();
    const refused = await call(agent, 'confirm', { proposal, confirmToken, idempotencyKey: fresh() });
    expect(refused.value.error).toMatchObject({
      code: 'budget_exceeded',
      facts: { budget: 'posts', limit: 2, used: 1, asked: 2 },
    });
    expect(await it.countRows()).toEqual(before);
  });

  test('[A9] the same proposal under one idempotency key is one proposal', async () => {
    const order = { brand: it.brand.brand, rows: onX(), idempotencyKey: fresh() };
    const first = await call(agent, 'propose_items', order);
    expect(await call(agent, 'propose_items', order)).toEqual(first);
    const other = await call(agent, 'propose_items', {
      ...order,
      rows: [{ ...onX()[0]!, text_a: 'Other.' }],
    });
    expect(other.value.error?.code).toBe('idempotency_conflict');
  });
});

test('[A2] without a key nobody is served', async () => {
  await expect(makeAgent('hub_wrong')).rejects.toThrow();
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
