import { z } from 'zod';
import { cut, type ModelApi, type Piece, type Refusal, refusalStatus } from './model-call.ts';
import type { PlayedStep } from './model-step.ts';

const partSchema = z.looseObject({
  text: z.string().optional(),
  functionCall: z.unknown().optional(),
  functionResponse: z.looseObject({ response: z.unknown().optional() }).optional(),
});

const requestSchema = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(partSchema).optional() })),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).optional() }))
    .optional(),
  generationConfig: z
    .looseObject({
      responseSchema: z.record(z.string(), z.unknown()).optional(),
      responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

/** generateContent and streamGenerateContent, as the Gemini CLI uses them. */
export const gemini: ModelApi = {
  name: 'gemini',

  readCall(body, path) {
    const { contents, tools = [], generationConfig } = requestSchema.parse(body);
    return {
      model: /models\/([^:/]+):/.exec(path)?.[1] ?? 'unknown',
      isStream: path.includes(':streamGenerateContent'),
      pieces: contents.flatMap(({ role = 'user', parts = [] }) => piecesOf(role, parts)),
      tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations.map(({ name }) => name)),
      schema: generationConfig?.responseJsonSchema ?? generationConfig?.responseSchema,
    };
  },

  word(saying, { model }, { usage, pieces }) {
    const parts: unknown[] =
      saying.kind === 'text'
        ? cut(saying.text, pieces).map((text) => ({ text }))
        : [{ functionCall: functionCall(saying.step) }];
    const finishReason =
      saying.kind === 'tool'
        ? 'STOP'
        : { done: 'STOP', length: 'MAX_TOKENS', refused: 'SAFETY' }[saying.stop];
    const told = {
      usageMetadata: {
        promptTokenCount: usage.input + usage.cacheRead + usage.cacheWrite,
        cachedContentTokenCount: usage.cacheRead,
        // Thoughts are counted beside the candidates here, not as a part of them.
        candidatesTokenCount: usage.output - usage.reasoning,
        thoughtsTokenCount: usage.reasoning,
        totalTokenCount: usage.input + usage.cacheRead + usage.cacheWrite + usage.output,
      },
      modelVersion: model,
    };
    const candidate = (each: unknown[], rest = {}) => ({
      candidates: [{ index: 0, content: { role: 'model', parts: each }, ...rest }],
    });
    return {
      frames: parts.map((part, index) => ({
        data:
          index === parts.length - 1
            ? { ...candidate([part], { finishReason }), ...told }
            : { ...candidate([part]), modelVersion: model },
      })),
      body: { ...candidate(parts, { finishReason }), ...told },
    };
  },

  refuse({ as, retryAfterMs }) {
    const { status, message } = refusals[as];
    const code = as === 'overloaded' ? 503 : as === 'auth' ? 400 : refusalStatus[as];
    const retry = retryAfterMs === undefined ? [] : [retryInfo(retryAfterMs)];
    return { status: code, headers: {}, body: { error: { code, message, status, details: retry } } };
  },
};

const retryInfo = (ms: number) => ({
  '@type': 'type.googleapis.com/google.rpc.RetryInfo',
  retryDelay: `${ms / 1_000}s`,
});

const refusals: Record<Refusal['as'], { status: string; message: string }> = {
  // A wrong key is a 400 here.
  auth: { status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' },
  quota: { status: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota.' },
  rate_limit: { status: 'RESOURCE_EXHAUSTED', message: 'Resource has been exhausted (e.g. check quota).' },
  overloaded: { status: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  bad_request: { status: 'INVALID_ARGUMENT', message: 'Request contains an invalid argument.' },
  server_error: { status: 'INTERNAL', message: 'An internal error has occurred.' },
};

function piecesOf(role: string, parts: readonly z.output<typeof partSchema>[]): Piece[] {
  if (role === 'model')
    return parts.some(({ functionCall }) => functionCall !== undefined)
      ? [{ kind: 'tools', isSearch: false }]
      : [];
  return parts.flatMap((part): Piece[] => {
    if (part.functionResponse !== undefined)
      return [{ kind: 'result', text: JSON.stringify(part.functionResponse.response ?? '') }];
    return part.text === undefined ? [] : [{ kind: 'prompt', text: part.text }];
  });
}

function functionCall(step: Exclude<PlayedStep, { do: 'text' }>): { name: string; args: unknown } {
  switch (step.do) {
    case 'write':
      return { name: 'write_file', args: { file_path: step.path, content: step.text } };
    case 'read':
      return { name: 'read_file', args: { file_path: step.path } };
    case 'shell':
      return { name: 'run_shell_command', args: { command: step.command, description: 'Scripted command' } };
    case 'mcp':
      return { name: `mcp_${step.server}_${step.tool}`, args: step.arguments };
    case 'tool':
      return { name: step.name, args: step.input };
  }
}
