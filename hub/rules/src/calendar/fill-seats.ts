import type { Brand } from '../brand/brand.ts';
import { type DrawnKind, type Kit, linkPlace, wordsOf } from '../brand/kit.ts';
import type { Factor, Levels } from '../brand/template.ts';
import type { Random } from '../random.ts';
import type { Relaxed } from './constraint.ts';
import { canVary, type Seat, type Stuck } from './seat-posts.ts';
import { type Shingles, shinglesOf, similarityOf } from './similarity.ts';

/** A seat with the piece that goes there; `levels` are those of A and of B. */
export type Placed = { seat: Seat; kit: Kit; levels: readonly [Levels, Levels] };

export type Filling =
  | { kind: 'filled'; placed: Placed[]; steps: number }
  | { kind: 'stuck'; stuck: Stuck; steps: number };

/** Whether a piece may be published as it would stand there: the brand's linter and the platform's limits. */
export type IsAllowed = (
  kit: Kit,
  kind: DrawnKind,
  levels: Levels,
) => 'allowed' | 'brand-rules' | 'platform-limits';

type Candidate = { kit: Kit; levels: readonly [Levels, Levels]; shingles(): readonly Shingles[] };
type Refusal = 'template-reuse' | 'near-duplicates' | 'brand-rules' | 'platform-limits';

/** The levels of both variants: the base, but for the one factor that is varied. */
function levelsOf(base: Levels, factor: Factor): readonly [Levels, Levels] {
  switch (factor) {
    case 'hook':
      return [
        { ...base, hook: 'question' },
        { ...base, hook: 'statement' },
      ];
    case 'format':
      return [
        { ...base, format: 'prose' },
        { ...base, format: 'list' },
      ];
    case 'call_to_action':
      return [
        { ...base, call_to_action: 'reply' },
        { ...base, call_to_action: 'visit' },
      ];
    case 'image':
      return [
        { ...base, image: 'words' },
        { ...base, image: 'product' },
      ];
    case 'time':
      return [
        { ...base, time: 'early' },
        { ...base, time: 'late' },
      ];
  }
}

/**
 * Writes a piece into every seat: depth first, the seats with the fewest pieces to choose from first, the least used template
 * and fact first, back where nothing fits. Ends after `stepsAtMost` tried pieces with the seat that it never got past.
 */
export function fillSeats(
  brand: Brand,
  wanted: readonly Seat[],
  kits: ReadonlyMap<string, readonly Kit[]>,
  isAllowed: IsAllowed,
  { random, relaxed, stepsAtMost }: { random: Random; relaxed: Relaxed; stepsAtMost: number },
): Filling {
  const seats = [...wanted].sort(
    (one, other) =>
      fittingKits(one, kits).length - fittingKits(other, kits).length || one.slot.day - other.slot.day,
  );
  const placed: (Candidate & { seat: Seat })[] = [];
  const queues: Candidate[][] = [];
  const shingles = new Map<string, Shingles>();
  let steps = 0;
  let furthest: { at: number; stuck: Stuck } | undefined;
  let refusals = new Map<Refusal, number>();
  while (placed.length < seats.length) {
    const at = placed.length;
    const seat = seats[at]!;
    if (queues[at] === undefined) {
      queues[at] = candidatesFor(seat, fittingKits(seat, kits), placed, random, shingles);
      refusals = new Map();
    }
    const queue = queues[at];
    let next: Candidate | undefined;
    for (let candidate = queue.shift(); candidate !== undefined && next === undefined; ) {
      steps += 1;
      const refusal = refusalOf(brand, seat, candidate, placed, isAllowed, relaxed);
      if (refusal === undefined) next = candidate;
      else {
        refusals.set(refusal, (refusals.get(refusal) ?? 0) + 1);
        candidate = queue.shift();
      }
    }
    if (next !== undefined) {
      placed.push({ ...next, seat });
      queues.length = placed.length;
      continue;
    }
    if (furthest === undefined || at > furthest.at) furthest = { at, stuck: stuckAt(seat, refusals) };
    queues.length = at;
    if (placed.pop() === undefined || steps > stepsAtMost)
      return { kind: 'stuck', stuck: furthest.stuck, steps };
  }
  return { kind: 'filled', placed: placed.map(({ seat, kit, levels }) => ({ seat, kit, levels })), steps };
}

function fittingKits(seat: Seat, kits: ReadonlyMap<string, readonly Kit[]>): readonly Kit[] {
  return (kits.get(seat.slot.channel.id) ?? []).filter(
    (kit) =>
      kit.template.pillar === seat.pillar &&
      (kit.template.kinds[kit.platform] as readonly string[] | undefined)?.includes(seat.kind) &&
      canVary(kit, seat.kind, seat.factor),
  );
}

function candidatesFor(
  seat: Seat,
  fitting: readonly Kit[],
  placed: readonly { kit: Kit }[],
  random: Random,
  shingles: Map<string, Shingles>,
): Candidate[] {
  const uses = new Map<string, number>();
  for (const { kit } of placed)
    for (const key of [kit.template.id, kit.fact.key]) uses.set(key, (uses.get(key) ?? 0) + 1);
  const useOf = ({ template, fact }: Kit): number =>
    2 * (uses.get(template.id) ?? 0) + (uses.get(fact.key) ?? 0);
  return random
    .shuffled(fitting)
    .sort((one, other) => useOf(one) - useOf(other))
    .map((kit) => {
      const levels = levelsOf(settled(seat, kit), seat.factor);
      return { kit, levels, shingles: once(() => levels.map((one) => shinglesAt(kit, one, shingles))) };
    });
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The base levels as far as the piece has them: without a list it is prose, without a second picture the first. */
function settled({ base, kind }: Seat, kit: Kit): Levels {
  const hasProduct = kind === 'photo' && kit.template.picture.product !== undefined;
  return {
    ...base,
    format: kit.body.list === undefined ? 'prose' : base.format,
    image: hasProduct ? base.image : 'words',
  };
}

/** What is compared: the words of hook, body and call, which are the piece's own. */
function shinglesAt(kit: Kit, levels: Levels, known: Map<string, Shingles>): Shingles {
  const key = `${kit.key} ${levels.hook} ${levels.format} ${levels.call_to_action}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const { hook, body, call } = wordsOf(kit, levels);
  const isElsewhere =
    levels.call_to_action === 'visit' && linkPlace(kit.brand, kit.platform, 'photo') === 'profile';
  const fresh = shinglesOf(`${hook} ${body} ${call} ${isElsewhere ? kit.brand.links.profileWords : ''}`);
  known.set(key, fresh);
  return fresh;
}

function refusalOf(
  brand: Brand,
  seat: Seat,
  { kit, levels, shingles }: Candidate,
  placed: readonly (Candidate & { seat: Seat })[],
  isAllowed: IsAllowed,
  relaxed: Relaxed,
): Refusal | undefined {
  const { templateDays, anywhereDays } = brand.spacing;
  if (!relaxed.has('template-reuse')) {
    for (const other of placed) {
      const isSame = other.kit.template.id === kit.template.id || other.kit.fact.key === kit.fact.key;
      if (!isSame) continue;
      const isHere = other.seat.slot.channel.id === seat.slot.channel.id;
      const apart = Math.abs(seat.slot.day - other.seat.slot.day);
      if (apart < (isHere ? Math.max(templateDays, anywhereDays) : anywhereDays)) return 'template-reuse';
    }
  }
  if (!relaxed.has('near-duplicates')) {
    for (const other of placed)
      for (const mine of shingles())
        for (const theirs of other.shingles())
          if (similarityOf(mine, theirs) > brand.similarityAtMost) return 'near-duplicates';
  }
  for (const one of levels) {
    const answer = isAllowed(kit, seat.kind, one);
    if (answer !== 'allowed' && !relaxed.has(answer)) return answer;
  }
  return undefined;
}

const refusalWords: Record<Refusal, string> = {
  'template-reuse': 'used too shortly before',
  'near-duplicates': 'too like another post',
  'brand-rules': 'against a rule of the brand',
  'platform-limits': 'over a limit of the platform',
};

function stuckAt(seat: Seat, refusals: ReadonlyMap<Refusal, number>): Stuck {
  const { slot, pillar, kind, factor } = seat;
  const counted = [...refusals].map(([refusal, count]) => `${count} ${refusalWords[refusal]}`);
  const why = counted.length === 0 ? 'no template fits' : `of the pieces that fit, ${counted.join(', ')}`;
  return { where: `${slot.date}, ${slot.channel.id}, pillar ${pillar}, ${kind}, ${factor} varied`, why };
}
