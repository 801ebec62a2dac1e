import { classifyError, factOf } from '@musterhub/rules';
import { z } from 'zod';
import { addressOf } from './address-of.ts';
import type { Allowance, ChannelSetting } from './channel.ts';
import { redact } from './redact.ts';
import type { Reply } from './reply.ts';
import { type Request, sendOnce } from './send-once.ts';

export type XRequest = {
  /** The endpoint by the name that its allowance bears: `create_post`. */
  endpoint: string;
  method: Request['method'];
  /** Behind the version. */
  path: string;
  token: string;
  query?: Record<string, string>;
  json?: unknown;
  form?: FormData;
};

const problemSchema = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  type: z.string().optional(),
});
const listSchema = z.object({
  errors: z
    .tuple([
      z.object({ code: z.int().optional(), message: z.string().optional(), detail: z.string().optional() }),
    ])
    .rest(z.unknown()),
});
const oauthSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** One request to the X API with the token of an account. */
export async function askX(setting: ChannelSetting, request: XRequest): Promise<Reply> {
  const { token } = request;
  const path = `/${factOf('x.api_version')}${request.path}`;
  const url = addressOf(setting.hosts, factOf('x.host'), path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const body = request.json === undefined ? request.form : JSON.stringify(request.json);
  const sent = await sendOnce(
    {
      method: request.method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...(request.json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    },
    { timeoutMs: setting.timeoutMs, secrets: [token] },
  );
  if (sent.kind === 'lost') return { kind: 'lost', cause: sent.cause, allowances: [] };
  const allowances = windowsOf(request.endpoint, sent.headers);
  const { status } = sent;
  if (status >= 200 && status < 300) return { kind: 'good', body: sent.body, allowances };
  if (status >= 500) {
    const cause = redact(`HTTP ${status}: ${JSON.stringify(sent.body)?.slice(0, 300)}`, [token]);
    return { kind: 'lost', cause, allowances };
  }
  const error = xError(status, sent.body, [token]);
  const spent = allowances.find(({ remaining }) => remaining === 0) ?? allowances[0];
  const retryAt = error.class === 'throttle' ? spent?.resetsAt : undefined;
  return { kind: 'bad', error, retryAt, allowances };
}

/** X's refusals come in three shapes: a problem, a list of errors, and that of OAuth. */
export function xError(http: number, body: unknown, secrets: readonly string[]) {
  const list = listSchema.safeParse(body).data?.errors[0];
  const oauth = oauthSchema.safeParse(body).data;
  const problem = problemSchema.safeParse(body).data;
  const said = list?.message ?? list?.detail ?? oauth?.error_description ?? problem?.detail ?? problem?.title;
  const code = list?.code ?? oauth?.error ?? problem?.type?.split('/').at(-1);
  return classifyError({
    platform: 'x',
    http,
    ...(code !== undefined && { code }),
    message: redact(said ?? JSON.stringify(body)?.slice(0, 300) ?? '', secrets),
  });
}

const windows: readonly [header: string, name: string][] = [
  ['x-rate-limit', 'user'],
  ['x-app-limit-24hour', 'app_day'],
  ['x-user-limit-24hour', 'user_day'],
];

function windowsOf(endpoint: string, headers: Headers): Allowance[] {
  return windows.flatMap(([header, name]) => {
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((part) =>
      numberOf(headers.get(`${header}-${part}`)),
    );
    if (limit === undefined || remaining === undefined) return [];
    const resetsAt = reset === undefined ? undefined : new Date(reset * 1000);
    return [{ name: `x.${endpoint}.${name}`, limit, remaining, resetsAt }];
  });
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
