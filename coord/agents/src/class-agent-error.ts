import type { AgentError } from './driver-event.ts';

type ErrorClass = AgentError['class'];

/** What vendors and their adapters call the kind of an error, where they say it apart from the words. */
const classOfKind: Record<string, ErrorClass> = {
  authentication_failed: 'auth',
  authentication_error: 'auth',
  auth_required: 'auth',
  permission_error: 'auth',
  oauth_org_not_allowed: 'auth',
  billing_error: 'quota',
  insufficient_quota: 'quota',
  quota_exhausted: 'quota',
  usage_limit: 'quota',
  rate_limit: 'rate_limit',
  rate_limit_error: 'rate_limit',
  rate_limited: 'rate_limit',
  overloaded: 'rate_limit',
  overloaded_error: 'rate_limit',
  invalid_request: 'model',
  invalid_request_error: 'model',
  model_not_found: 'model',
  not_found_error: 'model',
  max_output_tokens: 'model',
  server_error: 'transport',
};

/** How the turn's own meter begins its refusal. It comes in the vendor's form, as a wrong request, and is none. */
export const budgetIsUsed = 'The budget of this turn is used up';

/** The first that fits counts: what a person has to do something about goes before what passes by itself. */
const classOfWords: readonly [RegExp, ErrorClass][] = [
  [
    /insufficient.?quota|credit balance|billing|usage limit|quota (?:is )?exceeded|exceeded your current quota|\b402\b/i,
    'quota',
  ],
  [/\b401\b|\b403\b|unauthori[sz]ed|authenticat|api key|not logged in|\blogin\b|forbidden/i, 'auth'],
  [/\b429\b|\b529\b|rate.?limit|too many requests|overloaded|resource.?exhausted/i, 'rate_limit'],
  [/content policy|safety|refus(?:al|ed to)/i, 'refused'],
  [
    /ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|fetch failed|socket|network|stream (?:disconnected|closed)|timed? ?out|connection|\b50[0234]\b/i,
    'transport',
  ],
  [/\b400\b|\b404\b|invalid.?request|model|context (?:window|length)|too (?:long|many tokens)/i, 'model'],
];

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, s: 1_000 };

/**
 * Classes an agent's error by the kind that it named, else by its words. `fallback` is for words that say nothing: `crashed`
 * where the agent itself gave up, `transport` where nothing came at all.
 */
export function classAgentError({
  message,
  kind,
  retryAfterMs = retryAfterIn(message),
  fallback = 'crashed',
}: {
  message: string;
  kind?: string | undefined;
  retryAfterMs?: number | undefined;
  fallback?: ErrorClass;
}): AgentError {
  if (message.includes(budgetIsUsed)) return { class: 'budget', message };
  const named = kind === undefined ? undefined : classOfKind[kind];
  const read = classOfWords.find(([words]) => words.test(message))?.[1];
  return {
    class: named ?? read ?? fallback,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** When to try again, where a message says so: `try again in 12s`, `retry-after: 3`, `Retry in 2 minutes`. */
function retryAfterIn(message: string): number | undefined {
  const match =
    /(?:retry|try again|resets?)[\s\w-]{0,20}?(?:in|after|:)\s*:?\s*(\d+(?:\.\d+)?)\s*(ms|[smh])?/i.exec(
      message,
    );
  if (match === null) return undefined;
  const unit = match[2]?.toLowerCase() ?? 's';
  return Math.ceil(Number(match[1]) * (unit === 'ms' ? 1 : unitMs[unit]!));
}
