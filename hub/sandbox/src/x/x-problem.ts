import type { z } from 'zod';
import { Refusal, type Reply } from '../refusal.ts';

type Problem = {
  status: number;
  /** The last part of the type's address, or undefined for `about:blank`. */
  type?: string;
  title: string;
  detail: string;
  parameter?: string;
  value?: unknown;
  headers?: Record<string, string>;
};

/** X's error body (RFC 7807 with fields of its own). */
export function problemReply({ status, type, title, detail, parameter, value, headers }: Problem): Reply {
  return {
    status,
    ...(headers && { headers }),
    body: {
      title,
      detail,
      type: type === undefined ? 'about:blank' : `https://api.x.com/2/problems/${type}`,
      status,
      ...(parameter !== undefined && { parameter }),
      ...(value !== undefined && { value }),
    },
  };
}

export function refuseX(problem: Problem): never {
  throw new Refusal('emulated', problem.detail, problemReply(problem));
}

export function refuseInvalid(parameter: string, detail: string, value?: unknown): never {
  refuseX({
    status: 400,
    type: 'invalid-request',
    title: 'Invalid Request',
    detail,
    parameter,
    ...(value !== undefined && { value }),
  });
}

/** 403 in the shape that X uses for duplicates, replies and the like: no type of its own. */
export function refuseForbidden(detail: string): never {
  refuseX({ status: 403, title: 'Forbidden', detail });
}

/** Takes a JSON body by its schema; the first thing that is wrong with it is named, unknown fields included. */
export function parseStrict<T>(schema: z.ZodType<T>, value: unknown): T {
  if (value === undefined) refuseInvalid('body', 'The body must be a JSON object.');
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const names = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const path = [...(issue?.path ?? []), ...names].join('.');
  return refuseInvalid(path, `$.${path}: ${issue?.message ?? 'is not valid'}`);
}
