import {
  type Brand,
  type Calendar,
  type ExchangeRow,
  type ImportPlan,
  type Item,
  itemSchema,
  mediaRecipeSchema,
  type ParsedRows,
  parseJsonRows,
  planImport,
  priceCalendar,
  ruleSetOf,
} from '@musterhub/rules';
import { getWholeItem, readCalendars, readWholeItems, type WholeItem } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { getBrand } from './get-brand.ts';
import type { Hub } from './hub.ts';
import { isOutOtherwise, outWords, type StoredItem, storeItems } from './store-items.ts';

/** What rows would change, and what publishing that would cost. `before` is what the hub holds of the same items. */
export type RowPlan = {
  brand: Brand;
  calendar: { id: string } & Record<string, unknown>;
  changes: ImportPlan['changes'];
  errors: ImportPlan['errors'];
  before: WholeItem[];
  /** Items that are new. */
  posts: number;
  /** What the items that are new or changed cost, less what they cost before; never below nothing. */
  usdThousandths: number;
};

/** Holds rows against what the hub has of a brand. Nothing is written. */
export async function planRows(hub: Hub, brandId: string, parsed: ParsedRows): Promise<RowPlan> {
  const brand = await getBrand(hub, brandId);
  const own = await readWholeItems(hub.store.database, { brand: brandId });
  const calendar = await calendarFor(hub, brand);
  const items = own.map(({ plan }) => itemSchema.parse(plan));
  const { changes, errors } = planImport({ ...calendar.value, items }, brand, inSchemaOrder(parsed));
  const touched = changes.flatMap((one) => (one.kind === 'same' ? [] : [one.item]));
  const ids = new Set(touched.map(({ id }) => id));
  const before = own.filter(({ item }) => ids.has(item.id));
  const rowOf = new Map(parsed.rows.map(({ row, value }) => [value.key, row]));
  for (const item of touched.filter((one) => isOutOtherwise(before, one)))
    errors.push({ row: rowOf.get(item.key)!, column: 'key', message: `${item.key}: ${outWords}` });
  const priceOf = (all: readonly Item[]) => priceCalendar(all, brand).total;
  return {
    brand,
    calendar: { id: calendar.id, ...factsOf(calendar.value) },
    changes,
    errors,
    before,
    posts: changes.filter(({ kind }) => kind === 'add').length,
    usdThousandths: Math.max(0, priceOf(touched) - priceOf(before.map(({ plan }) => plan))),
  };
}

/** The database keeps the fields of a recipe in an order of its own; recipes are compared in that of their schema. */
function inSchemaOrder(parsed: ParsedRows): ParsedRows {
  const ordered = (text: string): string => {
    try {
      const recipes = z.array(mediaRecipeSchema).safeParse(JSON.parse(text));
      return recipes.success ? JSON.stringify(recipes.data) : text;
    } catch {
      // The import itself says what is wrong with it, and where.
      return text;
    }
  };
  const rows = parsed.rows.map(({ row, value }) => ({
    row,
    value: { ...value, media_a: ordered(value.media_a), media_b: ordered(value.media_b) },
  }));
  return { ...parsed, rows };
}

/** Carries a plan out that has no errors. The same plan again changes nothing. */
export async function applyRows(
  hub: Hub,
  { brand, calendar, changes }: Pick<RowPlan, 'brand' | 'calendar' | 'changes'>,
  tell?: (done: number, of: number) => void,
): Promise<StoredItem[]> {
  const items = changes.flatMap((one) => (one.kind === 'same' ? [] : [one.item]));
  const stored = await storeItems(hub, { brand, calendar, items }, tell);
  const same = changes.flatMap((one) =>
    one.kind === 'same' ? [{ id: one.key, kind: 'same' as const }] : [],
  );
  return [...stored, ...same];
}

/** An item as the row that would bring it in. */
export function rowOfItem(item: Item): ExchangeRow {
  const parsed = parseJsonRows(JSON.stringify({ ...emptyCalendar(item), items: [item] }));
  return parsed.rows[0]!.value;
}

/** One item with some cells changed: an edit, a move, another choice are the same thing, told in the words of the exchange. */
export async function planEdit(hub: Hub, id: string, cells: Partial<ExchangeRow>): Promise<RowPlan> {
  const whole = await getWholeItem(hub.store.database, id);
  const value = { ...rowOfItem(whole.plan), ...cells };
  return planRows(hub, whole.brand, parseJsonRows(JSON.stringify([value])));
}

/** Rows with mistakes change nothing; all of them are told. */
export function refuseErrors(id: string, errors: ImportPlan['errors']): void {
  const [first] = errors;
  if (first === undefined) return;
  const issues = errors.map(({ column = '', message }) => ({ path: column, message }));
  throw new ApiError('malformed', `${id} stays as it is: ${first.column ?? ''} ${first.message}`, { issues });
}

/** One item as it would be with some cells changed, as far as that item alone says. Nothing is read and nothing written. */
export function draftOf(
  whole: Pick<WholeItem, 'plan'>,
  brand: Brand,
  cells: Partial<ExchangeRow>,
): { item: Item; errors: ImportPlan['errors'] } {
  const plan = itemSchema.parse(whole.plan);
  const row = JSON.stringify([{ ...rowOfItem(plan), ...cells }]);
  const calendar = { ...emptyCalendar(plan), brand: brand.brand, ruleSet: ruleSetOf(brand), items: [plan] };
  const { changes, errors } = planImport(calendar, brand, parseJsonRows(row));
  const [change] = changes;
  return { item: change === undefined || change.kind === 'same' ? plan : change.item, errors };
}

/** The newest calendar of a brand: rows that are new go into it. A brand without one begins with rows alone. */
async function calendarFor({ store }: Hub, brand: Brand): Promise<{ id: string; value: Calendar }> {
  const own = (await readCalendars(store.database)).filter((one) => one.brand === brand.brand);
  const newest = own.at(-1);
  const empty = { ...emptyCalendar({ zone: brand.zone }), brand: brand.brand, ruleSet: ruleSetOf(brand) };
  if (newest === undefined) return { id: `${brand.brand}/rows`, value: empty };
  return { id: newest.id, value: { ...empty, ...(newest.facts as Partial<Calendar>), items: [] } };
}

const emptyCalendar = ({ zone }: { zone: string }): Calendar => ({
  calendar: 1,
  brand: 'rows',
  zone,
  start: '2000-01-01',
  days: 1,
  seed: 0,
  ruleSet: '',
  left: [],
  items: [],
});

/** What a calendar says of itself, without its items and campaigns: those stand in rows of their own. */
export function factsOf({
  items: _,
  campaigns: __,
  ...facts
}: Calendar): Omit<Calendar, 'items' | 'campaigns'> {
  return facts;
}

export function calendarId({ brand, start, days, seed }: Calendar): string {
  return `${brand}/${start}/${days}/${seed}`;
}
