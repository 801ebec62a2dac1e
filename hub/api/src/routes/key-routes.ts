import { insertApiKey, readApiKeys, readSpent, revokeApiKey, scopes } from '@musterhub/store';
import { z } from 'zod';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import type { Serving } from '../serving.ts';
import { doneSchema } from './words.ts';

const keySchema = z.object({
  id: z.int(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  postsBudget: z.int().nullable(),
  usdThousandthsBudget: z.int().nullable(),
  spent: z.object({ posts: z.int(), usdThousandths: z.int() }),
  isRevoked: z.boolean(),
});
export type KeyView = z.infer<typeof keySchema>;

/** It stands in the audit log as `key:planner`. */
export const keyName = /^[\w.-]{1,60}$/;

/** The keys of programs. */
export const keyRoutes = [
  route({
    method: 'GET',
    url: '/api/keys',
    permission: 'own',
    summary: 'The keys of programs, with what each has spent of its budgets.',
    answer: z.object({ keys: z.array(keySchema) }),
    handle: async (_, { hub }) => ({ keys: (await readApiKeys(hub.store.database)).map(keyView) }),
  }),
  route({
    method: 'POST',
    url: '/api/keys',
    permission: 'own',
    summary: 'Makes a key; its secret is in the answer and nowhere else.',
    body: z.strictObject({
      name: z.string().regex(keyName, 'expected a name such as planner'),
      scopes: z.array(z.enum(scopes)).min(1),
      /** No limit where absent. */
      postsBudget: z.int().min(0).max(1_000_000).optional(),
      usdThousandthsBudget: z.int().min(0).max(1_000_000_000).optional(),
    }),
    answer: z.object({ key: keySchema, secret: z.string() }),
    handle: async ({ body, guest }, serving) => addKey(serving, body, guest!.actor),
  }),
  route({
    method: 'POST',
    url: '/api/keys/:id/revoke',
    permission: 'own',
    summary: 'Ends a key.',
    params: z.strictObject({ id: z.coerce.number().int().positive() }),
    body: z.strictObject({}),
    answer: doneSchema,
    async handle({ params }, { hub, wallNow }) {
      await revokeApiKey(hub.store, params.id, wallNow());
      return { message: `Key ${params.id} is revoked.` };
    },
  }),
];

type Making = Pick<Serving, 'wallNow'> & { hub: Pick<Serving['hub'], 'store'> };

export async function addKey(
  { hub, wallNow }: Making,
  order: {
    name: string;
    scopes: (typeof scopes)[number][];
    postsBudget?: number | undefined;
    usdThousandthsBudget?: number | undefined;
  },
  by: string,
): Promise<{ key: z.infer<typeof keySchema>; secret: string }> {
  const { postsBudget = null, usdThousandthsBudget = null, ...rest } = order;
  const value = `hub_${newSecret()}`;
  const budgets = { postsBudget, usdThousandthsBudget };
  const made = { ...rest, ...budgets, secret: hashOf(value), by, madeAt: wallNow() };
  const key = await insertApiKey(hub.store, made);
  return { key: keyView({ ...key, spent: await readSpent(hub.store.database, key.id) }), secret: value };
}

function keyView(key: Awaited<ReturnType<typeof readApiKeys>>[number]): z.infer<typeof keySchema> {
  const { id, name, postsBudget, usdThousandthsBudget, spent, revokedAt } = key;
  return {
    id,
    name,
    scopes: key.scopes,
    postsBudget,
    usdThousandthsBudget,
    spent,
    isRevoked: revokedAt !== null,
  };
}
