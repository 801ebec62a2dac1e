import { z } from 'zod';
import { chosenVariant, type Item } from '../calendar/item.ts';

/**
 * An item as a line of a spreadsheet. Cells are texts; media are recipes as JSON, threads the texts that follow as JSON. What came to rows later
 * than the rest may be missing from an older file: the item then keeps what it has.
 */
export const exchangeRowSchema = z.strictObject({
  key: z.string().min(1, 'expected a key of your own, by which the row is found again'),
  channel: z.string().min(1, 'expected the id of a channel'),
  date: z.iso.date('expected a date such as 2026-03-16'),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 09:05'),
  kind: z.enum(['text', 'photo', 'carousel', 'video', 'reel', 'story', 'thread']),
  pillar: z.string().min(1, 'expected a pillar of the brand'),
  campaign: z.string().default(''),
  pair: z.string().default(''),
  publishes: z.enum(['A', 'B']).default('A'),
  factor: z.enum(['hook', 'format', 'call_to_action', 'image', 'time']),
  text_a: z.string().min(1, 'expected the text of variant A'),
  text_b: z.string().min(1, 'expected the text of variant B'),
  link_a: z.string().default(''),
  link_b: z.string().default(''),
  media_a: z.string().default(''),
  media_b: z.string().default(''),
  thread_a: z.string().optional(),
  thread_b: z.string().optional(),
  comment_a: z.string().optional(),
  comment_b: z.string().optional(),
  gap: z.enum(['later', 'earlier', 'refuse']).optional(),
  overlap: z.enum(['first', 'second', 'refuse']).optional(),
  made_with_ai: z.enum(['yes', 'no', ''], "expected 'yes', 'no' or nothing").optional(),
  paid_partnership: z.enum(['yes', 'no', ''], "expected 'yes', 'no' or nothing").optional(),
});
export type ExchangeRow = z.infer<typeof exchangeRowSchema>;

export const exchangeColumns = Object.keys(exchangeRowSchema.shape) as (keyof ExchangeRow)[];

export function rowOf(item: Item): ExchangeRow {
  const [a, b] = item.variants;
  const list = (values: readonly unknown[] = []): string =>
    values.length === 0 ? '' : JSON.stringify(values);
  return {
    key: item.key,
    channel: item.channel,
    date: item.wall.slice(0, 10),
    time: item.wall.slice(11),
    kind: item.kind,
    pillar: item.pillar,
    campaign: item.campaign ?? '',
    pair: item.pair ?? '',
    publishes: item.publishes,
    factor: chosenVariant(item).factor,
    text_a: a.text,
    text_b: b.text,
    link_a: a.link ?? '',
    link_b: b.link ?? '',
    media_a: list(a.media),
    media_b: list(b.media),
    thread_a: list(a.thread),
    thread_b: list(b.thread),
    comment_a: a.firstComment ?? '',
    comment_b: b.firstComment ?? '',
    gap: item.policy.gap,
    overlap: item.policy.overlap,
    made_with_ai: item.disclosure.aiGenerated ? 'yes' : 'no',
    paid_partnership: item.disclosure.paidPartnership ? 'yes' : 'no',
  };
}
