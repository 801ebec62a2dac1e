import { z } from 'zod';
import { serveAgent } from '../agent/serve-agent.ts';
import { route } from '../route.ts';

export const agentRoutes = [
  route({
    method: 'POST',
    url: '/mcp',
    permission: 'read',
    summary:
      'The Model Context Protocol over Streamable HTTP, one message at a time, for agents with a key; its tools say what they need.',
    body: z.looseObject({ jsonrpc: z.literal('2.0') }),
    async handle({ request, reply, guest }, serving) {
      await serveAgent({ request, reply, guest: guest! }, serving);
    },
  }),
];
