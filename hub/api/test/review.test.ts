import { calendarCsv } from '@musterhub/rules';
import { getWholeItem } from '@musterhub/store';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWaiting } from '../src/approve.ts';
import type { DraftCheck } from '../src/check-draft.ts';
import type { Decision, WaitingPage } from '../src/routes/approval-routes.ts';
import type { Medium, WholeMedium } from '../src/routes/media-routes.ts';
import type { CheckedItem } from '../src/views.ts';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let ids: string[];
const json = async <Answer>(response: Promise<Response>) => {
  const answered = await response;
  const text = await answered.text();
  expect(answered.status, text).toBe(200);
  return JSON.parse(text) as Answer;
};
const item = (id: string) => json<CheckedItem>(it.ask(`/api/items/${id}`));
const page = (query = '') => json<WaitingPage>(it.ask(`/api/approvals${query}`));
const waiting = async () => (await page()).items;
const chosen = ({ variants, publishes }: CheckedItem) =>
  variants.find(({ variant }) => variant === publishes)!;

beforeAll(async () => {
  it = await makeHub();
  await connectChannels(it);
  const calendar = it.plan();
  const rows = { brand: it.brand.brand, format: 'csv', text: calendarCsv(calendar) };
  await json(it.post('/api/calendars/import', rows, 'editor'));
  ids = (await waiting()).map(({ id }) => id);
});
afterAll(async () => {
  await it.remove();
});

describe('a no', () => {
  test('[A26] takes the approval and the publication back, stands while the content does, and is kept', async () => {
    const id = ids[0]!;
    const before = await item(id);
    const { contentHash } = chosen(before);
    await json(it.post(`/api/items/${id}/approve`, { contentHash }, 'approver'));
    const no = { contentHash, why: 'Name the studio.' };
    const sent = await json<CheckedItem>(it.post(`/api/items/${id}/send-back`, no, 'approver'));
    expect([sent.approval, sent.publication?.state]).toEqual([null, 'canceled']);
    expect(sent.sentBack).toMatchObject({ by: 'person:approver@kiln.example', reason: 'Name the studio.' });
    expect((await waiting()).some((one) => one.id === id)).toBe(false);
    const back = await page('?folder=sent_back');
    expect(back.items.map((one) => [one.id, one.sentBack?.reason])).toEqual([[id, 'Name the studio.']]);
    expect(back.counts).toEqual({ waiting: ids.length - 1, sent_back: 1 });
    const isAsked = async () => isWaiting(await getWholeItem(it.store.database, id));
    expect(await isAsked()).toBe(false);
    const edit = { variant: before.publishes, text: `${chosen(before).post.text}\n\nAt the studio.` };
    const edited = await json<CheckedItem>(it.post(`/api/items/${id}/edit`, edit, 'editor'));
    expect([edited.sentBack, await isAsked()]).toEqual([null, true]);
    const stale = await it.post(`/api/items/${id}/send-back`, no, 'approver');
    expect(stale.status).toBe(409);
    const { decisions } = await json<{ decisions: Decision[] }>(it.ask(`/api/items/${id}/history`));
    expect(decisions.map(({ kind, voided }) => [kind, voided?.because])).toEqual(
      expect.arrayContaining([
        ['approved', 'sent back: Name the studio.'],
        ['sent_back', undefined],
      ]),
    );
    const all = await json<{ decisions: Decision[] }>(it.ask('/api/approvals/history'));
    expect(all.decisions).toEqual(decisions);
  });

  test('[A26] a yes to what was sent back is another mind, and holds', async () => {
    const id = ids[1]!;
    const { contentHash } = chosen(await item(id));
    await json(it.post(`/api/items/${id}/send-back`, { contentHash, why: 'Not yet.' }, 'approver'));
    const yes = await json<CheckedItem>(it.post(`/api/items/${id}/approve`, { contentHash }, 'approver'));
    expect([yes.sentBack, yes.publication?.state]).toEqual([null, 'open']);
  });
});

describe('a draft', () => {
  test('[A27] is checked as it would go out, and neither kept nor logged', async () => {
    const id = ids[1]!;
    const { publishes, approval } = await item(id);
    expect(approval).not.toBeNull();
    const before = await it.countRows();
    const check = (body: object) => json<DraftCheck>(it.post(`/api/items/${id}/check`, body, 'editor'));
    const draft = await check({ variant: publishes, text: 'Guaranteed results!!! Look at this now.' });
    expect(draft.lint.map(({ rule }) => rule)).toContain('L4/exclamation');
    expect(draft.counts.map(({ role, length }) => [role, length])).toEqual([['text', 39]]);
    expect(draft.post.text).toContain('Guaranteed');
    expect([draft.voidsApproval, draft.errors.length > 0]).toEqual([true, true]);
    const other = publishes === 'A' ? 'B' : 'A';
    expect((await check({ variant: other, text: 'Another text.' })).voidsApproval).toBe(false);
    expect((await check({ variant: publishes })).voidsApproval).toBe(false);
    expect(await it.countRows()).toEqual(before);
    const empty = await it.post(`/api/items/${id}/check`, { variant: publishes, text: '' }, 'editor');
    expect(empty.status).toBe(400);
  });

  test('[A15] another pillar or campaign changes nothing that was approved', async () => {
    const id = ids[1]!;
    const pillar = it.brand.pillars.at(-1)!.id;
    const sorted = await json<CheckedItem>(
      it.post(`/api/items/${id}/label`, { pillar, campaign: 'spring' }, 'editor'),
    );
    expect(sorted.plan).toMatchObject({ pillar, campaign: 'spring' });
    expect(sorted.approval).not.toBeNull();
  });

  test('[A15] [A27] a thread and a first comment are checked text by text, kept as they are, and void what was approved', async () => {
    const all = await Promise.all(ids.map(item));
    const onX = all.find(({ platform }) => platform === 'x')!;
    const { contentHash } = chosen(onX);
    await json(it.post(`/api/items/${onX.id}/approve`, { contentHash }, 'approver'));
    const thread = ['The next one.', `Guaranteed results. ${'word '.repeat(70)}`];
    const body = { variant: onX.publishes, text: 'First of three.', thread };
    const draft = await json<DraftCheck>(it.post(`/api/items/${onX.id}/check`, body, 'editor'));
    expect(draft.post).toMatchObject({ kind: 'thread', thread });
    expect(draft.counts.map(({ role, overFrom }) => [role, overFrom !== null])).toEqual([
      ['text', false],
      ['thread', false],
      ['thread', true],
    ]);
    expect(draft.lint.map(({ rule, part }) => [rule, part])).toContainEqual(['L3/unproven-claim', 2]);
    expect(draft.format).toMatchObject([{ rule: 'format/text-length', part: 2 }]);
    expect([draft.voidsApproval, draft.usdThousandths]).toEqual([true, 45]);
    const kept = { ...body, thread: ['The next one.', 'And the last.'] };
    const edited = await json<CheckedItem>(it.post(`/api/items/${onX.id}/edit`, kept, 'editor'));
    expect(chosen(edited).post).toMatchObject({ kind: 'thread', thread: kept.thread });
    expect([edited.approval, edited.publication?.state]).toEqual([null, 'canceled']);
    const again = await json<CheckedItem>(
      it.post(`/api/items/${onX.id}/edit`, { variant: onX.publishes, thread: [] }, 'editor'),
    );
    expect(chosen(again).post).not.toHaveProperty('thread');

    const onInstagram = all.find(({ platform }) => platform === 'instagram')!;
    const comment = { variant: onInstagram.publishes, firstComment: '#glaze #kiln' };
    const commented = await json<CheckedItem>(
      it.post(`/api/items/${onInstagram.id}/edit`, comment, 'editor'),
    );
    expect(chosen(commented).post.firstComment).toBe('#glaze #kiln');
    const { counts } = commented.check.variants.find(({ variant }) => variant === onInstagram.publishes)!;
    expect(counts[1]).toMatchObject({ role: 'first_comment', length: 12, hashtags: null });
  });
});

test('[A33] what waits comes page by page, and a page begins behind where the one before ended', async () => {
  const rows = await waiting();
  const first = await page('?limit=1');
  expect([first.items.map(({ id }) => id), first.counts.waiting]).toEqual([[rows[0]!.id], rows.length]);
  const { contentHash } = chosen(rows[0]!);
  await json(it.post(`/api/items/${rows[0]!.id}/send-back`, { contentHash, why: 'Later.' }, 'approver'));
  const rest = await page(`?limit=50&after=${encodeURIComponent(first.next!)}`);
  expect([rest.items.map(({ id }) => id), rest.next]).toEqual([rows.slice(1).map(({ id }) => id), null]);
  for (const wrong of ['nowhere', '2026-99-01T00:00:00.000Z/x'])
    expect((await it.ask(`/api/approvals?after=${encodeURIComponent(wrong)}`)).status).toBe(400);
});

describe('a file of the library', () => {
  const upload = async (background: string): Promise<Medium['facts']> => {
    const bytes = await sharp({ create: { width: 1600, height: 1200, channels: 3, background } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.append('altText', 'A plain sheet');
    form.append('file', new Blob([Buffer.from(bytes)]), 'sheet.png');
    const init = { method: 'POST', body: form, headers: { origin: it.server.url } };
    const { media } = await json<{ media: Medium['facts'][] }>(it.ask('/api/media', 'editor', init));
    return media[0]!;
  };

  test('[A28] tells what shows it and what was made of it, and stays while it is shown', async () => {
    const { sha256 } = await upload('#336699');
    const all = await Promise.all(ids.map(item));
    const shown = all.find(({ platform }) => platform === 'instagram')!;
    const media = [{ recipe: 'library', sha256, altText: 'A plain sheet' }];
    const edit = { variant: shown.publishes, media };
    const edited = await json<CheckedItem>(it.post(`/api/items/${shown.id}/edit`, edit, 'editor'));
    const [rendition] = chosen(edited).post.media;
    expect(rendition?.sha256).not.toBe(sha256);
    const whole = await json<WholeMedium>(it.ask(`/api/media/${sha256}/uses`));
    expect(whole).toMatchObject({ origin: 'uploaded', usedBy: 1 });
    expect(whole.uses).toMatchObject([
      { item: shown.id, variant: shown.publishes, renditions: [{ sha256: rendition?.sha256 }] },
    ]);
    for (const one of [sha256, rendition!.sha256]) {
      const refused = await it.post(`/api/media/${one}/remove`, {}, 'editor');
      expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining(shown.id)]);
    }
    const { contentHash } = chosen(await item(shown.id));
    await json(it.post(`/api/media/${sha256}/alt-text`, { altText: 'Blue paper' }, 'editor'));
    expect(chosen(await item(shown.id)).contentHash).toBe(contentHash);
    expect((await json<WholeMedium>(it.ask(`/api/media/${sha256}/uses`))).facts.altText).toBe('Blue paper');
  });

  test('[A28] that nobody shows goes with its bytes, and may come again', async () => {
    const { sha256 } = await upload('#993333');
    await json(it.post(`/api/media/${sha256}/remove`, {}, 'editor'));
    expect((await it.ask(`/api/media/${sha256}`)).status).toBe(404);
    await expect(it.hub.media.read(sha256)).rejects.toThrow('ENOENT');
    await upload('#993333');
    expect((await it.ask(`/api/media/${sha256}`)).status).toBe(200);
  });
});

test('[A29] what is handed to a person holds every text and picture, as JSON and as one page', async () => {
  const all = await Promise.all(ids.map(item));
  const onFacebook = all.find(
    ({ platform, variants }) => platform !== 'x' && variants[0]!.post.media.length > 0,
  )!;
  const { contentHash, post } = chosen(onFacebook);
  const { publication } = await json<CheckedItem>(
    it.post(`/api/items/${onFacebook.id}/approve`, { contentHash }, 'approver'),
  );
  const address = `/api/publications/${encodeURIComponent(publication!.id)}/hand-off`;
  const packet = await json<{ steps: { paste?: string }[]; files: string[] }>(it.ask(address));
  expect(packet.steps.map(({ paste }) => paste)).toContain(post.text);
  expect(packet.files).toEqual(post.media.map(({ sha256 }) => sha256));
  const page = await (await it.ask(`${address}?as=page`)).text();
  expect(page.match(/<img /g)).toHaveLength(post.media.length);
  expect(page).toContain(post.text.slice(0, 12));
});

test('a stop is told with who and why, and so is its end', async () => {
  await json(it.post('/api/stop', { why: 'A recall.' }, 'approver'));
  await json(it.post('/api/resume', {}, 'approver'));
  const { stops } = await json<{ stops: object[] }>(it.ask('/api/stops', 'viewer'));
  const by = 'person:approver@kiln.example';
  expect(stops).toMatchObject([
    { kind: 'resumed', by, why: null },
    { kind: 'stopped', by, why: 'A recall.' },
  ]);
});

test('an account tells how it stands', async () => {
  const { accounts } = await json<{ accounts: { id: string }[] }>(it.ask('/api/accounts'));
  const health = await json<{ account: object; waiting: { count: number } }>(
    it.ask(`/api/accounts/${encodeURIComponent(accounts[0]!.id)}`),
  );
  expect(health).toMatchObject({ account: accounts[0], allowances: [], refused: [], alerts: [] });
  const real = await it.post('/api/accounts/connect-sandbox', { brand: it.brand.brand }, 'editor');
  expect(real.status).toBe(409);
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
