import type { ModelUsage, PlayedStep } from './model-step.ts';

/** A piece of a conversation as every API has it, oldest first. */
export type Piece =
  | { kind: 'prompt'; text: string }
  /** The model used tools; `isSearch`: it only looked for one. */
  | { kind: 'tools'; isSearch: boolean }
  /** What a tool answered. */
  | { kind: 'result'; text: string };

/** A request to a model, in words that the four APIs share. */
export type ModelCall = {
  model: string;
  isStream: boolean;
  pieces: readonly Piece[];
  /** Names of the tools that the client offers. */
  tools: readonly string[];
  /** With it the client wants JSON of this shape and nothing else. */
  schema: Record<string, unknown> | undefined;
};

/** What the model says: words, or the use of one tool. */
export type Saying =
  | { kind: 'text'; text: string; stop: 'done' | 'length' | 'refused' }
  | { kind: 'tool'; step: Exclude<PlayedStep, { do: 'text' }> };

export type Refusal = NonNullable<PlayedStep['refuse']>;

/** One server-sent event, or one line of data where the API has no names for them. */
type Frame = { event?: string; data: unknown };

/** An answer in the API's own words, both ways. */
export type Wording = { frames: Frame[]; body: unknown };

/** One vendor's API. */
export type ModelApi = {
  name: 'anthropic' | 'openai-responses' | 'openai-chat' | 'gemini';
  /** Throws when the body is not of this API. */
  readCall(body: unknown, path: string): ModelCall;
  /** `pieces` says how finely text is cut. */
  word(saying: Saying, call: ModelCall, say: { usage: ModelUsage; pieces: number }): Wording;
  refuse(refusal: Refusal): { status: number; headers: Record<string, string>; body: unknown };
  /** The last frame of a stream, as it stands on the wire. */
  streamEnd?: string;
};

/** Cuts a text into so many pieces, at least one. */
export function cut(text: string, pieces: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, pieces)));
  const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
  return parts.length === 0 ? [''] : parts;
}

/** Status and words that the vendors agree upon, near enough. */
export const refusalStatus: Record<Refusal['as'], number> = {
  auth: 401,
  quota: 429,
  rate_limit: 429,
  overloaded: 529,
  bad_request: 400,
  server_error: 500,
};

/** For commands of a script: agents end those that take longer than two minutes unless they are told a time (Claude Code takes no more than this). */
export const longestCommandMs = 600_000;
