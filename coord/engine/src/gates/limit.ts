import type { QualityGate } from '@musterhq/plan';
import { z } from 'zod';

/** A figure that a measurement is held against: `<200ms`, `>= 99 %`, `>= 80`. */
export type Limit = NonNullable<QualityGate['threshold']>;

const form = /^(<=|>=|<|>)\s*(\d{1,12}(?:\.\d{1,6})?)\s*(ms|s|%)?$/;

/** A limit as a gate states it: comparison, figure and perhaps a unit, and nothing else. */
export const limitSchema = z.string().transform((text, context): Limit => {
  const [, comparison, value, unit] = form.exec(text.trim()) ?? [];
  if (comparison !== undefined)
    return {
      comparison: comparison as Limit['comparison'],
      value: Number(value),
      unit: (unit ?? '') as Limit['unit'],
    };
  context.addIssue({
    code: 'custom',
    message: `expected a comparison and a figure such as '<200ms', '>= 99 %' or '>= 80', found '${text}'`,
  });
  return z.NEVER;
});

/** A limit for a length of time: `<200ms`, `<= 1.5s`. */
export const latencyLimitSchema = limitSchema.refine(
  ({ comparison, unit }) => isTime(unit) && comparison.startsWith('<'),
  { error: "expected an upper limit with its unit, such as '<200ms' or '<= 1s'" },
);

/** `99%`: the least share of probes that must be answered well. */
export const shareSchema = z.string().transform((text, context): number => {
  const [, share] = /^(\d{1,3}(?:\.\d{1,6})?)\s*%$/.exec(text.trim()) ?? [];
  if (share !== undefined && Number(share) > 0 && Number(share) <= 100) return Number(share);
  context.addIssue({ code: 'custom', message: `expected a share such as '99%', found '${text}'` });
  return z.NEVER;
});

export const isTime = (unit: Limit['unit']): boolean => unit === 'ms' || unit === 's';

/** Whether a figure, in the limit's own unit, keeps to it. */
export function keepsTo(limit: Limit, value: number): boolean {
  switch (limit.comparison) {
    case '<':
      return value < limit.value;
    case '<=':
      return value <= limit.value;
    case '>':
      return value > limit.value;
    case '>=':
      return value >= limit.value;
  }
}

/** Whether a time in milliseconds keeps to a limit in milliseconds or seconds. */
export const keepsToTime = (limit: Limit, ms: number): boolean =>
  keepsTo(limit, limit.unit === 's' ? ms / 1000 : ms);

export const limitText = ({ comparison, value, unit }: Limit): string =>
  `${comparison} ${value}${unit === '' ? '' : ` ${unit}`}`;

/** Whether whatever keeps to `own` keeps to `asked` as well: a gate's own limit may be stricter than the document's, not laxer. */
export function isAtLeastAsStrict(own: Limit, asked: Limit): boolean {
  if (own.comparison[0] !== asked.comparison[0]) return false;
  const scale = (limit: Limit) => (limit.unit === 's' ? limit.value * 1000 : limit.value);
  const distance = own.comparison.startsWith('<') ? scale(asked) - scale(own) : scale(own) - scale(asked);
  if (distance !== 0) return distance > 0;
  return asked.comparison.endsWith('=') || !own.comparison.endsWith('=');
}
