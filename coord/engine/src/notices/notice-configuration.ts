import { z } from 'zod';

export const noticeKinds = ['decision', 'blocked', 'budget', 'main', 'run', 'round'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable');

const receiver = z
  .strictObject({
    /** In the log of deliveries and in `muster doctor`. */
    name: z.string().regex(/^[\w.-]{1,50}$/, 'expected a short name of letters, digits and . _ -'),
    url: z.url({ protocol: /^https?$/ }).optional(),
    /** The variable that holds the address, where that is a secret by itself as Slack's are. */
    urlFrom: variable.optional(),
    format: z.enum(['json', 'slack']).default('json'),
    /** The variable that holds the key of the signature; without it nothing is signed. */
    secretFrom: variable.optional(),
    /** Of what it is told. */
    on: z.array(z.enum(noticeKinds)).min(1).default(['decision', 'blocked', 'budget', 'main', 'run']),
  })
  .refine(({ url, urlFrom }) => (url === undefined) !== (urlFrom === undefined), {
    error: "expected either 'url' or 'urlFrom'",
  });
export type Receiver = z.infer<typeof receiver>;

/** Webhooks that are told of what waits for people. */
export const noticeShape = {
  notify: z
    .array(receiver)
    .max(20)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
      error: 'expected each receiver to have a name of its own',
    })
    .default([]),
};
