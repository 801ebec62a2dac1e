import { z } from 'zod';
import { isZone } from '../calendar/wall-time.ts';
import { platformSchema } from '../post/post.ts';
import { coloursSchema } from './media-recipe.ts';

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name such as opening-day');
const words = z.string().trim().min(1);

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** The eight subjects that the shipped templates write about. A brand may weigh others when it brings templates for them. */
export const shippedPillars = [
  'problem',
  'feature',
  'how-to',
  'story',
  'proof',
  'answer',
  'community',
  'offer',
] as const;

const clock = '([01]\\d|2[0-3]):[0-5]\\d';
const windowSchema = z
  .string()
  .regex(new RegExp(`^${clock}-${clock}$`), 'expected a window such as 07:30-09:00')
  .refine((text) => text.slice(0, 5) < text.slice(6), 'a window ends after it begins, on the same day');
const windowsSchema = z.strictObject({
  /** Used on every weekday that has no entry of its own. An empty list: nothing is posted. */
  daily: z.array(windowSchema).optional(),
  ...Object.fromEntries(weekdays.map((day) => [day, z.array(windowSchema).optional()])),
}) as z.ZodType<Partial<Record<Weekday | 'daily', string[]>>>;

/** `12-25` comes every year. */
const dayOfYear = z
  .string()
  .regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'expected 12-25 or 2026-12-25');

/** One thing that is true of the brand, in the fields that templates ask for. A `source` says where its proof lies. */
const factSchema = z.record(z.string().regex(/^[a-z][a-z_]*$/), z.union([words, z.array(words).min(1)]));

const channelSchema = z.strictObject({
  id: slug,
  platform: platformSchema,
  /** The account as readers know it. */
  account: words,
  perDay: z.int().min(1).max(24).default(1),
  /** When the stored credential ends; unknown when absent. */
  tokenExpires: z.iso.datetime({ offset: true }).optional(),
  /** When Meta's access to data lapses, 90 days after the person last used the app; unknown when absent. */
  dataAccessEnds: z.iso.datetime({ offset: true }).optional(),
});

export const brandSchema = z.strictObject({
  brand: slug,
  name: words,
  /** What it is, as it follows `is`: `a booking app for pottery studios`. */
  product: words,
  locale: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'expected a language such as en or en-GB'),
  zone: z.string().refine(isZone, 'expected an IANA time zone such as Europe/Berlin'),
  /** First day of the calendar when none is asked for. */
  start: z.iso.date().optional(),
  voice: z.strictObject({
    summary: words,
    /** The greatest school grade (Flesch and Kincaid) that a text may need. */
    gradeAtMost: z.number().min(1).max(20).default(9),
    exclamationsAtMost: z.int().min(0).default(1),
    emojiAtMost: z.int().min(0).default(2),
    capitalWordsAtMost: z.int().min(0).default(0),
  }),
  audience: z.strictObject({ who: words, one: words, many: words }),
  colours: coloursSchema,
  pillars: z
    .array(z.strictObject({ id: slug, weight: z.number().positive() }))
    .min(1)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'a pillar stands here twice'),
  words: z
    .strictObject({
      banned: z.array(z.strictObject({ word: words, instead: z.string().optional() })).default([]),
      /** Each text on these platforms holds at least one of `anyOf`. */
      required: z
        .array(z.strictObject({ anyOf: z.array(words).min(1), on: z.array(platformSchema).min(1) }))
        .default([]),
    })
    .prefault({}),
  /** A statement that may be made with its proof only. Without `proof` it may not be made. */
  claims: z.array(z.strictObject({ phrase: words, proof: z.string().optional() })).default([]),
  hashtags: z
    .strictObject({
      pool: z
        .array(z.string().regex(/^#[\p{L}\p{N}_]+$/u, 'expected a hashtag such as #pottery'))
        .default([]),
      perPost: z.partialRecord(platformSchema, z.int().min(0)).default({}),
    })
    .prefault({}),
  links: z.strictObject({
    target: z.url(),
    /** Hosts that a text may link to, besides that of the target. */
    hosts: z.array(words).default([]),
    utm: z.strictObject({ medium: slug.default('social'), campaign: slug }).optional(),
    /** `text` writes the link out, `preview` attaches it (Facebook), `profile` points to the account's own page. */
    on: z.partialRecord(platformSchema, z.enum(['text', 'preview', 'profile'])).default({}),
    profileWords: words.default('The link is in our profile.'),
  }),
  /** Posting windows by platform, in the brand's zone. */
  windows: z.partialRecord(platformSchema, windowsSchema),
  avoid: z.array(z.strictObject({ date: dayOfYear, why: words })).default([]),
  channels: z
    .array(channelSchema)
    .min(1)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'a channel stands here twice'),
  disclosure: z
    .strictObject({ aiGenerated: z.boolean().default(false), paidPartnership: z.boolean().default(false) })
    .prefault({}),
  spacing: z
    .strictObject({
      /** Between two posts of one channel. */
      hours: z.number().min(0).default(4),
      /** Between two posts of one pillar on one channel: 2 keeps them off neighbouring days. */
      pillarDays: z.int().min(0).default(2),
      /** Between two uses of one template on one channel. */
      templateDays: z.int().min(0).default(10),
      /** Between two uses of one template, or of one fact, anywhere. */
      anywhereDays: z.int().min(0).default(2),
    })
    .prefault({}),
  /** What becomes of a post that could not go out at its hour, because nothing ran or everything was stopped. */
  late: z
    .strictObject({
      /** Within this it goes out all the same. */
      afterMinutes: z.int().min(1).max(10_080).default(120),
      /** `replan`: the next free moment that keeps the spacing. `ask`: it is held for a person. */
      action: z.enum(['replan', 'publish', 'skip', 'ask']).default('replan'),
    })
    .prefault({}),
  /** From which likeness on two posts are near-duplicates (0 to 1). */
  similarityAtMost: z.number().min(0).max(1).default(0.4),
  /** Figures, dates, prices and names that templates may ask for by type. */
  values: z
    .record(z.string().regex(/^[a-z][a-z_]*$/), z.union([z.string(), z.number(), z.array(z.string())]))
    .default({}),
  facts: z.record(slug, z.array(factSchema).min(1)).default({}),
});
export type Brand = z.infer<typeof brandSchema>;
export type BrandChannel = Brand['channels'][number];
