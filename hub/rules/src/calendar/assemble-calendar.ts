import type { Brand, BrandChannel } from '../brand/brand.ts';
import { compose, factsFor, type Kit, linkFor, linkPlace, makeKit } from '../brand/kit.ts';
import type { Template } from '../brand/template.ts';
import { checkText, ruleSetOf } from '../lint/check-text.ts';
import { makeRandom, type Random } from '../random.ts';
import { clockOf, dateOf, dayNumber } from './civil-day.ts';
import { type ConstraintName, constraintNames, constraintWords, type Relaxed } from './constraint.ts';
import { fillSeats, type IsAllowed, type Placed } from './fill-seats.ts';
import type { Calendar, Item, Variant } from './item.ts';
import { type Stuck, seatPosts } from './seat-posts.ts';
import { avoided, slotsOf } from './slots-of.ts';
import { resolveWall, wallPolicy } from './wall-time.ts';

export type CalendarOrder = { start: string; days: number; seed: number };

/** Constraints that cannot be met together, while without any one of them they can. */
export type Conflict = {
  constraints: { name: ConstraintName; asks: string; loosen: string }[];
  /** Where the search got stuck, and on what. */
  stuck: Stuck;
  /** Pieces tried before it was given up: a conflict is what was not found within bounds, unless `stuck` leaves no other way. */
  steps: number;
};
export type CalendarAnswer =
  | { kind: 'calendar'; calendar: Calendar }
  | { kind: 'conflict'; conflict: Conflict };

/** Many short tries get further than few long ones: what was chosen first is what they differ in. */
const attempts = 40;
const stepsAtMost = 1500;
/** With a constraint less a calendar is found soon or not at all. */
const attemptsToNarrow = 10;
const nothing: Relaxed = new Set();

/** Plans the days from `start` on. The same brand, templates and order give the same calendar, byte for byte. */
export function assembleCalendar(
  brand: Brand,
  templates: readonly Template[],
  order: CalendarOrder,
): CalendarAnswer {
  const setting = settingOf(brand, templates);
  const found = search(setting, order, nothing, attempts);
  if (found.kind === 'found') return { kind: 'calendar', calendar: calendarOf(brand, order, found.placed) };
  const names = minimalConflict(setting, order);
  const constraints = names.map((name) => ({ name, ...constraintWords(name, brand) }));
  return { kind: 'conflict', conflict: { constraints, stuck: found.stuck, steps: found.steps } };
}

type Setting = { brand: Brand; kits: ReadonlyMap<string, readonly Kit[]>; isAllowed: IsAllowed };
type Found = { kind: 'found'; placed: Placed[] } | { kind: 'stuck'; stuck: Stuck; steps: number };

function settingOf(brand: Brand, templates: readonly Template[]): Setting {
  // In the order of their names: which file a template stands in, and where, is no part of the order.
  const sorted = [...templates].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  const pieces = sorted.map((template) => ({ template, facts: factsFor(brand, template) }));
  const kits = new Map(
    brand.channels.map(({ id, platform }): [string, Kit[]] => [
      id,
      pieces.flatMap(({ template, facts }) =>
        facts.flatMap((fact) => makeKit(brand, template, fact, platform) ?? []),
      ),
    ]),
  );
  return { brand, kits, isAllowed: allowanceOf(brand) };
}

/** Several tries with chance of their own; a try that gets stuck costs little. */
function search(
  { brand, kits, isAllowed }: Setting,
  { start, days, seed }: CalendarOrder,
  relaxed: Relaxed,
  attemptsAtMost: number,
): Found {
  let stuck: Stuck = { where: start, why: 'nothing was tried' };
  let steps = 0;
  for (let attempt = 1; attempt <= attemptsAtMost; attempt += 1) {
    const random = makeRandom(brand.brand, start, days, seed, attempt);
    const seatings = brand.channels.map((channel) =>
      seatPosts(
        brand,
        slotsOf(brand, channel, { start, days, relaxed }),
        kits.get(channel.id) ?? [],
        random,
        relaxed,
      ),
    );
    const unseated = seatings.find((one) => one.kind === 'stuck');
    if (unseated !== undefined) {
      stuck = unseated.stuck;
      steps += 1;
      continue;
    }
    const seats = seatings
      .flatMap((one) => (one.kind === 'seated' ? one.seats : []))
      .sort((one, other) => one.slot.day - other.slot.day || one.early - other.early);
    const filling = fillSeats(brand, seats, kits, isAllowed, { random, relaxed, stepsAtMost });
    steps += filling.steps;
    if (filling.kind === 'filled') return { kind: 'found', placed: filling.placed };
    stuck = filling.stuck;
  }
  return { kind: 'stuck', stuck, steps };
}

/** Leaves out one constraint after the other, and for good each without which there is still no calendar. */
function minimalConflict(setting: Setting, order: CalendarOrder): ConstraintName[] {
  const relaxed = new Set<ConstraintName>();
  for (const name of [...constraintNames].reverse()) {
    relaxed.add(name);
    if (search(setting, order, relaxed, attemptsToNarrow).kind === 'found') relaxed.delete(name);
  }
  return constraintNames.filter((name) => !relaxed.has(name));
}

function allowanceOf(brand: Brand): IsAllowed {
  const known = new Map<string, ReturnType<IsAllowed>>();
  return (kit, kind, levels) => {
    const key = `${kit.key} ${kind} ${Object.values(levels).join(' ')}`;
    const answered = known.get(key);
    if (answered !== undefined) return answered;
    const place = linkPlace(brand, kit.platform, kind);
    const link = linkFor(brand, kit, longestVariantId(brand, kit));
    const tags = longestTags(brand, kit.platform);
    const { profileWords } = brand.links;
    const piece = compose(kit, { kind, levels, tags, link, place, profileWords });
    const { platform } = kit;
    const findings = checkText(brand, { ...piece, platform, disclosure: brand.disclosure });
    const errors = findings.filter(({ severity }) => severity === 'error');
    const answer =
      errors.length === 0
        ? 'allowed'
        : errors.some(({ isPlatforms }) => !isPlatforms)
          ? 'brand-rules'
          : 'platform-limits';
    known.set(key, answer);
    return answer;
  };
}

/** As many hashtags as a post gets, the longest there are: what fits with them fits with any. */
function longestTags(brand: Brand, platform: Kit['platform']): string {
  const { pool, perPost } = brand.hashtags;
  const byLength = [...pool].sort((one, other) => other.length - one.length);
  return byLength.slice(0, perPost[platform] ?? 0).join(' ');
}

function longestVariantId(brand: Brand, { platform }: Kit): string {
  const ids = brand.channels.filter((channel) => channel.platform === platform).map(({ id }) => id);
  return `${ids.sort((one, other) => other.length - one.length)[0]}-2026-01-01-24-a`;
}

function calendarOf(brand: Brand, { start, days, seed }: CalendarOrder, placed: readonly Placed[]): Calendar {
  const random = makeRandom(brand.brand, start, days, seed, 'hashtags');
  const items = placed.map((one) => itemOf(brand, one, random)).sort(byTime);
  const first = dayNumber(start);
  const left = Array.from({ length: days }, (_, index) => dateOf(first + index)).flatMap((date) => {
    const why = avoided(brand, date);
    return why === undefined ? [] : [{ date, why }];
  });
  const { brand: name, zone } = brand;
  return { calendar: 1, brand: name, zone, start, days, seed, ruleSet: ruleSetOf(brand), left, items };
}

const byTime = (one: Item, other: Item): number =>
  one.at < other.at ? -1 : one.at > other.at ? 1 : one.id < other.id ? -1 : 1;

function itemOf(brand: Brand, { seat, kit, levels }: Placed, random: Random): Item {
  const { channel, date, ordinal } = seat.slot;
  const id = `${channel.id}-${date}-${ordinal}`;
  const tags = tagsFor(brand, channel, random);
  const variantOf = (label: 'A' | 'B'): Variant => {
    const own = levels[label === 'A' ? 0 : 1];
    const variantId = `${id}-${label.toLowerCase()}`;
    const wall = `${date}T${clockOf(own.time === 'late' ? seat.late : seat.early)}`;
    const place = linkPlace(brand, channel.platform, seat.kind);
    const link = linkFor(brand, channel, variantId);
    const { profileWords } = brand.links;
    const piece = compose(kit, { kind: seat.kind, levels: own, tags, link, place, profileWords });
    const { text, parts, media } = piece;
    return {
      id: variantId,
      label,
      factor: seat.factor,
      level: own[seat.factor],
      levels: own,
      wall,
      at: instantOf(wall, brand.zone).at,
      text,
      parts,
      ...(piece.link === undefined ? {} : { link: piece.link }),
      media,
    };
  };
  const variants: [Variant, Variant] = [variantOf('A'), variantOf('B')];
  const chosen = seat.publishes === 'A' ? variants[0] : variants[1];
  return {
    id,
    key: id,
    platform: channel.platform,
    channel: channel.id,
    kind: seat.kind,
    pillar: seat.pillar,
    template: kit.template.id,
    about: kit.fact.key,
    wall: chosen.wall,
    zone: brand.zone,
    policy: { ...wallPolicy },
    resolved: instantOf(chosen.wall, brand.zone).kind,
    at: chosen.at,
    ...(seat.pair === undefined ? {} : { pair: seat.pair }),
    publishes: seat.publishes,
    disclosure: { ...brand.disclosure },
    variants,
  };
}

function instantOf(wall: string, zone: string): { kind: 'exact' | 'gap' | 'overlap'; at: string } {
  const resolved = resolveWall(wall, zone);
  // The policy that the hub plans with refuses nothing.
  if (resolved.kind === 'refused') throw new Error(`${wall} in ${zone} was refused`);
  return resolved;
}

function tagsFor(brand: Brand, { platform }: BrandChannel, random: Random): string {
  const { pool, perPost } = brand.hashtags;
  return random
    .shuffled(pool)
    .slice(0, perPost[platform] ?? 0)
    .join(' ');
}
