import { z } from 'zod';
import { refusalSchema } from './answer-error.ts';
import type { Permission, Route } from './route.ts';

const permissionWords: Record<Permission, string> = {
  open: 'Open to everybody who reaches the hub.',
  read: 'For everybody who has access; a key needs the scope read.',
  edit: 'For owners and editors; a key needs the scope edit.',
  approve: 'For owners and approvers; a key needs the scope approve.',
  own: 'For owners.',
};

/** The document of the interface, made from the table of routes: what is checked and what is told are the same schemas. */
export function openApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster hub',
      version,
      description:
        'Plans posts, has them approved and publishes each exactly once. A browser is known by its cookie, a program by its key as bearer token. A request that changes something may carry an Idempotency-Key: the same request again gets the same answer and does nothing.',
    },
    components: {
      schemas: { Refusal: jsonSchema(refusalSchema, 'output') },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'hub' },
      },
    },
    paths,
  };
}

function operationOf(route: Route): Record<string, unknown> {
  const { summary, permission, answer, media = 'application/json' } = route;
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)];
  const shown =
    answer === undefined ? { [media]: {} } : { 'application/json': { schema: jsonSchema(answer, 'output') } };
  return {
    summary,
    description: permissionWords[permission],
    ...(permission === 'open'
      ? {}
      : { security: permission === 'own' ? [{ cookie: [] }] : [{ key: [] }, { cookie: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(route),
    responses: {
      200: { description: 'The answer.', content: shown },
      '4XX': {
        description: 'Why not.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
      },
    },
  };
}

function bodyOf({ body, takes }: Route): Record<string, unknown> {
  if (takes === 'files') {
    const file = { type: 'string', contentMediaType: 'application/octet-stream' };
    const schema = { type: 'object', properties: { altText: { type: 'string' }, file }, required: ['file'] };
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
  }
  if (body === undefined) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
  };
}

function parametersOf(place: 'path' | 'query', shape: z.ZodObject | undefined): Record<string, unknown>[] {
  if (shape === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(shape, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema,
  }));
}

/** Without the dialect, which the whole document states. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
