import { facebookFacts } from './facebook-facts.ts';
import { instagramFacts } from './instagram-facts.ts';
import type { PlatformFact } from './platform-fact.ts';
import { xFacts } from './x-facts.ts';

/**
 * Every limit, price, metric name, API version, token lifetime and settling time of the platforms, each with its source and its
 * dates. No such figure stands elsewhere in the hub.
 */
export const platformFacts = { ...instagramFacts, ...facebookFacts, ...xFacts } as const;
export type PlatformFacts = typeof platformFacts;
export type FactId = keyof PlatformFacts;

/** A figure of the registry by its kind: what holds for 280 holds for any other limit that takes its place. */
type Widened<Value> = Value extends number
  ? number
  : Value extends string
    ? string
    : Value extends readonly (infer Item)[]
      ? readonly Widened<Item>[]
      : { readonly [Key in keyof Value]: Widened<Value[Key]> };

/** What is planned with. Where pages disagree it is the stricter reading; `readingsOf` gives all of them. */
export function factOf<Id extends FactId>(id: Id): Widened<PlatformFacts[Id]['value']> {
  return platformFacts[id].value as Widened<PlatformFacts[Id]['value']>;
}

/** Every reading of a fact with its page, the stricter first; one where pages agree. */
export function readingsOf<Id extends FactId>(
  id: Id,
): readonly { value: Widened<PlatformFacts[Id]['value']>; source: string }[] {
  const fact: PlatformFact = platformFacts[id];
  const readings = fact.readings ?? [{ value: fact.value, source: fact.source }];
  return readings as readonly { value: Widened<PlatformFacts[Id]['value']>; source: string }[];
}

export type StaleFact = { id: string; fact: PlatformFact };

/** The rows that wanted to be checked again before today (`2026-12-23`), the longest overdue first. */
export function staleFacts(facts: Readonly<Record<string, PlatformFact>>, today: string): StaleFact[] {
  return Object.entries(facts)
    .filter(([, fact]) => fact.recheckBy < today)
    .map(([id, fact]) => ({ id, fact }))
    .sort((one, other) => compare(one.fact.recheckBy, other.fact.recheckBy) || compare(one.id, other.id));
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
