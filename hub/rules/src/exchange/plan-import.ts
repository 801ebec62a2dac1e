import { z } from 'zod';
import type { Brand } from '../brand/brand.ts';
import { type MediaRecipe, mediaRecipeSchema } from '../brand/media-recipe.ts';
import { factors, type Levels } from '../brand/template.ts';
import { dayNumber } from '../calendar/civil-day.ts';
import { type Calendar, type Item, itemSchema, type TextParts, type Variant } from '../calendar/item.ts';
import { resolveWall, wallPolicy } from '../calendar/wall-time.ts';
import { type ExchangeRow, exchangeColumns, rowOf } from './exchange-row.ts';
import type { ParsedRows, RowError } from './parse-rows.ts';

export type ImportChange =
  | { kind: 'same'; key: string }
  | { kind: 'add'; key: string; item: Item }
  | { kind: 'change'; key: string; item: Item; columns: string[] };

/** What an import would do. Nothing is done while there are errors; the same rows once more change nothing. */
export type ImportPlan = { changes: ImportChange[]; errors: RowError[] };

/** Holds rows against a calendar: each key that it knows is compared, each that it does not know is a new item. */
export function planImport(calendar: Calendar, brand: Brand, parsed: ParsedRows): ImportPlan {
  const errors = [...parsed.errors];
  const changes: ImportChange[] = [];
  for (const { row, value } of parsed.rows) {
    const tell = (column: string, message: string) => errors.push({ row, column, message });
    const existing = calendar.items.find(({ key }) => key === value.key);
    const channel = brand.channels.find(({ id }) => id === value.channel);
    if (channel === undefined)
      tell('channel', `expected one of ${brand.channels.map(({ id }) => id).join(', ')}`);
    if (!brand.pillars.some(({ id }) => id === value.pillar))
      tell('pillar', `expected one of ${brand.pillars.map(({ id }) => id).join(', ')}`);
    if (existing !== undefined && channel !== undefined && existing.channel !== channel.id)
      tell(
        'channel',
        `${value.key} is of ${existing.channel}; a piece for another channel needs a key of its own`,
      );
    const media = {
      a: recipesOf(value.media_a, 'media_a', tell),
      b: recipesOf(value.media_b, 'media_b', tell),
    };
    const threads = {
      a: threadOf(value.thread_a, 'thread_a', tell),
      b: threadOf(value.thread_b, 'thread_b', tell),
    };
    for (const column of ['link_a', 'link_b'] as const)
      if (value[column] !== '' && !URL.canParse(value[column]))
        tell(column, 'expected an address such as https://kiln.example');
    if (channel === undefined || errors.some((error) => error.row === row)) continue;
    const columns = existing === undefined ? [] : differingColumns(value, rowOf(existing));
    if (existing !== undefined && columns.length === 0) changes.push({ kind: 'same', key: value.key });
    else {
      const item = itemOf(value, { media, threads }, channel.platform, calendar, brand, existing);
      changes.push(
        existing === undefined
          ? { kind: 'add', key: value.key, item }
          : { kind: 'change', key: value.key, item, columns },
      );
    }
  }
  return { changes, errors: errors.sort((one, other) => one.row - other.row) };
}

/** The calendar with the changes of a plan; its fields stand in the order of their schema, so that the same rows give the same bytes. */
export function applyImport(calendar: Calendar, plan: ImportPlan): Calendar {
  const inOrder = (item: Item): Item => itemSchema.parse(item);
  const changed = new Map(
    plan.changes.flatMap((one) => (one.kind === 'change' ? [[one.key, inOrder(one.item)]] : [])),
  );
  const kept = calendar.items.map((item) => changed.get(item.key) ?? item);
  const added = plan.changes.flatMap((one) => (one.kind === 'add' ? [inOrder(one.item)] : []));
  const items = [...kept, ...added].sort((one, other) =>
    one.at < other.at ? -1 : one.at > other.at ? 1 : 0,
  );
  return { ...calendar, items };
}

/** Lists are compared as values: how their JSON is spaced is no change. What a row does not have is none either. */
function differingColumns(row: ExchangeRow, now: ExchangeRow): string[] {
  const plain = (column: keyof ExchangeRow, text: string): string =>
    /^(?:media|thread)_/.test(column) && text.trim() !== ''
      ? JSON.stringify(JSON.parse(text))
      : text.replaceAll('\r\n', '\n');
  return exchangeColumns.filter((column) => {
    const cell = isMark(column) && row[column] === '' ? undefined : row[column];
    return cell !== undefined && plain(column, cell) !== plain(column, now[column] ?? '');
  });
}

type Tell = (column: string, message: string) => void;

function recipesOf(text: string, column: string, tell: Tell): MediaRecipe[] {
  if (text.trim() === '') return [];
  try {
    const parsed = z.array(mediaRecipeSchema).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    tell(column, `expected a list of picture recipes: ${parsed.error.issues[0]?.message}`);
  } catch (cause) {
    tell(column, `expected JSON: ${(cause as Error).message}`);
  }
  return [];
}

/** The texts that follow; undefined where the row does not say. */
function threadOf(text: string | undefined, column: string, tell: Tell): string[] | undefined {
  if (text === undefined || text.trim() === '') return text === undefined ? undefined : [];
  try {
    const parsed = z.array(z.string()).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data.map((one) => one.replaceAll('\r\n', '\n'));
    tell(column, 'expected a list of texts, such as ["And then.", "And last."]');
  } catch (cause) {
    tell(column, `expected JSON: ${(cause as Error).message}`);
  }
  return undefined;
}

type Lists = {
  media: { a: MediaRecipe[]; b: MediaRecipe[] };
  threads: { a: string[] | undefined; b: string[] | undefined };
};

function itemOf(
  row: ExchangeRow,
  { media, threads }: Lists,
  platform: Item['platform'],
  calendar: Calendar,
  brand: Brand,
  existing: Item | undefined,
): Item {
  const wall = `${row.date}T${row.time}`;
  const id = existing?.id ?? freshId(row, calendar);
  const { gap, overlap } = existing?.policy ?? wallPolicy;
  const policy = { gap: row.gap ?? gap, overlap: row.overlap ?? overlap };
  const zone = existing?.zone ?? brand.zone;
  const variantOf = (label: 'A' | 'B'): Variant => {
    const before = existing?.variants[label === 'A' ? 0 : 1];
    // Where the time is varied, the variant that does not go out keeps its own hour on the new day.
    const keepsHour = row.factor === 'time' && label !== row.publishes && before !== undefined;
    const ownWall = keepsHour ? `${row.date}${before.wall.slice(10)}` : wall;
    const text = (label === 'A' ? row.text_a : row.text_b).replaceAll('\r\n', '\n');
    const link = label === 'A' ? row.link_a : row.link_b;
    const thread = (label === 'A' ? threads.a : threads.b) ?? before?.thread ?? [];
    const comment = label === 'A' ? row.comment_a : row.comment_b;
    const firstComment = comment?.replaceAll('\r\n', '\n') ?? before?.firstComment ?? '';
    const level = factors[row.factor][label === 'A' ? 0 : 1];
    const levels: Levels = { ...(before?.levels ?? usualLevels), [row.factor]: level };
    return {
      id: `${id}-${label.toLowerCase()}`,
      label,
      factor: row.factor,
      level,
      levels,
      wall: ownWall,
      at: instantOf(ownWall, zone, policy).at,
      text,
      parts: before?.text === text ? before.parts : partsOf(text),
      ...(link === '' ? {} : { link }),
      media: label === 'A' ? media.a : media.b,
      ...(thread.length === 0 ? {} : { thread }),
      ...(firstComment === '' ? {} : { firstComment }),
    };
  };
  const { kind: resolved, at } = instantOf(wall, zone, policy);
  const {
    campaign: _,
    pair: __,
    ...rest
  } = existing ?? {
    id,
    key: row.key,
    platform,
    disclosure: { ...brand.disclosure },
  };
  return {
    ...rest,
    id,
    key: row.key,
    platform,
    channel: row.channel,
    kind: row.kind,
    pillar: row.pillar,
    ...(row.campaign === '' ? {} : { campaign: row.campaign }),
    wall,
    zone,
    policy,
    resolved,
    at,
    ...(row.pair === '' ? {} : { pair: row.pair }),
    publishes: row.publishes,
    disclosure: disclosureOf(row, existing?.disclosure ?? brand.disclosure),
    variants: [variantOf('A'), variantOf('B')],
  };
}

const isMark = (column: keyof ExchangeRow): boolean =>
  column === 'made_with_ai' || column === 'paid_partnership';

/** A cell that is missing or empty says nothing. */
function disclosureOf(row: ExchangeRow, before: Item['disclosure']): Item['disclosure'] {
  return {
    aiGenerated: row.made_with_ai ? row.made_with_ai === 'yes' : before.aiGenerated,
    paidPartnership: row.paid_partnership ? row.paid_partnership === 'yes' : before.paidPartnership,
  };
}

const usualLevels: Levels = {
  hook: 'statement',
  format: 'prose',
  call_to_action: 'reply',
  image: 'words',
  time: 'early',
};

/** An id of the kind that generated items have, with the next number of its day. */
function freshId({ channel, date, key }: ExchangeRow, { items, start }: Calendar): string {
  const taken = new Set(items.map(({ id }) => id));
  const plain = key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const day = dayNumber(date) - dayNumber(start) + 1;
  const wanted = `${channel}-${date}-${plain === '' ? `row-${day}` : plain}`;
  if (!taken.has(wanted)) return wanted;
  return `${wanted}-${items.length + 1}`;
}

/** A written text taken apart: the opening, the closing hashtags, the call before them, and what is between. */
function partsOf(text: string): TextParts {
  const paragraphs = text.split('\n\n');
  const isTags = (part: string | undefined): boolean =>
    part !== undefined && /^(#[\p{L}\p{N}_]+\s*)+$/u.test(part);
  const tags = paragraphs.length > 1 && isTags(paragraphs.at(-1)) ? (paragraphs.pop() ?? '') : '';
  const hook = paragraphs.shift() ?? '';
  const call = paragraphs.length > 1 ? (paragraphs.pop() ?? '') : '';
  return { hook, body: paragraphs.join('\n\n'), call, tags };
}

function instantOf(wall: string, zone: string, policy: Item['policy']) {
  const resolved = resolveWall(wall, zone, policy);
  if (resolved.kind !== 'refused') return resolved;
  return { kind: resolved.why, at: resolved.after };
}
