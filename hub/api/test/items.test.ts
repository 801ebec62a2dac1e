import { createHash } from 'node:crypto';
import { type Calendar, calendarCsv } from '@musterhub/rules';
import { readPublications } from '@musterhub/store';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../src/card.ts';
import type { CheckedItem } from '../src/views.ts';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let calendar: Calendar;
beforeAll(async () => {
  it = await makeHub();
  calendar = it.plan();
});
afterAll(async () => {
  await it.remove();
});

const bring = (text: string, more: object = {}) =>
  it.post('/api/calendars/import', { brand: it.brand.brand, format: 'csv', text, ...more }, 'editor');
const item = async (id: string) => (await (await it.ask(`/api/items/${id}`)).json()) as CheckedItem;
async function readCards(): Promise<Card[]> {
  const range = 'from=2026-12-01T00:00:00Z&to=2027-01-31T00:00:00Z';
  const response = await it.ask(`/api/cards?${range}&brand=${it.brand.brand}`);
  return ((await response.json()) as { cards: Card[] }).cards;
}
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;
const chosen = ({ variants, publishes }: CheckedItem) =>
  variants.find(({ variant }) => variant === publishes)!;

describe('bringing a calendar in', () => {
  test('[A12] channels without an account are named, and nothing is stored', async () => {
    const before = await it.countRows();
    const response = await bring(calendarCsv(calendar));
    expect(response.status).toBe(409);
    expect(await response.text()).toContain(it.brand.channels[0]!.id);
    expect(await it.countRows()).toEqual(before);
    await connectChannels(it);
  });

  test('[A12] a dry run tells what would come and stores nothing; so does a row with a mistake', async () => {
    const before = await it.countRows();
    const dry = (await (await bring(calendarCsv(calendar), { isDryRun: true })).json()) as {
      changes: { kind: string }[];
    };
    expect(dry.changes.map(({ kind }) => kind)).toEqual(calendar.items.map(() => 'add'));
    const wrong = calendarCsv(calendar).replace(`,${calendar.items[0]!.pillar},`, ',nonsense,');
    const { errors, isDryRun } = (await (await bring(wrong)).json()) as {
      errors: object[];
      isDryRun: boolean;
    };
    expect([errors.length, isDryRun]).toEqual([1, true]);
    const { audit: _, ...rows } = await it.countRows();
    const { audit: __, ...expected } = before;
    expect({ ...rows, accounts: 0, credentials: 0, channel_accounts: 0 }).toEqual({
      ...expected,
      accounts: 0,
      credentials: 0,
      channel_accounts: 0,
    });
  });

  test('[A12] the items are there with both variants and their pictures; the same rows once more change nothing', async () => {
    const first = (await (await bring(calendarCsv(calendar))).json()) as { stored: { kind: string }[] };
    expect(first.stored.map(({ kind }) => kind)).toEqual(calendar.items.map(() => 'new'));
    const rows = await it.countRows();
    const again = (await (await bring(calendarCsv(calendar))).json()) as { stored: { kind: string }[] };
    expect(again.stored.map(({ kind }) => kind)).toEqual(calendar.items.map(() => 'same'));
    const { audit: _, ...now } = await it.countRows();
    expect({ ...now, audit: rows.audit }).toEqual(rows);
    const { items } = (await (
      await it.ask('/api/items?from=2026-12-01T00:00:00Z&to=2027-01-01T00:00:00Z')
    ).json()) as { items: CheckedItem[] };
    expect(items.map(({ plan }) => plan.key).toSorted()).toEqual(
      calendar.items.map(({ key }) => key).toSorted(),
    );
    for (const one of items) expect(one.variants).toHaveLength(2);
    const onInstagram = items.find(({ platform }) => platform === 'instagram')!;
    const { sha256 } = onInstagram.variants[0]!.post.media[0]!;
    const file = await it.ask(`/api/media/${sha256}`);
    expect(
      createHash('sha256')
        .update(Buffer.from(await file.arrayBuffer()))
        .digest('hex'),
    ).toBe(sha256);
  });

  test('[A13] what goes out again as CSV, JSON and iCal is what came in', async () => {
    const exported = async (format: string) =>
      (await it.ask(`/api/calendars/export?brand=${it.brand.brand}&format=${format}`)).text();
    const json = JSON.parse(await exported('json')) as Calendar;
    expect(calendarCsv(json)).toBe(await exported('csv'));
    expect(json.items.map(({ key }) => key).toSorted()).toEqual(
      calendar.items.map(({ key }) => key).toSorted(),
    );
    expect(await exported('ical')).toContain('BEGIN:VEVENT');
  });
});

describe('an item', () => {
  let id: string;
  let ids: string[];
  beforeAll(async () => {
    const answer = await it.ask('/api/approvals');
    const { items } = (await answer.json()) as { items: CheckedItem[] };
    ids = items.map((one) => one.id);
    id = items.find(({ platform }) => platform === 'x')!.id;
  });

  test('[A14] is approved by its content hash and scheduled; another hash is refused', async () => {
    const wrong = await it.post(`/api/items/${id}/approve`, { contentHash: 'f'.repeat(64) }, 'approver');
    expect([wrong.status, await codeOf(wrong)]).toEqual([409, 'not_approved']);
    const before = await item(id);
    expect(before.check.errors).toEqual([]);
    const { contentHash } = chosen(before);
    const approved = (await (
      await it.post(`/api/items/${id}/approve`, { contentHash }, 'approver')
    ).json()) as CheckedItem;
    expect(approved.approval).toMatchObject({ by: 'person:approver@kiln.example', contentHash });
    expect(approved.publication).toMatchObject({ state: 'open', contentHash });
    const again = (await (
      await it.post(`/api/items/${id}/approve`, { contentHash }, 'approver')
    ).json()) as CheckedItem;
    expect(again.publication?.id).toBe(approved.publication?.id);
  });

  test('[A15] moved, it keeps its approval and its publication goes along', async () => {
    const moved = await it.post(
      `/api/items/${id}/move`,
      { wall: '2026-12-03T15:30', despite: ['C8/window'] },
      'editor',
    );
    const { approval, publication, dueAt, wall } = (await moved.json()) as CheckedItem;
    expect(wall).toBe('2026-12-03T15:30');
    expect(approval).not.toBeNull();
    expect(publication).toMatchObject({ state: 'open', dueAt });
  });

  test('[A15] edited in what goes out, its approval is void and its publication canceled', async () => {
    const before = await item(id);
    const response = await it.post(
      `/api/items/${id}/edit`,
      { variant: before.publishes, text: 'A plain new text.' },
      'editor',
    );
    const edited = (await response.json()) as CheckedItem;
    expect(chosen(edited).post.text).toBe('A plain new text.');
    expect(edited.approval).toBeNull();
    expect(edited.publication).toMatchObject({ state: 'canceled' });
    const stale = await it.post(
      `/api/items/${id}/approve`,
      { contentHash: chosen(before).contentHash },
      'approver',
    );
    expect(stale.status).toBe(409);
  });

  test('[A15] the other variant chosen voids the approval too; an edit of what does not go out voids none', async () => {
    const now = chosen(await item(id)).contentHash;
    await it.post(`/api/items/${id}/approve`, { contentHash: now }, 'approver');
    const { publishes } = await item(id);
    const other = publishes === 'A' ? 'B' : 'A';
    const aside = await it.post(
      `/api/items/${id}/edit`,
      { variant: other, text: 'The other text, edited.' },
      'editor',
    );
    expect(((await aside.json()) as CheckedItem).approval).not.toBeNull();
    const turned = (await (
      await it.post(`/api/items/${id}/choose`, { publishes: other }, 'editor')
    ).json()) as CheckedItem;
    expect([turned.publishes, turned.approval]).toEqual([other, null]);
  });

  test('[A16] with an error of the rules it is not approved, and the error is named', async () => {
    const { publishes } = await item(id);
    const long = `${'word '.repeat(80)}end`;
    const edited = (await (
      await it.post(`/api/items/${id}/edit`, { variant: publishes, text: long }, 'editor')
    ).json()) as CheckedItem;
    expect(edited.check.errors.length).toBeGreaterThan(0);
    const refused = await it.post(
      `/api/items/${id}/approve`,
      { contentHash: chosen(edited).contentHash },
      'approver',
    );
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain(edited.check.errors[0]!.slice(0, 20));
  });

  test('[A14] many are approved at once; what is refused of one says nothing of the next', async () => {
    const all = await Promise.all(ids.map(item));
    const items = all.map((one) => ({ id: one.id, contentHash: chosen(one).contentHash }));
    const answer = (await (await it.post('/api/approvals', { items }, 'approver')).json()) as {
      approved: object[];
      refused: { id: string }[];
    };
    expect(answer.refused.map((one) => one.id)).toEqual([id]);
    expect(answer.approved).toHaveLength(items.length - 1);
    expect(await readPublications(it.store.database, ['open'])).toHaveLength(items.length - 1);
  });
});

describe('moving', () => {
  type Refused = { error: { message: string; facts: { despite: string[] } } };
  const move = (id: string, body: object) => it.post(`/api/items/${id}/move`, body, 'editor');

  test('[A30] is refused to what has passed and out of the windows; meant, it is done', async () => {
    const { id, wall } = (await readCards()).find(({ platform }) => platform === 'x')!;
    const day = wall.slice(0, 10);
    const past = await move(id, { wall: '2026-11-30T08:30' });
    expect([past.status, await past.text()]).toEqual([409, expect.stringContaining('has passed')]);
    const early = await move(id, { wall: `${day}T03:00` });
    const { error } = (await early.json()) as Refused;
    expect([early.status, error.facts.despite]).toEqual([409, ['C8/window']]);
    expect(error.message).toContain('posting windows');
    expect((await item(id)).wall).toBe(wall);
    const meant = await move(id, { wall: `${day}T03:00`, despite: ['C8/window'] });
    expect(((await meant.json()) as CheckedItem).wall).toBe(`${day}T03:00`);
    const back = await move(id, { wall, despite: ['C8/window'] });
    expect(back.status).toBe(200);
  });
});

test('[A34] where clocks are changed both instants are told, and the one that is chosen is when it goes out', async () => {
  const { id, wall } = (await readCards()).find(({ platform }) => platform === 'facebook')!;
  const moments = async (at: string) => (await it.ask(`/api/items/${id}/moments?wall=${at}`)).json();
  expect(await moments(wall)).toEqual({ kind: 'exact', moments: [] });
  expect(await moments('2027-03-28T02:30')).toEqual({
    kind: 'gap',
    moments: [
      { policy: 'earlier', at: '2027-03-28T00:30:00Z' },
      { policy: 'later', at: '2027-03-28T01:30:00Z' },
    ],
  });
  const twice = '2027-10-31T02:30';
  expect(await moments(twice)).toEqual({
    kind: 'overlap',
    moments: [
      { policy: 'first', at: '2027-10-31T00:30:00Z' },
      { policy: 'second', at: '2027-10-31T01:30:00Z' },
    ],
  });
  const move = async (body: object) => {
    const despite = ['C8/window', 'C9/date-to-avoid'];
    const response = await it.post(`/api/items/${id}/move`, { despite, ...body }, 'editor');
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return JSON.parse(text) as CheckedItem;
  };
  expect((await move({ wall: twice })).dueAt).toBe('2027-10-31T00:30:00.000Z');
  const second = await move({ wall: twice, overlap: 'second' });
  expect([second.wall, second.dueAt, second.plan.resolved]).toEqual([
    twice,
    '2027-10-31T01:30:00.000Z',
    'overlap',
  ]);
  // The policy stays with the item until somebody chooses again.
  expect((await move({ wall: '2027-10-31T02:45' })).dueAt).toBe('2027-10-31T01:45:00.000Z');
  const back = await move({ wall, overlap: 'first' });
  expect([back.wall, back.plan.policy]).toEqual([wall, { gap: 'later', overlap: 'first' }]);
  expect((await it.ask(`/api/items/${id}/moments?wall=2027-02-30T02:30`)).status).toBe(400);
});

test('[A31] a card holds what a calendar shows, and its picture is small', async () => {
  const cards = await readCards();
  expect(cards.map(({ channel }) => channel).toSorted()).toEqual(
    calendar.items.map(({ channel }) => channel).toSorted(),
  );
  const drawn = cards.find(({ picture }) => picture !== null)!;
  const small = await it.ask(`/api/media/${drawn.picture!.sha256}/thumbnail`);
  const { width, height, format } = await sharp(await small.arrayBuffer()).metadata();
  expect([small.status, width, height, format]).toEqual([200, 240, 240, 'jpeg']);
  expect(JSON.stringify(cards).length / cards.length).toBeLessThan(800);
});

test('[A19] [A32] a page is told by topic of what changed once its stream had begun', async () => {
  const leave = new AbortController();
  const response = await it.ask('/api/stream', 'viewer', { signal: leave.signal });
  const reader = response.body!.getReader();
  let text = '';
  const read = async () => {
    text += new TextDecoder().decode((await reader.read()).value);
  };
  await read();
  await it.post('/api/stop', { why: 'to be told' });
  while (!text.includes('"stop"')) await read();
  // The hub's clock stands in these tests, as a sandbox's may: what changed is known without it.
  const [card] = await readCards();
  await it.post(
    `/api/items/${card!.id}/move`,
    { wall: '2026-12-20T12:30', despite: ['C8/window'] },
    'editor',
  );
  while (!text.includes('"items"')) await read();
  expect(text).toContain('event: change');
  leave.abort();
  await it.post('/api/resume', {});
}, 30_000);

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
