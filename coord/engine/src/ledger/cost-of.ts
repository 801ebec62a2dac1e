import { type Price, prices } from './prices.ts';
import { promptOf, type Tokens, writtenOf } from './tokens.ts';

/** Which tariff: who was called, for which model, and when. */
export type Tariff = { vendor: string; model: string | null; at: Date };

/** What vendors and agents put around a model's name: a snapshot's date, a preview, the size of the window. */
const snapshot = /(?:-\d{8}|-\d{4}-\d{2}-\d{2}|-preview|-latest)?(?:\[\d+[km]\])?$/;

export function findPrice({ vendor, model, at }: Tariff, table = prices): Price | undefined {
  if (model === null) return undefined;
  const [, maker = vendor, name = ''] = /^(?:([\w-]+)\/)?(.+)$/.exec(model.toLowerCase()) ?? [];
  const plain = name.replace(snapshot, '');
  const day = at.toISOString().slice(0, 10);
  return table
    .filter((one) => one.vendor === maker && one.model === plain && one.from <= day)
    .reduce<Price | undefined>(
      (newest, one) => (newest === undefined || one.from > newest.from ? one : newest),
      undefined,
    );
}

/**
 * An estimate in US dollars, or null where no price is known. A model that is dearer for long prompts is reckoned so where what
 * was told at once is long: right for one request, and at most too much for a sum of several.
 */
export function costOf(tokens: Tokens, tariff: Tariff, table = prices): number | null {
  const price = findPrice(tariff, table);
  if (price === undefined) return null;
  const isLong = price.long !== undefined && promptOf(tokens) > price.long.above;
  const { input, cacheRead, cacheWrite = input, output } = isLong ? price.long!.rates : price.rates;
  const parts =
    (tokens.input ?? 0) * input +
    (tokens.cacheRead ?? 0) * cacheRead +
    (tokens.cacheWrite ?? 0) * cacheWrite +
    writtenOf(tokens) * output;
  return parts / 1_000_000;
}
