import type { World } from '../world.ts';
import { refuseX } from './x-problem.ts';

/** Prices in micro-dollars (facts 5.3, tiers and price). */
export const prices = {
  post: 15_000,
  post_with_link: 200_000,
  summoned_reply: 10_000,
  delete: 10_000,
  media_metadata: 5_000,
  post_read: 5_000,
  user_read: 10_000,
  owned_read: 1_000,
} as const;

type Charge = { at: string; what: keyof typeof prices; microDollars: number; subject: string };

/** What the app has left, and what it was charged for. */
export type Bill = {
  leftMicroDollars: number;
  charges: Charge[];
  readToday: { day: string; subjects: Set<string> };
};

/** Refuses with 402 when the balance does not cover it. Failed calls are not billed, so this comes before the effect. */
export function needCredits({ bill, rules }: World, microDollars: number): void {
  if (bill.leftMicroDollars >= microDollars) return;
  const isCredits = rules.x.creditsBody === 'credits';
  refuseX({
    status: 402,
    type: rules.x.creditsBody,
    title: isCredits ? 'CreditsDepleted' : 'Payment Required',
    detail: isCredits
      ? 'Your enrolled account does not have any credits to fulfill this request.'
      : 'credits depleted',
  });
}

export function charge(world: World, what: keyof typeof prices, subject: string): void {
  world.bill.leftMicroDollars -= prices[what];
  world.bill.charges.push({
    at: new Date(world.clock.now()).toISOString(),
    what,
    microDollars: prices[what],
    subject,
  });
}

/** The same thing read twice within a UTC day is charged once. */
export function chargeReads(
  world: World,
  reads: { what: 'post_read' | 'user_read' | 'owned_read'; subject: string }[],
): void {
  const day = new Date(world.clock.now()).toISOString().slice(0, 10);
  if (world.bill.readToday.day !== day) world.bill.readToday = { day, subjects: new Set() };
  const { subjects } = world.bill.readToday;
  const fresh = reads.filter(({ subject }) => !subjects.has(subject));
  needCredits(
    world,
    fresh.reduce((sum, { what }) => sum + prices[what], 0),
  );
  for (const { what, subject } of fresh) {
    subjects.add(subject);
    charge(world, what, subject);
  }
}
