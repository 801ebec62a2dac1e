import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashContents, treeOf } from '@musterhq/git';
import {
  findGateResult,
  type GateDecision,
  type GateResult,
  insertGateResult,
  readGateDecisions,
} from '@musterhq/store';
import type { Context } from '../context.ts';
import { contentsOf } from './contents-of.ts';
import { type DocumentLimit, withLimit } from './document-limit.ts';
import { type Gate, isCommand } from './gate.ts';
import { definitionHash, environmentHash, gateEnvironment } from './gate-environment.ts';
import { gateLog } from './gate-log.ts';
import type { GatePlace, GateReport } from './gate-report.ts';
import { freeSlot, takeSlot } from './gate-room.ts';
import { type GateVerdict, isPass } from './gate-verdict.ts';
import { readsOfGate } from './reads-of.ts';
import { runGate } from './run-gate.ts';
import { checkOut, forgetStarted, type Slot } from './slot.ts';
import { toolVersions } from './tool-versions.ts';

const tailCharacters = 4_000;

/** What a judgement of gates speaks for: an attempt, a review. */
type GateSubject = { subject: string; session?: number; task?: string };

export type GateOrder = {
  commit: string;
  gates: string[];
  subject: GateSubject;
  signal?: AbortSignal;
  /** Nothing that comes after a gate which does not pass is run. */
  onFirstRed?: 'stop';
  /** What the document asks for in figures; a gate without a limit of its own is held against it. */
  limit?: DocumentLimit;
};

/** A commit, what it holds, and who asks; the same for every gate of one order. */
type Case = GateOrder & { contents: string; tree: string; decisions: GateDecision[] };

/**
 * Judges gates at an exact commit, one after the other, in a worktree that no session writes to; orders for different commits run
 * beside each other, as many as there are slots. What passed on the same contents, by the same definition and in the same
 * environment, has passed: it is taken from the store, whichever run it was, and neither a process nor a worktree is
 * needed. Canceled by the signal or because the coordinator ends: then nothing is known of the gate that was running, and
 * nothing of it is written.
 */
export async function runGates(
  context: Context,
  order: GateOrder,
): Promise<{ kind: 'judged'; verdicts: GateVerdict[] } | { kind: 'canceled' }> {
  const signal =
    order.signal === undefined
      ? context.stopping.signal
      : AbortSignal.any([order.signal, context.stopping.signal]);
  const verdicts: GateVerdict[] = [];
  if (order.gates.length === 0) return { kind: 'judged', verdicts };
  const [tree, contents, decisions] = await Promise.all([
    treeOf(context.repo, order.commit),
    contentsOf(context, order.commit),
    readGateDecisions(context.store.database, context.fence.run),
  ]);
  const held: { slot?: Slot | undefined } = {};
  const checkedOut = async () => {
    held.slot ??= await takeSlot(context, order.commit, signal);
    if (held.slot !== undefined) await checkOut(context, held.slot, order.commit);
    return signal.aborted ? undefined : held.slot;
  };
  try {
    for (const gate of order.gates) {
      if (signal.aborted) return { kind: 'canceled' };
      const verdict = await judge(context, { ...order, signal, tree, contents, decisions }, gate, checkedOut);
      if (verdict === 'canceled') return { kind: 'canceled' };
      verdicts.push(verdict);
      if (order.onFirstRed === 'stop' && !isPass(verdict)) break;
    }
    return { kind: 'judged', verdicts };
  } finally {
    if (held.slot !== undefined) {
      forgetStarted(held.slot);
      freeSlot(context.room, held.slot);
    }
  }
}

async function judge(
  context: Context,
  order: Case & { signal: AbortSignal },
  name: string,
  checkedOut: GatePlace['checkOut'],
): Promise<GateVerdict | 'canceled'> {
  const bound = context.bindings.gates[name]!;
  const gate = withLimit(bound, order.limit);
  const reads = readsOfGate(gate);
  const definition = definitionHash(gate);
  const contents =
    reads === 'everything'
      ? order.contents
      : await hashContents(context.repo, order.commit, { without: context.documentPath, only: reads });
  const env = gateEnvironment(context, 'env' in gate ? gate : {});
  const tools = await toolVersions(context, isCommand(gate) ? gate.tools : [], env);
  const environment = isCommand(gate) && tools.kind === 'known' ? environmentHash(env, tools.versions) : '';
  const decision = order.decisions.findLast(
    (one) => one.gate === name && one.contents === order.contents && one.definition === definitionHash(bound),
  );
  const override = decision?.decision === 'overridden' ? decision : undefined;
  if (tools.kind === 'known' && isReusable(gate)) {
    const key = { gate: name, definition, contents, environment };
    const known =
      (await findGateResult(context.store.database, { ...key, outcome: 'passed' })) ??
      // Once a person has answered for a red gate, it is not run again on what that was said of.
      (override && (await findGateResult(context.store.database, key)));
    if (known !== undefined) return verdictOf(known, override);
  }
  const report: (GateReport & { tries?: number }) | 'canceled' =
    tools.kind === 'silent'
      ? { outcome: tools.outcome, output: tools.reason, durationMs: 0 }
      : await runGate(
          {
            context,
            gate: name,
            commit: order.commit,
            env,
            timeoutMs: ('timeout' in gate ? gate.timeout : undefined) ?? context.configuration.gateTimeout,
            signal: order.signal,
            document: gate === bound ? undefined : order.limit,
            checkOut: checkedOut,
          },
          gate,
          decision,
        );
  if (report === 'canceled') return 'canceled';
  const row = await write(context, order, { name, gate, definition, contents, environment }, report);
  return verdictOf(row, override);
}

/** Only what is a function of what it reads: the world outside and people are asked each time. */
const isReusable = (gate: Gate): boolean => isCommand(gate) || gate.kind === 'files';

async function write(
  context: Context,
  order: Case,
  facts: { name: string; gate: Gate; definition: string; contents: string; environment: string },
  report: GateReport & { tries?: number },
): Promise<Omit<GateResult, 'id' | 'run' | 'at'>> {
  const { name, gate, definition, contents, environment } = facts;
  const { subject, session, task } = order.subject;
  // Every run is a row of its own: a red one that is followed by a green one stays to be seen.
  const key = `${subject}:${name}:${order.tree}:${randomUUID()}`;
  const log = gateLog(context, key);
  await mkdir(dirname(log), { recursive: true });
  await writeFile(log, report.output);
  const row = {
    key,
    gate: name,
    kind: gate.kind,
    definition,
    contents,
    environment,
    commit: order.commit,
    tree: order.tree,
    outcome: report.outcome,
    exitCode: report.exitCode ?? null,
    counts: report.counts ?? null,
    evidence: report.evidence ?? null,
    tries: report.tries ?? 1,
    durationMs: Math.round(report.durationMs),
    tail: report.output.slice(-tailCharacters),
  };
  await insertGateResult(context.store, context.fence, {
    ...row,
    ...(session === undefined ? {} : { session }),
    ...(task === undefined ? {} : { task }),
  });
  return row;
}

function verdictOf(
  row: Omit<GateResult, 'id' | 'run' | 'at'>,
  override: GateDecision | undefined,
): GateVerdict {
  const { gate, kind, key, exitCode, tail, tries, evidence } = row;
  const outcome = row.outcome as GateVerdict['outcome'];
  const isOverridden = override !== undefined && outcome !== 'passed' && kind !== 'human';
  return {
    ...{ gate, kind, key, outcome, exitCode, tail, tries, evidence },
    standing:
      outcome === 'passed'
        ? { kind: 'passed' }
        : isOverridden
          ? { kind: 'overridden', by: override.by, why: override.why }
          : { kind: 'red' },
  };
}
