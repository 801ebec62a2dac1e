import type { Brand } from '../brand/brand.ts';

/** What a calendar has to keep to. Each can be left out by itself, which is how a conflict is narrowed down. */
export const constraintNames = [
  'pieces-per-day',
  'dates-to-avoid',
  'posting-windows',
  'pillar-mix',
  'spacing',
  'comparable-pairs',
  'template-reuse',
  'near-duplicates',
  'brand-rules',
  'platform-limits',
] as const;
export type ConstraintName = (typeof constraintNames)[number];
export type Relaxed = ReadonlySet<ConstraintName>;

/** A constraint as it is set for a brand, and what would loosen it. */
export function constraintWords(name: ConstraintName, brand: Brand): { asks: string; loosen: string } {
  const { spacing, similarityAtMost, pillars, channels, avoid } = brand;
  switch (name) {
    case 'pieces-per-day':
      return {
        asks: channels.map(({ id, perDay }) => `${id} posts ${perDay} a day`).join(', '),
        loosen: 'ask for fewer posts a day, or take a channel out',
      };
    case 'dates-to-avoid':
      return { asks: `${avoid.length} dates are left empty`, loosen: 'take dates out of avoid' };
    case 'posting-windows':
      return { asks: 'posts go out within windows only', loosen: 'add windows, or make them longer' };
    case 'pillar-mix':
      return {
        asks: `posts follow the weights of ${pillars.map(({ id }) => id).join(', ')}`,
        loosen: 'lower the weight of a pillar that has few templates or facts',
      };
    case 'spacing':
      return {
        asks: `${spacing.hours} hours between posts of a channel, ${spacing.pillarDays} days between posts of a pillar`,
        loosen: 'lower spacing.hours or spacing.pillarDays',
      };
    case 'comparable-pairs':
      return {
        asks: 'slots come in pairs of one pillar, kind, factor and part of the day',
        loosen: 'give each weekday the same windows, and templates of a pillar the same kinds and factors',
      };
    case 'template-reuse':
      return {
        asks: `a template or fact comes back on a channel after ${spacing.templateDays} days, elsewhere after ${spacing.anywhereDays}`,
        loosen: 'lower spacing.templateDays, or add templates and facts',
      };
    case 'near-duplicates':
      return {
        asks: `no two posts are more alike than ${similarityAtMost}`,
        loosen: 'raise similarityAtMost, or add facts and templates',
      };
    case 'brand-rules':
      return {
        asks: 'every text passes the brand linter',
        loosen: 'change the facts that break a rule, or the rule',
      };
    case 'platform-limits':
      return { asks: 'every text fits its platform', loosen: 'shorten the facts' };
  }
}
