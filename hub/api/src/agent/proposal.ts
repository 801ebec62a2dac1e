import { createHash, randomUUID } from 'node:crypto';
import {
  canonicalJson,
  checkTexts,
  type ExchangeRow,
  exchangeRowSchema,
  parseJsonRows,
} from '@musterhub/rules';
import {
  chargeKey,
  endProposal,
  findProposal,
  insertProposal,
  readApiKeys,
  readWholeItems,
  refundKey,
} from '@musterhub/store';
import { z } from 'zod';
import type { Guest } from '../admit.ts';
import { ApiError } from '../api-error.ts';
import { applyRows, planRows, type RowPlan, rowOfItem } from '../rows.ts';
import type { Serving } from '../serving.ts';
import { itemView } from '../views.ts';

const proposalMinutes = 60;
const proposedSchema = z.strictObject({
  brand: z.string(),
  rows: z.array(exchangeRowSchema).min(1).max(500),
});
type Proposed = z.infer<typeof proposedSchema>;

/** What confirming would do: nothing is stored of it yet but the proposal. */
export async function propose(
  serving: Serving,
  guest: Guest,
  order: Proposed,
): Promise<Record<string, unknown>> {
  const { hub, wallNow, signer } = serving;
  const plan = await planRows(hub, order.brand, parseJsonRows(JSON.stringify(order.rows)));
  if (plan.errors.length > 0) {
    const issues = plan.errors.map(({ row, column = '', message }) => ({
      path: `rows.${row - 1}.${column}`,
      message,
    }));
    throw new ApiError(
      'malformed',
      `Nothing is proposed: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`,
      { issues },
    );
  }
  const contentHash = hashOfPlan(plan);
  const expiresAt = new Date(wallNow().getTime() + proposalMinutes * 60_000);
  const id = randomUUID();
  const stored = { id, actor: guest.actor, changes: order, contentHash, madeAt: wallNow(), expiresAt };
  await insertProposal(hub.store, stored);
  return {
    proposal: id,
    diff: diffOf(plan),
    findings: findingsOf(plan),
    posts: plan.posts,
    usdThousandths: plan.usdThousandths,
    budget: await budgetOf(serving, guest),
    contentHash,
    confirmToken: signer.sign(`${id} ${guest.actor} ${contentHash}`),
    expiresAt: expiresAt.toISOString(),
  };
}

/**
 * Carries a proposal out, if what it says and what it changes are still what was shown: the token is good for that content alone. Charged
 * to the key's budgets before anything is stored.
 */
export async function confirm(
  serving: Serving,
  guest: Guest,
  order: { proposal: string; confirmToken: string },
): Promise<Record<string, unknown>> {
  const { hub, signer, wallNow, ring } = serving;
  const found = await findProposal(hub.store.database, order.proposal, guest.actor);
  if (found === undefined) throw new ApiError('not_found', `You have no proposal ${order.proposal}.`);
  if (!signer.isSigned(`${found.id} ${guest.actor} ${found.contentHash}`, order.confirmToken))
    throw new ApiError(
      'forbidden',
      'This token confirms something else: use the one that came with the proposal.',
    );
  if (found.appliedAt !== null) return found.result as Record<string, unknown>;
  if (found.expiresAt <= wallNow())
    throw new ApiError('refused', 'The proposal is too old: propose it again.');
  const { brand, rows } = proposedSchema.parse(found.changes);
  const plan = await planRows(hub, brand, parseJsonRows(JSON.stringify(rows)));
  if (hashOfPlan(plan) !== found.contentHash)
    throw new ApiError(
      'refused',
      'What it would change was changed meanwhile: propose it again and look at the difference.',
      {
        expected: found.contentHash,
        found: hashOfPlan(plan),
      },
    );
  const spending = await charge(serving, guest, plan);
  try {
    const stored = await applyRows(hub, plan);
    const whole = await readWholeItems(hub.store.database, { ids: stored.map(({ id }) => id) });
    const result = { stored, items: whole.map(itemView), budget: await budgetOf(serving, guest) };
    await endProposal(hub.store, found.id, result, wallNow());
    ring();
    return result;
  } catch (error) {
    if (spending !== undefined) await refundKey(hub.store, spending);
    throw error;
  }
}

/** People have no budgets; a key's are taken from before anything is stored. */
async function charge({ hub, wallNow }: Serving, guest: Guest, plan: RowPlan): Promise<number | undefined> {
  if (guest.by !== 'key') return undefined;
  const asked = { posts: plan.posts, usdThousandths: plan.usdThousandths };
  const charged = await chargeKey(hub.store, guest.key.id, asked, wallNow());
  if (charged.kind === 'charged') return charged.spending;
  const { kind: _, ...facts } = charged;
  throw new ApiError(
    'budget_exceeded',
    `The key ${guest.key.name} has spent ${facts.used} of ${facts.limit} ${facts.budget}; this asks for ${facts.asked} more. An owner gives another budget.`,
    facts,
  );
}

export async function budgetOf({ hub }: Serving, guest: Guest): Promise<Record<string, unknown> | null> {
  if (guest.by !== 'key') return null;
  const own = (await readApiKeys(hub.store.database)).find(({ id }) => id === guest.key.id)!;
  const { postsBudget, usdThousandthsBudget, spent } = own;
  return {
    posts: { limit: postsBudget, used: spent.posts },
    usdThousandths: { limit: usdThousandthsBudget, used: spent.usdThousandths },
  };
}

/** Of what would be stored and of what stands there now. */
function hashOfPlan({ changes, before }: Pick<RowPlan, 'changes' | 'before'>): string {
  const now = before.map(({ item, plan, variants }) => ({
    id: item.id,
    plan,
    hashes: variants.map(({ contentHash }) => contentHash),
  }));
  return createHash('sha256').update(canonicalJson({ changes, now })).digest('hex');
}

/** What the brand's rules have against the texts, variant by variant. With an error in what goes out it is not approved. */
function findingsOf({ changes, brand }: RowPlan): Record<string, unknown>[] {
  return changes.flatMap((change) => {
    if (change.kind === 'same') return [];
    const { platform, disclosure, publishes, variants } = change.item;
    return variants.flatMap(({ label, ...variant }) =>
      checkTexts(brand, { ...variant, platform, disclosure }).map((finding) => ({
        ...{ key: change.key, variant: label, goesOut: label === publishes },
        ...finding,
      })),
    );
  });
}

/** For each item what it is now and what it would be, cell by cell; only cells that differ. */
function diffOf({ changes, before }: RowPlan): Record<string, unknown>[] {
  return changes.map((change) => {
    if (change.kind === 'same') return { key: change.key, kind: 'same' };
    const after = rowOfItem(change.item);
    const known = before.find(({ item }) => item.id === change.item.id);
    const now = known === undefined ? undefined : rowOfItem(known.plan);
    const cells = (Object.keys(after) as (keyof ExchangeRow)[])
      .filter((name) => now?.[name] !== after[name])
      .map((name) => ({ cell: name, now: now?.[name] ?? null, wanted: after[name] }));
    const voids =
      known?.approval !== undefined && cells.some(({ cell }) => cell !== 'date' && cell !== 'time');
    return { key: change.key, item: change.item.id, kind: change.kind, cells, voidsApproval: voids };
  });
}
