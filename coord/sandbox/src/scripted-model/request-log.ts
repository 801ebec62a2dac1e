import type { IncomingHttpHeaders } from 'node:http';
import type { ModelApi } from './model-call.ts';
import type { ModelUsage } from './model-step.ts';

/** A request that the scripted model got, for the test to look at. */
export type ModelRequest = {
  /** Counts from 1. */
  number: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  api: ModelApi['name'] | undefined;
  /** `turn`: a step of a script; `side`: a title, classifier or reviewer; `other`: no model call. */
  kind: 'turn' | 'side' | 'unscripted' | 'other';
  model: string | undefined;
  /** The prompt whose script is played. */
  prompt: string;
  /** The step's number, from 0. */
  round: number | undefined;
  /** What the step does; absent when the steps are through. */
  step: string | undefined;
  tools: readonly string[];
  /** What the client's tools answered so far, each cut to its first 4000 characters. */
  results: readonly string[];
  status: number;
  /** What the answer said that it cost; absent where it was refused. */
  usage: ModelUsage | undefined;
  bodyBytes: number;
  /** The parsed body; of older requests it is let go, so that a long run stays small. */
  body: unknown;
};

const keptRequests = 5_000;
const keptBodyBytes = 32 * 1024 * 1024;

/** Remembers requests in bounded memory: the newest, and the bodies of the newest among them. */
export type RequestLog = {
  readonly requests: readonly ModelRequest[];
  /** All that ever came. */
  readonly total: number;
  add(request: Omit<ModelRequest, 'number'>): void;
};

export function makeRequestLog(): RequestLog {
  const requests: ModelRequest[] = [];
  let total = 0;
  let bodyBytes = 0;
  let firstWithBody = 0;
  return {
    requests,
    get total() {
      return total;
    },
    add(request) {
      total += 1;
      requests.push({ ...request, number: total });
      bodyBytes += request.bodyBytes;
      while (bodyBytes > keptBodyBytes && firstWithBody < requests.length - 1) {
        const old = requests[firstWithBody]!;
        old.body = undefined;
        bodyBytes -= old.bodyBytes;
        firstWithBody += 1;
      }
      if (requests.length <= keptRequests) return;
      const [oldest] = requests.splice(0, 1);
      if (firstWithBody > 0) firstWithBody -= 1;
      else bodyBytes -= oldest!.bodyBytes;
    },
  };
}
