import { z } from 'zod';
import { platformSchema } from '../post/post.ts';
import type { ErrorRow } from './error-row.ts';
import { errorTable } from './platform-error-table.ts';

/**
 * What a refusal means for the publication. `ambiguous` cannot be told from success, `duplicate` says that the same post is there
 * already (after a lost answer: evidence that the first try landed), `unknown` is a code that no row names.
 */
export const errorClasses = [
  'transient',
  'throttle',
  'auth',
  'permission',
  'content',
  'quota',
  'billing',
  'ambiguous',
  'duplicate',
  'platform_bug',
  'unknown',
] as const;

/**
 * What gets the publication on: send the same call again; drop the handles and build anew; wait for the platform; refresh the
 * token; find another time; change the post; look at the account first; stop the channel until a person has looked.
 */
export const remedies = [
  'repeat',
  'rebuild',
  'wait',
  'refresh',
  'replan',
  'edit',
  'reconcile',
  'stop_channel',
] as const;

/** A refusal of a platform, its own words kept. Secrets are taken out of the message before it is classified. */
export const platformErrorSchema = z.strictObject({
  platform: platformSchema,
  http: z.int().optional(),
  /** Meta: `error.code`. X: the last part of the problem's `type`, or `errors[0].code`. */
  code: z.union([z.int(), z.string()]).optional(),
  subcode: z.int().optional(),
  message: z.string(),
  class: z.enum(errorClasses),
  remedy: z.enum(remedies),
  cause: z.string(),
  fix: z.string(),
  /** The platform's own name of the request, for its support. */
  traceId: z.string().optional(),
});
export type PlatformError = z.infer<typeof platformErrorSchema>;

/** What a platform answered, before anyone judged it. */
export type RawError = Pick<
  PlatformError,
  'platform' | 'http' | 'code' | 'subcode' | 'message' | 'traceId'
> & {
  /** Meta's own word on whether to try again; it decides only where no row does. */
  isTransient?: boolean | undefined;
};

/** Fields are compared as fields, the most telling row first: a subcode before its code, a code before an HTTP status. */
export function classifyError(raw: RawError): PlatformError {
  const row = errorTable.filter((candidate) => isMatch(candidate, raw)).sort(bySpecificity)[0];
  const { isTransient, ...facts } = raw;
  if (row !== undefined) {
    return { ...facts, class: row.class, remedy: row.remedy, cause: row.cause, fix: row.fix };
  }
  return { ...facts, ...unknownCode(isTransient === true) };
}

function isMatch(row: ErrorRow, raw: RawError): boolean {
  return (
    row.platforms.includes(raw.platform) &&
    (row.http === undefined || row.http.includes(raw.http ?? 0)) &&
    (row.codes === undefined ||
      isSubcodeAlone(row, raw) ||
      row.codes.some((code) => isCode(code, raw.code))) &&
    (row.subcodes === undefined || row.subcodes.includes(raw.subcode ?? 0)) &&
    (row.says === undefined || raw.message.toLowerCase().includes(row.says))
  );
}

/** The state of a container names a subcode and no code; subcodes of seven digits mean one thing each. */
function isSubcodeAlone(row: ErrorRow, raw: RawError): boolean {
  return raw.code === undefined && row.subcodes !== undefined && (raw.subcode ?? 0) > 1_000_000;
}

function isCode(named: NonNullable<ErrorRow['codes']>[number], code: RawError['code']): boolean {
  if (typeof named !== 'object') return named === code;
  return typeof code === 'number' && code >= named.from && code <= named.to;
}

const bySpecificity = (one: ErrorRow, other: ErrorRow): number => specificity(other) - specificity(one);

function specificity(row: ErrorRow): number {
  const weights: [unknown, number][] = [
    [row.subcodes, 8],
    [row.says, 4],
    [row.codes, 2],
    [row.http, 1],
  ];
  return weights.reduce((sum, [field, weight]) => (field === undefined ? sum : sum + weight), 0);
}

function unknownCode(isTransient: boolean): Pick<PlatformError, 'class' | 'remedy' | 'cause' | 'fix'> {
  const cause = 'the platform answered with a code that is not in the error table';
  return isTransient
    ? {
        class: 'transient',
        remedy: 'repeat',
        cause: `${cause}, and calls it passing`,
        fix: 'it is tried again',
      }
    : {
        class: 'unknown',
        remedy: 'stop_channel',
        cause,
        fix: 'read the message, decide, and add the code to the table',
      };
}
