import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Guest } from './admit.ts';
import type { Serving } from './serving.ts';

/** `open`: without anybody. `read`, `edit`, `approve`: by role or by a key's scope. `own`: owners alone, and no key. */
export type Permission = 'open' | 'read' | 'edit' | 'approve' | 'own';

type Shape = z.ZodObject;

/** A request that was let in, with its parts checked by the route's schemas. */
export type Asked<Params, Query, Body> = {
  params: Params;
  query: Query;
  body: Body;
  /** Nobody on an open route. */
  guest: Guest | undefined;
  request: FastifyRequest;
  reply: FastifyReply;
};

export type Route = {
  method: 'GET' | 'POST';
  url: string;
  permission: Permission;
  /** What it is for, in the document of the interface. */
  summary: string;
  params?: Shape;
  query?: Shape;
  body?: Shape;
  /** Of the answer; a route that writes its answer by itself has none, but says what it writes. */
  answer?: z.ZodType;
  media?: 'text/event-stream' | 'text/csv' | 'text/html' | 'application/octet-stream';
  /** Files come in parts; everything else comes as JSON. */
  takes?: 'files';
  /** It asks with a body and changes nothing: no place in the audit log. */
  isQuestion?: true;
  /** How often in a minute one address may ask, where that differs from all others. */
  mostPerMinute?: number;
  handle(asked: Asked<never, never, never>, serving: Serving): Promise<unknown>;
};

/** A row of the table of routes: the handler is held to the schemas beside it. */
export function route<
  Params extends Shape,
  Query extends Shape,
  Body extends Shape,
  Answer extends z.ZodType,
>(
  row: Omit<Route, 'params' | 'query' | 'body' | 'answer' | 'handle'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    answer?: Answer;
    handle(
      asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>,
      serving: Serving,
    ): Promise<z.input<Answer>>;
  },
): Route {
  return row as Route;
}
