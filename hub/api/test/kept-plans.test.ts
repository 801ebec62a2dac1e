import { type Calendar, calendarCsv } from '@musterhub/rules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeBrand } from '../src/get-brand.ts';
import { keepCalendar } from '../src/routes/calendar-routes.ts';
import type { CheckedItem } from '../src/views.ts';
import { connectChannels, makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
let calendar: Calendar;
beforeAll(async () => {
  it = await makeHub();
  calendar = it.plan();
  await connectChannels(it);
  await keepCalendar(it.hub, it.brand, calendar);
});
afterAll(() => it.remove());

const [first, second] = [0, 1].map((at) => () => calendar.items[at]!) as [() => Item, () => Item];
type Item = Calendar['items'][number];
const read = async (id: string) => (await (await it.ask(`/api/items/${id}`)).json()) as CheckedItem;
async function approve(id: string): Promise<CheckedItem> {
  const { publishes, variants } = await read(id);
  const { contentHash } = variants.find(({ variant }) => variant === publishes)!;
  const response = await it.post(`/api/items/${id}/approve`, { contentHash }, 'approver');
  expect(response.status).toBe(200);
  return (await response.json()) as CheckedItem;
}
/** Every item with another opening line in both versions. */
const rewritten = (items: readonly Item[]): Item[] =>
  items.map((item) => ({
    ...item,
    variants: item.variants.map((variant) => ({
      ...variant,
      text: `${variant.text}\n\nAnd so on.`,
    })) as Item['variants'],
  }));

test('[A35] a plan of another brand, whose channels have the same ids, changes nothing of the first', async () => {
  const approved = await approve(first().id);
  const other = { ...it.brand, brand: 'copied', name: 'Copied' };
  const before = await it.countRows();
  const theirs = { ...calendar, brand: 'copied', items: rewritten(calendar.items) };
  await expect(keepCalendar(it.hub, other, theirs)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('give the channels of copied ids of their own'),
  });
  expect(await it.countRows()).toEqual(before);
  expect(await read(first().id)).toEqual(approved);
});

test('[A36] what is out stays in the plan as it went out: an edit is refused, a row is told of, a plan leaves it', async () => {
  const { publication, variants } = await approve(second().id);
  await it.store.pool.query(
    "update hub.publications set state = 'published', remote_id = '42', published_at = now() where id = $1",
    [publication!.id],
  );
  const edited = await it.post(`/api/items/${second().id}/edit`, { variant: 'A', text: 'Later words.' });
  expect([edited.status, await edited.text()]).toEqual([409, expect.stringContaining('went out at')]);
  const other = (await read(second().id)).publishes === 'A' ? 'B' : 'A';
  const chosen = await it.post(`/api/items/${second().id}/choose`, { publishes: other });
  expect(chosen.status).toBe(409);

  const text = calendarCsv({ ...calendar, items: rewritten([second()]) });
  const brought = await it.post('/api/calendars/import', { brand: it.brand.brand, format: 'csv', text });
  const { errors, stored } = (await brought.json()) as { errors: object[]; stored: object[] };
  expect(errors).toMatchObject([{ row: 1, column: 'key', message: expect.stringContaining('what is out') }]);
  expect(stored).toEqual([]);

  const { items: again } = await keepCalendar(it.hub, it.brand, {
    ...calendar,
    items: rewritten(calendar.items),
  });
  expect(again.filter(({ kind }) => kind === 'out')).toEqual([{ id: second().id, kind: 'out' }]);
  expect(again.filter(({ kind }) => kind === 'changed')).toHaveLength(calendar.items.length - 1);
  expect((await read(second().id)).variants).toEqual(variants);
});

test('[A39] what may be out is left as it was, and told; rows that would change it change nothing at all', async () => {
  const third = calendar.items[2]!;
  const { publication, variants } = await approve(third.id);
  await it.store.pool.query(
    "update hub.publications set state = 'ambiguous', reason = 'no answer' where id = $1",
    [publication!.id],
  );
  const others = calendar.items.filter(({ id }) => id !== second().id);
  const again = (words: string) =>
    others.map((item) => ({
      ...item,
      variants: item.variants.map((variant) => ({
        ...variant,
        text: `${variant.text}\n\n${words}`,
      })) as Item['variants'],
    }));
  const { items: loaded } = await keepCalendar(it.hub, it.brand, { ...calendar, items: again('Once more.') });
  expect(loaded.filter(({ kind }) => kind === 'waits')).toEqual([
    { id: third.id, kind: 'waits', why: expect.stringContaining('may be out') },
  ]);
  expect(loaded.filter(({ kind }) => kind === 'changed')).toHaveLength(others.length - 1);
  expect((await read(third.id)).variants).toEqual(variants);

  const before = await read(first().id);
  const text = calendarCsv({ ...calendar, items: again('And again.') });
  const brought = await it.post('/api/calendars/import', { brand: it.brand.brand, format: 'csv', text });
  expect([brought.status, await brought.text()]).toEqual([409, expect.stringContaining('may be out')]);
  expect(await read(first().id)).toEqual(before);
});

test('[A35] a campaign whose id another brand uses is refused', async () => {
  await storeBrand(it.hub, { ...it.brand, brand: 'loam', name: 'Loam' });
  const goal = { metric: 'visits', atLeast: 100 };
  const campaign = { id: 'opening', name: 'Opening', from: '2026-12-01', to: '2026-12-31', goal };
  const added = [it.brand.brand, 'loam'].map(
    (brand) => () => it.post(`/api/brands/${brand}/campaigns`, campaign),
  );
  expect((await added[0]!()).status).toBe(200);
  const taken = await added[1]!();
  expect([taken.status, await taken.text()]).toEqual([409, expect.stringContaining('another id')]);
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
