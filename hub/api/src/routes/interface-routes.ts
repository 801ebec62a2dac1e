import { z } from 'zod';
import { openApi } from '../open-api.ts';
import { type Route, route } from '../route.ts';

/** Tells of the other routes what they are; and of itself. */
export function interfaceRoutes(others: readonly Route[]): Route[] {
  const own: Route[] = [
    route({
      method: 'GET',
      url: '/api/openapi.json',
      permission: 'open',
      summary: 'This document.',
      answer: z.record(z.string(), z.unknown()),
      handle: async (_, { version }) => openApi([...others, ...own], version),
    }),
  ];
  return own;
}
