import { z } from 'zod';
import type { Incoming } from './incoming.ts';

const when = {
  /** A real host, for instance `api.x.com`. */
  host: z.string().optional(),
  /** An endpoint by its name, for instance `x.create_post`; a prefix that ends in a dot or colon counts too. */
  endpoint: z.string().optional(),
  /** Whose token the call carries. */
  accountId: z.string().optional(),
  /** The first of the matching calls that it befalls, counted from 1 and from the moment of the script. */
  nth: z.int().positive().default(1),
  /** How many matching calls in a row it befalls. */
  times: z.int().positive().default(1),
};

const serverError = z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]).default(503);
const delayMs = z.int().min(0).max(60_000);

/** What can befall a call. Only those named `before` leave the platform untouched. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The connection closes and nothing has happened. */
  z.strictObject({ ...when, kind: z.literal('before_commit') }),
  /** It has happened, and the connection closes without an answer. */
  z.strictObject({ ...when, kind: z.literal('after_commit_no_answer') }),
  z.strictObject({ ...when, kind: z.literal('error_before_commit'), status: serverError }),
  z.strictObject({ ...when, kind: z.literal('error_after_commit'), status: serverError }),
  /** It has happened; half of the answer arrives, then the connection closes. */
  z.strictObject({ ...when, kind: z.literal('truncated') }),
  /** It happens at once and is answered after so many real milliseconds. */
  z.strictObject({ ...when, kind: z.literal('slow'), delayMs }),
  /** It happens only after so many real milliseconds, even if the caller has hung up by then. */
  z.strictObject({ ...when, kind: z.literal('slow_commit'), delayMs }),
  /** The connection closes at once; it happens when the virtual clock has moved on by so much. */
  z.strictObject({ ...when, kind: z.literal('late_commit'), afterMs: z.int().min(0) }),
  /** Something on the way delivers it twice; the second answer arrives. */
  z.strictObject({ ...when, kind: z.literal('delivered_twice') }),
  /** The token dies between the sending and the reading of the call. */
  z.strictObject({ ...when, kind: z.literal('token_revoked') }),
  /** Answered in these very words, with or without taking effect: any error that a platform was ever seen to give. */
  z.strictObject({
    ...when,
    kind: z.literal('answered_with'),
    status: z.int().min(200).max(599),
    body: z.unknown(),
    commits: z.boolean().default(false),
  }),
  /** Answered as over the limit, without counting. */
  z.strictObject({ ...when, kind: z.literal('throttled') }),
]);
export type Fault = z.infer<typeof faultSchema>;
export type FaultScript = z.input<typeof faultSchema>;

export type Faults = {
  script(...faults: FaultScript[]): void;
  clear(): void;
  /** The fault of this call, if one is due; counts the call for every script that it matches. */
  next(incoming: Incoming, accountId: string | undefined): Fault | undefined;
  /** Those that have not befallen all of their calls yet. */
  pending(): Fault[];
};

export function makeFaults(): Faults {
  let scripts: { fault: Fault; seen: number }[] = [];
  return {
    script(...faults) {
      scripts.push(...faults.map((fault) => ({ fault: faultSchema.parse(fault), seen: 0 })));
    },
    clear() {
      scripts = [];
    },
    next(incoming, accountId) {
      const matching = scripts.filter(({ fault }) => matches(fault, incoming, accountId));
      for (const script of matching) script.seen += 1;
      return matching.find(({ fault, seen }) => seen >= fault.nth && seen < fault.nth + fault.times)?.fault;
    },
    pending: () =>
      scripts.filter(({ fault, seen }) => seen < fault.nth + fault.times - 1).map(({ fault }) => fault),
  };
}

function matches(fault: Fault, incoming: Incoming, accountId: string | undefined): boolean {
  return (
    (fault.host === undefined || fault.host === incoming.host) &&
    (fault.accountId === undefined || fault.accountId === accountId) &&
    (fault.endpoint === undefined ||
      fault.endpoint === incoming.endpoint ||
      (/[.:]$/.test(fault.endpoint) && incoming.endpoint.startsWith(fault.endpoint)))
  );
}
