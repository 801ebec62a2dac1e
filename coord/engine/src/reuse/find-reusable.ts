import { commitBeside, mergeTrees, readResults, treeOf } from '@musterhq/git';
import { insertReuse, type NewReuse } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';
import type { Work } from '../work.ts';
import { type ReuseQuestion, readReuseInputs } from './read-reuse-inputs.ts';
import { missReason, reuseKey } from './reuse-key.ts';
import { parseStoredWork, type StoredWork } from './stored-work.ts';

export type ReuseDecision =
  | {
      kind: 'hit';
      /** The stored result, and the tree that its changes come to on what the attempt begins on. */
      result: string;
      tree: string;
      work: StoredWork;
      reason: string;
    }
  | { kind: 'miss'; reason: string }
  | { kind: 'not_asked'; reason: string };

/**
 * Whether a turn is replayed from a stored result: only when everything that its work is made from is equal, never because it
 * is alike. What was decided for an attempt stands; a repeated step decides the same.
 */
export async function findReusable(
  context: Context,
  order: TurnWork,
  work: Work,
  question: ReuseQuestion,
): Promise<ReuseDecision> {
  if (order.turn > 1) return { kind: 'not_asked', reason: 'a further turn of its attempt' };
  const { reuse, drivers } = context.configuration;
  if (reuse === 'off' || (reuse === 'agents' && !(question.choice.driver in drivers)))
    return { kind: 'not_asked', reason: `reuse: ${reuse} in muster/config.yaml` };
  const why = reasonNotToAsk(order);
  if (why !== undefined) return keep(context, order, { kind: 'not_asked', reason: why });
  const { inputs, unknown } = await readReuseInputs(context, work, question);
  const key = reuseKey(inputs);
  if (unknown !== undefined) return keep(context, order, { kind: 'miss', reason: unknown }, { key, inputs });
  const stored = (await readResults(context.repo, nameOf(order.task))).flatMap((result) => {
    const parsed = parseStoredWork(result.message);
    return parsed === undefined ? [] : [{ ...result, work: parsed }];
  });
  const same = stored.find((result) => result.key === key && reuseKey(result.work.inputs) === key);
  if (same === undefined) {
    const reason = missReason(
      stored.map((result) => result.work.inputs),
      inputs,
    );
    return keep(context, order, { kind: 'miss', reason }, { key, inputs });
  }
  const { repo } = context;
  const ours = await commitBeside(repo, same.commit, await treeOf(repo, question.base));
  const merge = await mergeTrees(repo, ours, same.commit);
  if (merge.kind === 'conflict') {
    const paths = merge.paths.map(({ path }) => path).join(', ');
    const reason = `the same inputs, but in ${paths} others have written where it writes`;
    return keep(context, order, { kind: 'miss', reason }, { key, inputs });
  }
  const reason = `the same inputs as in run ${same.work.run}`;
  const hit = { kind: 'hit' as const, result: same.commit, tree: merge.tree, work: same.work, reason };
  return keep(context, order, hit, { key, inputs });
}

/** The part of a ref that names a task. */
export const nameOf = (task: string): string => task.replaceAll(/[^\w-]+/g, '_');

function reasonNotToAsk(order: TurnWork): string | undefined {
  if (order.by === 'person') return 'a person did it';
  if (order.feedback !== undefined) return 'it came back and is done anew';
  return undefined;
}

async function keep(
  { store, fence }: Context,
  order: TurnWork,
  decision: ReuseDecision,
  asked: Pick<NewReuse, 'key' | 'inputs'> = {},
): Promise<ReuseDecision> {
  const { task, attempt, session } = order;
  const row = await insertReuse(store, fence, {
    ...{ task, attempt, session, state: decision.kind, reason: decision.reason },
    ...asked,
    ...(decision.kind === 'hit' ? { result: decision.result } : {}),
  });
  if (row.state === decision.kind) return decision;
  // Decided before a crash, with what was stored then.
  return row.state === 'hit' ? decision : { kind: row.state, reason: row.reason };
}
