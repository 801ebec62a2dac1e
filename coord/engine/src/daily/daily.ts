import { z } from 'zod';
import { sentenceSchema } from './round-page.ts';

const instant = z.iso.datetime();
const day = {
  /** Of the plan's calendar, counted from 1. */
  day: z.int(),
  /** Civil date of that day, in the plan's zone. */
  date: z.string(),
  /** Whether the day was over when it was read; else more may come. */
  isOver: z.boolean(),
};

/** The plan days of a run, from its first to its newest event, the newest first. */
export const dayListSchema = z.object({ at: z.int(), days: z.array(z.object(day)) });
export type DayList = z.infer<typeof dayListSchema>;

const dailySections = ['landings', 'reviews', 'gates', 'decisions', 'spend', 'rounds'] as const;

/** All that a plan day came to, on one page; every sentence with the events that it rests on. */
export const dailySchema = z.object({
  at: z.int(),
  run: z.string(),
  document: z.string(),
  ...day,
  zone: z.string(),
  fromAt: instant,
  untilAt: instant,
  sections: z.array(
    z.object({
      key: z.enum(dailySections),
      title: z.string(),
      parts: z.array(z.object({ title: z.string().nullable(), lines: z.array(sentenceSchema) })),
    }),
  ),
});
export type Daily = z.infer<typeof dailySchema>;
