import type { Brand } from '../brand/brand.ts';
import { type DrawnKind, type Kit, linkPlace } from '../brand/kit.ts';
import { type Factor, factorNames, type Levels } from '../brand/template.ts';
import type { Random } from '../random.ts';
import type { Relaxed } from './constraint.ts';
import { type PartOfDay, type PostingWindow, partsOfDay, type Slot } from './slots-of.ts';

/** A slot with everything decided but what is written in it. Early and late differ only where the time is varied. */
export type Seat = {
  slot: Slot;
  pillar: string;
  kind: DrawnKind;
  factor: Factor;
  /** The levels that are not varied; both seats of a pair have the same. */
  base: Levels;
  early: number;
  late: number;
  pair?: string;
  publishes: 'A' | 'B';
};

export type Stuck = { where: string; why: string };
export type Seating = { kind: 'seated'; seats: Seat[] } | { kind: 'stuck'; stuck: Stuck };

const stepsAtMost = 2000;
const minutesApart = 5;

/**
 * Gives the slots of one channel their pillars by weight, makes pairs of neighbours in a pillar, and gives each pair its kind,
 * factor, part of the day and minutes. Chance decides among what is allowed, and which of a pair publishes A.
 */
export function seatPosts(
  brand: Brand,
  slots: readonly Slot[],
  kits: readonly Kit[],
  random: Random,
  relaxed: Relaxed,
): Seating {
  const wanted = relaxed.has('pieces-per-day') ? slots.filter(({ windows }) => windows.length > 0) : slots;
  const [first] = wanted;
  if (first === undefined) {
    return relaxed.has('pieces-per-day')
      ? { kind: 'seated', seats: [] }
      : { kind: 'stuck', stuck: { where: 'the whole calendar', why: 'every day is to be avoided' } };
  }
  const options = new Map(brand.pillars.map(({ id }) => [id, optionsOf(kits, id, relaxed)]));
  const pillars = orderPillars(brand, wanted, options, random, relaxed);
  if ('why' in pillars) return { kind: 'stuck', stuck: pillars };
  const groups = relaxed.has('comparable-pairs') ? wanted.map((_, index) => [index]) : pairsOf(pillars);
  const seats: (Seat | undefined)[] = wanted.map(() => undefined);
  const uses = new Map<string, number>();
  const taken = new Map<number, PostingWindow[]>();
  for (const group of random.shuffled(groups)) {
    const members = group.map((index) => wanted[index]!);
    const pillar = pillars[group[0]!]!;
    const picked = pickTogether(members, options.get(pillar) ?? [], uses, taken, random);
    if (picked === undefined) {
      const where = members.map(({ date }) => date).join(' and ');
      const why = `${first.channel.id}, pillar ${pillar}: no kind, factor and part of the day in common`;
      return { kind: 'stuck', stuck: { where, why } };
    }
    const base = baseLevels(brand, first, pillar, random);
    for (const [order, index] of group.entries()) {
      const minutes = picked.windows[order]!;
      seats[index] = {
        slot: wanted[index]!,
        pillar,
        kind: picked.kind,
        factor: picked.factor,
        base,
        early: minuteWithin(minutes[0], random),
        late: minuteWithin(minutes[1], random),
        ...(group.length === 2 ? { pair: `${first.channel.id}-pair-${groups.indexOf(group) + 1}` } : {}),
        publishes: 'A',
      };
    }
  }
  const complete = seats.filter((seat) => seat !== undefined);
  if (!relaxed.has('spacing')) {
    const close = tooClose(complete, brand.spacing.hours);
    if (close !== undefined) return { kind: 'stuck', stuck: close };
  }
  return { kind: 'seated', seats: balanced(complete, random) };
}

type Option = { kind: DrawnKind; factor: Factor };

/** The kinds and factors that at least two different pieces of a pillar can have on this platform. */
function optionsOf(kits: readonly Kit[], pillar: string, relaxed: Relaxed): Option[] {
  const counts = new Map<string, { option: Option; templates: Set<string> }>();
  for (const kit of kits) {
    if (kit.template.pillar !== pillar) continue;
    for (const kind of kit.template.kinds[kit.platform] ?? [])
      for (const factor of factorNames) {
        if (!canVary(kit, kind, factor)) continue;
        const key = `${kind} ${factor}`;
        const entry = counts.get(key) ?? { option: { kind, factor }, templates: new Set() };
        entry.templates.add(relaxed.has('template-reuse') ? kit.key : kit.template.id);
        counts.set(key, entry);
      }
  }
  const least = relaxed.has('comparable-pairs') ? 1 : 2;
  return [...counts.values()].filter(({ templates }) => templates.size >= least).map(({ option }) => option);
}

export function canVary(kit: Kit, kind: DrawnKind, factor: Factor): boolean {
  if (!kit.template.varies.includes(factor)) return false;
  if (factor === 'format') return kit.body.list !== undefined;
  if (factor === 'image') return kind === 'photo' && kit.template.picture.product !== undefined;
  return true;
}

/** Pillars in the order of the slots: two of each for every pair, by weight, and none nearer than the spacing allows. */
function orderPillars(
  brand: Brand,
  slots: readonly Slot[],
  options: ReadonlyMap<string, Option[]>,
  random: Random,
  relaxed: Relaxed,
): string[] | Stuck {
  const isFree = relaxed.has('pillar-mix');
  const possible = brand.pillars.filter(({ id }) => (options.get(id) ?? []).length > 0);
  const missing = brand.pillars.find((pillar) => !possible.includes(pillar));
  if (!isFree && missing !== undefined) {
    const why = `pillar ${missing.id} has fewer than two templates that its facts fill and that can be varied alike`;
    return { where: slots[0]!.channel.id, why };
  }
  const apart = relaxed.has('spacing') ? 0 : brand.spacing.pillarDays;
  const weighted = isFree ? possible.map(({ id }) => ({ id, weight: 1 })) : possible;
  const hasPairs = slots.at(-1)!.day - slots[0]!.day >= apart;
  const left = hasPairs ? quotas(weighted, slots.length) : heaviest(weighted, slots.length);
  const order: string[] = [];
  const tried: string[][] = [];
  for (let steps = 0; order.length < slots.length; steps += 1) {
    const at = order.length;
    if (steps > stepsAtMost || left.size === 0) {
      const why = `no order of the pillars keeps them ${apart} days apart (${steps} steps)`;
      return { where: `${slots[0]!.channel.id}, ${slots[at]!.date}`, why };
    }
    const fitting = [...left].filter(([id, count]) => {
      if (count === 0 || tried[at]?.includes(id)) return false;
      const last = order.lastIndexOf(id);
      return last < 0 || slots[at]!.day - slots[last]!.day >= apart;
    });
    const choice = urgent(fitting, slots.length - at, apart) ?? random.shuffled(fitting)[0];
    if (choice === undefined) {
      tried[at] = [];
      const back = order.pop();
      if (back === undefined) {
        const why = `no order of the pillars keeps them ${apart} days apart`;
        return { where: slots[0]!.channel.id, why };
      }
      left.set(back, left.get(back)! + 1);
      continue;
    }
    tried[at] = [...(tried[at] ?? []), choice[0]];
    tried.length = at + 1;
    left.set(choice[0], choice[1] - 1);
    order.push(choice[0]);
  }
  return order;
}

/** A pillar that has to be used now, or its posts no longer fit into what is left. */
function urgent(
  fitting: readonly (readonly [string, number])[],
  slotsLeft: number,
  apart: number,
): readonly [string, number] | undefined {
  return fitting.find(([, count]) => (count - 1) * Math.max(1, apart) + 2 > slotsLeft);
}

/** Posts of each pillar: whole pairs by the largest remainder, an odd one to whoever is furthest below its weight. */
function quotas(pillars: readonly { id: string; weight: number }[], slots: number): Map<string, number> {
  const all = pillars.reduce((sum, { weight }) => sum + weight, 0);
  const pairs = Math.floor(slots / 2);
  const shares = pillars.map(({ id, weight }) => ({ id, share: (pairs * weight) / all }));
  const counts = new Map(shares.map(({ id, share }) => [id, Math.floor(share)]));
  const rest = pairs - [...counts.values()].reduce((sum, count) => sum + count, 0);
  const byRemainder = [...shares].sort((one, other) => (other.share % 1) - (one.share % 1));
  for (const { id } of byRemainder.slice(0, rest)) counts.set(id, counts.get(id)! + 1);
  const quota = new Map([...counts].map(([id, count]) => [id, count * 2]));
  const shortest = [...shares].sort(
    (one, other) => other.share - counts.get(other.id)! - (one.share - counts.get(one.id)!),
  )[0];
  if (slots % 2 === 1 && shortest !== undefined) quota.set(shortest.id, quota.get(shortest.id)! + 1);
  return quota;
}

/** So few days that no pillar comes back hold no pair: one post of each of the heaviest pillars. */
function heaviest(pillars: readonly { id: string; weight: number }[], slots: number): Map<string, number> {
  const byWeight = [...pillars].sort((one, other) => other.weight - one.weight);
  return new Map(byWeight.slice(0, slots).map(({ id }) => [id, 1]));
}

/** Neighbours in a pillar are a pair; the last of an odd number stays alone. */
function pairsOf(pillars: readonly string[]): number[][] {
  const groups: number[][] = [];
  const open = new Map<string, number[]>();
  for (const [index, pillar] of pillars.entries()) {
    const waiting = open.get(pillar);
    if (waiting === undefined) {
      const group = [index];
      open.set(pillar, group);
      groups.push(group);
    } else {
      waiting.push(index);
      open.delete(pillar);
    }
  }
  return groups;
}

type Picked = Option & { windows: [PostingWindow, PostingWindow][] };

/** The least used kind and factor for which the members have windows in the same part of the day. */
function pickTogether(
  members: readonly Slot[],
  options: readonly Option[],
  uses: Map<string, number>,
  taken: Map<number, PostingWindow[]>,
  random: Random,
): Picked | undefined {
  const count = (key: string): number => uses.get(key) ?? 0;
  const free = members.map(({ day, windows }) =>
    windows.filter((one) => !(taken.get(day) ?? []).includes(one)),
  );
  const parts = partsOfDay.filter((part) =>
    free.every((windows) => windows.some((one) => one.part === part)),
  );
  const inOrder = random
    .shuffled(options)
    .filter(({ factor }) => parts.length >= (factor === 'time' ? 2 : 1))
    .sort(
      (one, other) =>
        count(`factor ${one.factor}`) - count(`factor ${other.factor}`) ||
        count(`kind ${one.kind}`) - count(`kind ${other.kind}`),
    );
  const [option] = inOrder;
  if (option === undefined) return undefined;
  const byUse = random.shuffled(parts).sort((one, other) => count(`part ${one}`) - count(`part ${other}`));
  const [early, late]: [PartOfDay, PartOfDay] =
    option.factor === 'time' ? [parts[0]!, parts.at(-1)!] : [byUse[0]!, byUse[0]!];
  const windows = free.map((of): [PostingWindow, PostingWindow] => [
    of.find(({ part }) => part === early)!,
    of.find(({ part }) => part === late)!,
  ]);
  for (const [index, { day }] of members.entries())
    taken.set(day, [...(taken.get(day) ?? []), ...windows[index]!]);
  for (const key of [`factor ${option.factor}`, `kind ${option.kind}`, `part ${early}`]) {
    uses.set(key, count(key) + members.length);
  }
  return { ...option, windows };
}

function baseLevels(brand: Brand, { channel }: Slot, pillar: string, random: Random): Levels {
  const isDear = channel.platform === 'x' && linkPlace(brand, 'x', 'text') === 'text';
  const visits = pillar === 'offer' ? 2 : isDear ? 0 : 1;
  return {
    hook: random.below(2) === 0 ? 'question' : 'statement',
    format: random.below(3) === 0 ? 'list' : 'prose',
    call_to_action: random.below(3) < visits ? 'visit' : 'reply',
    image: random.below(2) === 0 ? 'product' : 'words',
    time: 'early',
  };
}

function minuteWithin({ from, to }: PostingWindow, random: Random): number {
  return from + random.below(Math.floor((to - from) / minutesApart) + 1) * minutesApart;
}

function tooClose(seats: readonly Seat[], hours: number): Stuck | undefined {
  const times = seats
    .flatMap((seat) =>
      [...new Set([seat.early, seat.late])].map((minute) => ({ seat, at: seat.slot.day * 1440 + minute })),
    )
    .sort((one, other) => one.at - other.at);
  for (const [index, { seat, at }] of times.entries()) {
    const next = times[index + 1];
    if (next === undefined || next.seat === seat || next.at - at >= hours * 60) continue;
    const why = `two posts of ${seat.slot.channel.id} would be less than ${hours} hours apart`;
    return { where: seat.slot.date, why };
  }
  return undefined;
}

/** Chance says which of a pair publishes A; within a factor of a channel it comes first as often as second. */
function balanced(seats: readonly Seat[], random: Random): Seat[] {
  const firsts = new Map<Factor, number>();
  const ofPair = new Map<string, 'A' | 'B'>();
  return seats.map((seat) => {
    const partner = seat.pair === undefined ? undefined : ofPair.get(seat.pair);
    if (partner !== undefined) return { ...seat, publishes: partner === 'A' ? 'B' : 'A' };
    const turn = firsts.get(seat.factor) ?? random.below(2);
    firsts.set(seat.factor, turn + 1);
    const publishes = turn % 2 === 0 ? 'A' : 'B';
    if (seat.pair !== undefined) ofPair.set(seat.pair, publishes);
    return { ...seat, publishes };
  });
}
