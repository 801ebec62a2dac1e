import { z } from 'zod';
import { refusalSchema } from './answer-error.ts';
import type { Route } from './route.ts';

const permissionWords = {
  open: 'Open to everybody who reaches the server.',
  read: 'For whoever has access.',
  act: 'For the lead.',
};

/** The document of the interface, made from the table of routes: what is checked and what is told are the same schemas. */
export function openApi(routes: readonly Route[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Muster dashboard',
      version,
      description:
        "One repository's runs. A browser comes in by POST /api/login and is known by its cookie, a program by its bearer token.",
    },
    components: {
      schemas: { Refusal: schemaOf(refusalSchema, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
    paths,
  };
}

function operation({
  summary,
  permission,
  params,
  query,
  body,
  answer,
  media,
}: Route): Record<string, unknown> {
  const content = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const parameters = [...parametersOf('path', params), ...parametersOf('query', query)];
  return {
    summary,
    description: permissionWords[permission],
    ...(permission === 'open' ? {} : { security: [{ bearer: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, ...content(schemaOf(body, 'input')) } }),
    responses: {
      200: {
        description: 'The answer.',
        ...(answer === undefined
          ? { content: { [media ?? 'application/json']: {} } }
          : content(schemaOf(answer, 'output'))),
      },
      '4XX': { description: 'Why not.', ...content({ $ref: '#/components/schemas/Refusal' }) },
    },
  };
}

function parametersOf(place: 'path' | 'query', shape: z.ZodObject | undefined): Record<string, unknown>[] {
  if (shape === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(shape, 'input') as {
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
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
