import { recordEvent, revokePerson } from '@musterhq/store';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

type Message = { event: string; id: number | undefined; data: Record<string, unknown> };
type Page = { messages: Message[]; shows(wanted: (all: Message[]) => boolean): Promise<void>; close(): void };

let dashboard: Dashboard;
let pages: Page[] = [];
let number = 0;
beforeAll(async () => {
  dashboard = await makeDashboard();
});
afterEach(() => {
  for (const page of pages) page.close();
  pages = [];
});
afterAll(() => dashboard.remove());

/** Follows the stream as a page does, with what it says that it has. */
async function follow(query = '', headers: Record<string, string> = {}): Promise<Page> {
  const abort = new AbortController();
  const response = await dashboard.ask(`/api/stream${query}`, 'viewer', { headers, signal: abort.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const messages: Message[] = [];
  let wake: () => void = () => undefined;
  const read = async () => {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const fields = Object.fromEntries(part.split('\n').map((line) => line.split(/: (.*)/s)));
        if (fields.event !== undefined)
          messages.push({
            event: fields.event,
            id: fields.id === undefined ? undefined : Number(fields.id),
            data: JSON.parse(fields.data),
          });
      }
      wake();
    }
  };
  const ended = read().catch(() => undefined);
  const page: Page = {
    messages,
    async shows(wanted) {
      while (!wanted(messages)) await new Promise<void>((resolve) => (wake = resolve));
    },
    close: () => abort.abort(),
  };
  void ended;
  pages.push(page);
  return page;
}

async function tell(count = 1): Promise<number> {
  for (let time = 0; time < count; time += 1) {
    number += 1;
    const data = { from: 'the test', kind: 'progress', text: `number ${number}` };
    await recordEvent(dashboard.around.store, dashboard.fence, {
      key: `n:${number}`,
      kind: 'report_made',
      data,
    });
  }
  return newest();
}

async function newest(): Promise<number> {
  const { at } = (await (await dashboard.ask('/api/status')).json()) as { at: number };
  return at;
}

const eventsOf = (messages: Message[]) => messages.filter(({ event }) => event === 'event');
const idsOf = (messages: Message[]) => eventsOf(messages).map(({ id }) => id);
const texts = (messages: Message[]) =>
  eventsOf(messages).map(({ data }) => (data.data as { text?: string }).text);

describe('the stream', () => {
  test('[S13] tells each event under its id as it comes, and then the status that has it', async () => {
    const page = await follow();
    const at = await tell(3);
    await page.shows((all) => all.some(({ event, data }) => event === 'status' && data.at === at));
    expect(idsOf(page.messages).at(-1)).toBe(at);
    expect(texts(page.messages)).toEqual(['number 1', 'number 2', 'number 3']);
    expect(eventsOf(page.messages)[0]?.data.line).toContain('the test reports (progress): number 1');
    const status = page.messages.findLast(({ event }) => event === 'status');
    expect(JSON.stringify(status?.data)).toBe(await (await dashboard.ask('/api/status')).text());
  });

  test('[S13] tells whoever comes back all that was missed, once and in order, by the header before the address', async () => {
    const before = await newest();
    const at = await tell(5);
    const page = await follow(`?after=${before}`);
    await page.shows((all) => idsOf(all).at(-1) === at);
    expect(texts(page.messages)).toHaveLength(5);
    const later = await follow(`?after=${before}`, { 'last-event-id': String(at - 1) });
    await later.shows((all) => idsOf(all).at(-1) === at);
    expect(idsOf(later.messages)).toEqual([at]);
  });

  test('[S13] has no gap over a restart of the server, which comes back on the same port', async () => {
    const page = await follow();
    const seen = await tell();
    await page.shows((all) => idsOf(all).at(-1) === seen);
    const { port } = dashboard.server;
    await dashboard.restart();
    expect(dashboard.server.port).toBe(port);
    const at = await tell(2);
    const again = await follow('', { 'last-event-id': String(seen) });
    await again.shows((all) => idsOf(all).at(-1) === at);
    expect(texts(again.messages)).toHaveLength(2);
  });

  test('[S13] tells two pages the same while events come from all sides', async () => {
    const before = await newest();
    const early = await follow(`?after=${before}`);
    const telling = tell(30);
    const late = await follow(`?after=${before}`);
    const at = await telling;
    await Promise.all([early, late].map((page) => page.shows((all) => idsOf(all).at(-1) === at)));
    expect(idsOf(early.messages)).toEqual(idsOf(late.messages));
    expect(new Set(idsOf(early.messages)).size).toBe(30);
  });

  test('[S13] has a page start over that is too far behind, or ahead of everything', async () => {
    const { pool } = dashboard.around.store;
    await pool.query(`insert into muster.events (run, key, kind, data, generation, at)
      select 'r1', 'many:' || n, 'report_made', '{"from":"x","kind":"progress","text":"x"}', 1, now()
      from generate_series(1, 2001) n`);
    for (const after of [0, 1_000_000]) {
      const at = await newest();
      const page = await follow(`?after=${after}`);
      await page.shows((all) => all.length > 0);
      expect(page.messages[0]).toMatchObject({ event: 'reset', id: at, data: { at } });
      const next = await tell();
      await page.shows((all) => idsOf(all).at(-1) === next);
      expect(idsOf(page.messages)).toEqual([next]);
      page.close();
    }
  });

  test('[S13] is refused without a person', async () => {
    expect((await dashboard.ask('/api/stream', null)).status).toBe(401);
    await revokePerson(dashboard.around.store, { name: 'a viewer', by: 'the test', at: new Date() });
    expect((await dashboard.ask('/api/stream')).status).toBe(401);
  });
});
