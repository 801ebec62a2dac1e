/** Whose API a request speaks; also the tariff that its usage is reckoned by. */
export type MeterVendor = 'anthropic' | 'openai' | 'google';

/** Tokens of one model call, as far as its answer has told them; later words of the same answer replace earlier ones. */
export type Counts = {
  model?: string;
  input?: number;
  cacheRead?: number;
  cacheWrite?: number;
  output?: number;
  reasoning?: number;
  /** The vendor has said its last word on this call. */
  isFinal: boolean;
};

type Vendor = {
  /** Whether a POST to this path calls a model. */
  isModelCall(path: string): boolean;
  /** Whether a POST to this path costs nothing, and so needs no leave. */
  isFree(path: string): boolean;
  /** What one message of a stream, or a whole answer, adds. */
  count(counts: Counts, message: Record<string, unknown>): Counts;
  /** An error in the vendor's own shape that its clients neither try again nor take for an outage. */
  refusal(reason: string): { status: number; body: unknown };
};

export const vendors: Record<MeterVendor, Vendor> = {
  anthropic: {
    isModelCall: (path) => path.endsWith('/messages'),
    isFree: (path) => path.endsWith('/count_tokens'),
    count: countAnthropic,
    refusal: (message) => ({
      status: 400,
      body: { type: 'error', error: { type: 'invalid_request_error', message } },
    }),
  },
  openai: {
    isModelCall: (path) => /\/(?:responses|chat\/completions)$/.test(path),
    isFree: (path) => path.endsWith('/input_tokens'),
    count: countOpenAi,
    refusal: (message) => ({
      status: 400,
      body: { error: { message, type: 'invalid_request_error', param: null, code: 'budget_exceeded' } },
    }),
  },
  google: {
    isModelCall: (path) => /:(?:generateContent|streamGenerateContent)$/.test(path),
    isFree: (path) => path.endsWith(':countTokens'),
    count: countGoogle,
    refusal: (message) => ({
      status: 400,
      body: { error: { code: 400, message, status: 'FAILED_PRECONDITION' } },
    }),
  },
};

export const isMeterVendor = (name: string): name is MeterVendor => Object.hasOwn(vendors, name);

/** `message_start` has the input, each `message_delta` the output so far; a plain answer has both at once. */
function countAnthropic(counts: Counts, message: Record<string, unknown>): Counts {
  const started = message.type === 'message_start' ? objectOf(message.message) : message;
  const usage = objectOf(started.usage);
  const isPlain = message.type === 'message';
  const isFinal = isPlain || (message.type === 'message_delta' && usage.output_tokens !== undefined);
  return merge(counts, {
    model: stringOf(started.model),
    input: numberOf(usage.input_tokens),
    cacheRead: numberOf(usage.cache_read_input_tokens),
    cacheWrite: numberOf(usage.cache_creation_input_tokens),
    output: numberOf(usage.output_tokens),
    isFinal: counts.isFinal || isFinal,
  });
}

/** Responses: the last event has the whole answer in it. Chat completions: the last chunk, where the client asked for it. */
function countOpenAi(counts: Counts, message: Record<string, unknown>): Counts {
  const whole = 'response' in message ? objectOf(message.response) : message;
  const usage = objectOf(whole.usage);
  const input = numberOf(usage.input_tokens ?? usage.prompt_tokens);
  if (input === undefined) return merge(counts, { model: stringOf(whole.model), isFinal: counts.isFinal });
  const read = objectOf(usage.input_tokens_details ?? usage.prompt_tokens_details);
  const written = objectOf(usage.output_tokens_details ?? usage.completion_tokens_details);
  const cacheRead = numberOf(read.cached_tokens);
  return merge(counts, {
    model: stringOf(whole.model),
    // What was read from the cache is counted among the input.
    input: Math.max(0, input - (cacheRead ?? 0)),
    cacheRead,
    output: numberOf(usage.output_tokens ?? usage.completion_tokens),
    reasoning: numberOf(written.reasoning_tokens),
    isFinal: true,
  });
}

/** Each chunk of a stream has the counts so far; the one with a finish reason is the last. Thoughts are beside the output. */
function countGoogle(counts: Counts, message: Record<string, unknown>): Counts {
  const usage = objectOf(message.usageMetadata);
  const prompt = numberOf(usage.promptTokenCount);
  const cacheRead = numberOf(usage.cachedContentTokenCount);
  const reasoning = numberOf(usage.thoughtsTokenCount);
  const said = numberOf(usage.candidatesTokenCount);
  const candidates = Array.isArray(message.candidates) ? message.candidates : [];
  const isFinal = prompt !== undefined && candidates.some((one) => objectOf(one).finishReason !== undefined);
  return merge(counts, {
    model: stringOf(message.modelVersion),
    input:
      prompt === undefined
        ? undefined
        : Math.max(0, prompt - (cacheRead ?? 0)) + (numberOf(usage.toolUsePromptTokenCount) ?? 0),
    cacheRead,
    output: said === undefined && reasoning === undefined ? undefined : (said ?? 0) + (reasoning ?? 0),
    reasoning,
    isFinal: counts.isFinal || isFinal,
  });
}

type Told = { [Key in keyof Counts]: Counts[Key] | undefined } & { isFinal: boolean };

/** What was not told this time stays as it was. */
function merge(counts: Counts, told: Partial<Told> & { isFinal: boolean }): Counts {
  const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  return { ...counts, ...known, isFinal: told.isFinal };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;

const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
