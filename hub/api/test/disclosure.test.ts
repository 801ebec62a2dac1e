import { type Calendar, mediaDemand } from '@musterhub/rules';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Marked } from '../src/mark-made-with-ai.ts';
import { keepCalendar } from '../src/routes/calendar-routes.ts';
import type { CheckedItem } from '../src/views.ts';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let items: Calendar['items'];
let sha256: string;
beforeAll(async () => {
  it = await makeHub();
  const calendar = it.plan();
  await connectChannels(it);
  // Larger than is taken: what goes out is another file.
  const side = (mediaDemand('instagram', 'photo', { type: 'image/jpeg' })!.width?.max ?? 1_440) + 400;
  const picture = await sharp({ create: { width: side, height: side, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.append('altText', 'A blue square');
  form.append('file', new Blob([Buffer.from(picture)]), 'square.png');
  const origin = { origin: it.server.url };
  const uploaded = await it.ask('/api/media', 'editor', { method: 'POST', body: form, headers: origin });
  ({
    media: [{ sha256 }],
  } = (await uploaded.json()) as { media: [{ sha256: string }] });
  items = calendar.items.map((item) => ({
    ...item,
    kind: 'photo' as const,
    variants: item.variants.map((variant) => ({
      ...variant,
      media: [{ recipe: 'library' as const, sha256, altText: 'A blue square' }],
    })) as Calendar['items'][number]['variants'],
  }));
  expect(items.length).toBeGreaterThanOrEqual(3);
  await keepCalendar(it.hub, it.brand, { ...calendar, items });
});
afterAll(() => it.remove());

const read = async (id: string) => (await (await it.ask(`/api/items/${id}`)).json()) as CheckedItem;
const postOf = async (id: string) => {
  const { publishes, variants } = await read(id);
  return variants.find(({ variant }) => variant === publishes)!;
};
const approve = async (id: string) => {
  const { contentHash } = await postOf(id);
  const approved = await it.post(`/api/items/${id}/approve`, { contentHash }, 'approver');
  expect(approved.status, await approved.clone().text()).toBe(200);
  return (await approved.json()) as CheckedItem;
};
const mark = async (isMade: boolean, as: 'editor' | 'viewer' = 'editor') =>
  it.post(`/api/media/${sha256}/made-with-ai`, { isMade }, as);

test('[A41] a file that somebody says is made with AI marks what shows it, and voids its approval; what is out is named', async () => {
  const [out, waiting] = items as [Calendar['items'][number], Calendar['items'][number]];
  const { publication } = await approve(out.id);
  await it.store.pool.query(
    "update hub.publications set state = 'published', remote_id = '42', published_at = now() where id = $1",
    [publication!.id],
  );
  await approve(waiting.id);
  expect((await postOf(waiting.id)).post.disclosure.aiGenerated).toBe(false);
  expect((await mark(true, 'viewer')).status).toBe(403);
  const marked = (await (await mark(true)).json()) as Marked & { message: string };
  expect(marked.left).toEqual([{ id: out.id, why: 'it is out already' }]);
  expect(marked.changed).toEqual(items.slice(1).map(({ id }) => id));
  expect(marked.message).toContain(`${out.id} (it is out already)`);
  const { post } = await postOf(waiting.id);
  expect(post).toMatchObject({ disclosure: { aiGenerated: true }, media: [{ madeWithAi: true }] });
  expect(post.media[0]!.sha256, 'what goes out is made of it').not.toBe(sha256);
  expect(await read(waiting.id)).toMatchObject({ approval: null });
  expect((await postOf(out.id)).post.disclosure.aiGenerated).toBe(false);
  expect((await read(out.id)).approval).not.toBeNull();
});

test('[A41] the mark stays while the file is shown, and goes with what was said of it', async () => {
  const { id } = items[1]!;
  const disclose = (body: object) => it.post(`/api/items/${id}/disclose`, body, 'editor');
  expect((await disclose({ aiGenerated: false })).status).toBe(200);
  expect((await postOf(id)).post.disclosure.aiGenerated).toBe(true);
  const own = items[2]!.id;
  expect((await it.post(`/api/items/${own}/disclose`, { aiGenerated: true }, 'editor')).status).toBe(200);
  const unmarked = (await (await mark(false)).json()) as Marked;
  expect(unmarked, 'one that is marked by itself stays so').toEqual(
    expect.objectContaining({ changed: [id], left: [] }),
  );
  expect((await postOf(own)).post.disclosure.aiGenerated).toBe(true);
  await it.post(`/api/items/${own}/disclose`, { aiGenerated: false }, 'editor');
  expect((await postOf(own)).post.disclosure.aiGenerated).toBe(false);
  expect((await postOf(id)).post.disclosure.aiGenerated).toBe(false);
  await approve(id);
  expect((await disclose({ paidPartnership: true })).status).toBe(200);
  const { post } = await postOf(id);
  expect(post.disclosure).toEqual({ aiGenerated: false, paidPartnership: true });
  expect(await read(id)).toMatchObject({ approval: null });
});

test('[A41] a file that says so of itself marks what shows it, and somebody may know better', async () => {
  const source = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';
  const picture = await sharp({ create: { width: 1_080, height: 1_080, channels: 3, background: '#996633' } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${source}</x:xmpmeta>`)
    .jpeg()
    .toBuffer();
  const form = new FormData();
  form.append('altText', 'A brown square');
  form.append('file', new Blob([Buffer.from(picture)]), 'brown.jpg');
  const origin = { origin: it.server.url };
  const uploaded = await it.ask('/api/media', 'editor', { method: 'POST', body: form, headers: origin });
  const { media } = (await uploaded.json()) as { media: [{ sha256: string; madeWithAi?: true }] };
  expect(media[0].madeWithAi).toBe(true);
  const { id, publishes } = await read(items[2]!.id);
  const recipe = { recipe: 'library', sha256: media[0].sha256, altText: 'A brown square' };
  const edited = await it.post(`/api/items/${id}/edit`, { variant: publishes, media: [recipe] }, 'editor');
  expect(edited.status, await edited.text()).toBe(200);
  const { post } = await postOf(id);
  expect(post.disclosure.aiGenerated).toBe(true);
  expect(post.media[0]!.sha256, 'its metadata does not go out').not.toBe(media[0].sha256);
  const path = `/api/media/${media[0].sha256}/made-with-ai`;
  expect((await it.post(path, { isMade: false }, 'editor')).status).toBe(200);
  expect((await postOf(id)).post.disclosure.aiGenerated).toBe(false);
  const plan = (await read(id)).variants;
  await keepCalendar(it.hub, it.brand, { ...it.plan(), items: [(await read(id)).plan] });
  expect((await read(id)).variants, 'the same plan again changes nothing').toEqual(plan);
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
