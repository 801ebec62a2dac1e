import { type ModelApi, type Refusal, refusalStatus } from './model-call.ts';

const refusals: Record<Refusal['as'], { type: string; code: string | null; message: string }> = {
  auth: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  quota: {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  rate_limit: {
    type: 'tokens',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for the scripted model.',
  },
  overloaded: { type: 'server_error', code: 'server_is_overloaded', message: 'The server is overloaded.' },
  bad_request: { type: 'invalid_request_error', code: null, message: 'Unsupported parameter.' },
  server_error: { type: 'server_error', code: null, message: 'The server had an error.' },
};

/** Both OpenAI APIs refuse alike. */
export const openaiRefusal: ModelApi['refuse'] = ({ as, retryAfterMs }) => {
  const { type, code, message } = refusals[as];
  const wait = retryAfterMs === undefined ? '' : ` Please try again in ${retryAfterMs / 1_000}s.`;
  return {
    status: as === 'overloaded' ? 503 : refusalStatus[as],
    headers:
      retryAfterMs === undefined
        ? {}
        : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)), 'retry-after-ms': String(retryAfterMs) },
    body: { error: { message: `${message}${wait}`, type, param: null, code } },
  };
};
