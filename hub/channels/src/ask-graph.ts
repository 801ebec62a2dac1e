import { classifyError, factOf, type Platform } from '@musterhub/rules';
import { z } from 'zod';
import { addressOf } from './address-of.ts';
import type { Allowance, ChannelSetting } from './channel.ts';
import { redact } from './redact.ts';
import type { Reply } from './reply.ts';
import { type Request, sendOnce } from './send-once.ts';

export type GraphRequest = {
  platform: Extract<Platform, 'instagram' | 'facebook'>;
  host: string;
  method: Request['method'];
  /** Behind the version, which every path names. */
  path: string;
  token: string;
  query?: Record<string, string>;
  form?: Record<string, string>;
  body?: FormData | Uint8Array;
  headers?: Record<string, string>;
  /** The hosts that take bytes want the older word. */
  scheme?: 'Bearer' | 'OAuth';
};

const errorSchema = z.object({
  error: z.object({
    message: z.string(),
    code: z.int(),
    error_subcode: z.int().optional(),
    is_transient: z.boolean().optional(),
    fbtrace_id: z.string().optional(),
  }),
});
/** Uploads of videos fail in a shape of their own. */
const uploadErrorSchema = z.object({
  debug_info: z.object({ retriable: z.boolean(), type: z.string(), message: z.string() }),
});

/** One request to the Graph API. The token goes into a header, so that no address holds it. */
export async function askGraph(setting: ChannelSetting, request: GraphRequest): Promise<Reply> {
  const { platform, token } = request;
  const url = addressOf(setting.hosts, request.host, request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const body = request.form ? new URLSearchParams(request.form) : request.body;
  const sent = await sendOnce(
    {
      method: request.method,
      url,
      headers: { authorization: `${request.scheme ?? 'Bearer'} ${token}`, ...request.headers },
      ...(body && { body }),
    },
    { timeoutMs: setting.timeoutMs, secrets: [token] },
  );
  if (sent.kind === 'lost') return { kind: 'lost', cause: sent.cause, allowances: [] };
  const allowances = usageOf(platform, sent.headers, setting.now());
  const { status } = sent;
  if (status >= 200 && status < 300) return { kind: 'good', body: sent.body, allowances };
  if (status >= 500) {
    const cause = redact(`HTTP ${status}: ${JSON.stringify(sent.body)?.slice(0, 300)}`, [token]);
    return { kind: 'lost', cause, allowances };
  }
  const error = graphError(platform, status, sent.body, [token]);
  const retryAt = error.class === 'throttle' ? latestReset(allowances) : undefined;
  return { kind: 'bad', error, retryAt, allowances };
}

export const versioned = (path: string): string => `/${factOf('graph.version')}${path}`;

export function graphError(
  platform: 'instagram' | 'facebook',
  http: number,
  body: unknown,
  secrets: readonly string[],
) {
  const error = errorSchema.safeParse(body).data?.error;
  if (error) {
    return classifyError({
      platform,
      http,
      code: error.code,
      ...(error.error_subcode !== undefined && { subcode: error.error_subcode }),
      message: redact(error.message, secrets),
      ...(error.fbtrace_id !== undefined && { traceId: error.fbtrace_id }),
      isTransient: error.is_transient,
    });
  }
  const upload = uploadErrorSchema.safeParse(body).data?.debug_info;
  const message = upload ? `${upload.type}: ${upload.message}` : (JSON.stringify(body)?.slice(0, 300) ?? '');
  return classifyError({ platform, http, message: redact(message, secrets), isTransient: upload?.retriable });
}

const figuresSchema = z.object({
  call_count: z.number(),
  total_time: z.number(),
  total_cputime: z.number(),
  estimated_time_to_regain_access: z.number().optional(),
});
const businessSchema = z.record(z.string(), z.array(figuresSchema));

/** Both usage headers count in percent of what is allowed, and the fullest of their figures throttles. */
function usageOf(platform: Platform, headers: Headers, now: Date): Allowance[] {
  const limit = factOf('graph.throttle_percent');
  const app = figuresSchema.safeParse(jsonOf(headers.get('x-app-usage'))).data;
  const business = businessSchema.safeParse(jsonOf(headers.get('x-business-use-case-usage'))).data ?? {};
  const toAllowance = (name: string, figures: z.infer<typeof figuresSchema>): Allowance => {
    const minutes = figures.estimated_time_to_regain_access ?? 0;
    const used = Math.max(figures.call_count, figures.total_time, figures.total_cputime);
    return {
      name,
      limit,
      remaining: Math.max(0, limit - used),
      resetsAt: minutes > 0 ? new Date(now.getTime() + minutes * 60_000) : undefined,
    };
  };
  return [
    ...(app ? [toAllowance(`${platform}.app_calls`, app)] : []),
    ...Object.values(business)
      .flat()
      .map((figures) => toAllowance(`${platform}.calls`, figures)),
  ];
}

/** A header that is no JSON tells nothing. */
function jsonOf(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function latestReset(allowances: readonly Allowance[]): Date | undefined {
  const times = allowances.flatMap(({ resetsAt }) => (resetsAt ? [resetsAt.getTime()] : []));
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}
