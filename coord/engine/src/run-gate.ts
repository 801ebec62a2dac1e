import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runShell } from '@musterhq/agents';
import { ensureWorktree, hashContents, resetWorktree, treeOf } from '@musterhq/git';
import { findPassedGate, type GateResult, insertGateResult } from '@musterhq/store';
import type { Context } from './context.ts';
import { judgeGate } from './judge-gate.ts';
import { prepareFolder } from './prepare-folder.ts';
import { sha256 } from './sha256.ts';

const tailBytes = 4_000;
const runningGates = new Map<string, Promise<unknown>>();

/** One check of one commit. `subject` is what it speaks for: an attempt, a review. */
export type GateSubject = { subject: string; session?: number; task?: string };

export type GateVerdict = {
  gate: string;
  key: string;
  outcome: string;
  exitCode: number | null;
  tail: string;
};

/**
 * Runs gates at an exact commit, in a worktree that no session writes to. What passed on these very contents, by this
 * very command, has passed: it is taken from the store. The plan's document is no content, since each review writes
 * statuses into it. Everything else runs; the first gate that does not pass ends the row.
 */
export async function runGates(
  context: Context,
  place: { name: string; commit: string },
  gates: string[],
  subject: GateSubject,
): Promise<GateVerdict[]> {
  const verdicts: GateVerdict[] = [];
  if (gates.length === 0) return verdicts;
  const { store, fence } = context;
  const [tree, contents] = await Promise.all([
    treeOf(context.repo, place.commit),
    hashContents(context.repo, place.commit, { without: context.documentPath }),
  ]);
  let folder: string | undefined;
  for (const gate of gates) {
    const definition = sha256(JSON.stringify(context.bindings.gates[gate])).slice(0, 12);
    const known = await findPassedGate(store.database, fence.run, { gate, definition, contents });
    if (known === undefined) folder ??= await checkOut(context, place);
    const result =
      known ??
      (await runOne(
        context,
        { gate, definition, contents, folder: folder!, tree, commit: place.commit },
        subject,
      ));
    const { key, outcome, exitCode, tail } = result;
    verdicts.push({ gate, key, outcome, exitCode, tail });
    if (outcome !== 'passed') break;
  }
  return verdicts;
}

/** The sentence that goes into a brief: which gate, what came of it, and the end of what it printed. */
export function evidenceOf(verdict: GateVerdict): string {
  const exit = verdict.exitCode === null ? '' : `, exit code ${verdict.exitCode}`;
  return `The gate '${verdict.gate}' ended as ${verdict.outcome}${exit}. The end of its output:\n${verdict.tail}`;
}

/** A worktree of its own for each purpose, moved to the commit; nothing in it is worth keeping. */
async function checkOut(context: Context, place: { name: string; commit: string }): Promise<string> {
  const path = join(context.stateDir, 'worktrees', `gates-${place.name}`);
  const branch = `muster/gates-${place.name}`;
  const token = `${context.fence.run}:gates-${place.name}`;
  await ensureWorktree(context.repo, { path, branch, startPoint: place.commit, token });
  await resetWorktree(context.repo, { path, branch, to: place.commit, saveRef: `gates/${place.name}` });
  await prepareFolder(context, { path, session: 0 });
  return path;
}

async function runOne(
  context: Context,
  run: { gate: string; definition: string; contents: string; folder: string; tree: string; commit: string },
  subject: GateSubject,
): Promise<Pick<GateResult, 'key' | 'outcome' | 'exitCode' | 'tail'>> {
  const gate = context.bindings.gates[run.gate]!;
  // Every run is a row of its own: a red one that is followed by a green one stays to be seen.
  const key = `${subject.subject}:${run.gate}:${run.tree}:${randomUUID()}`;
  const result = await oneAtATime(run.folder, () =>
    runShell({
      run: gate.run,
      cwd: run.folder,
      env: { ...context.childEnv, ...gate.env, CI: '1' },
      timeoutMs: gate.timeout ?? context.configuration.gateTimeout,
      signal: context.stopping.signal,
    }),
  );
  // Ended because the coordinator ends: nothing is known of the gate, and whoever comes next runs it.
  if (result.isCanceled) return new Promise(() => undefined);
  const output = `${result.stdout}${result.stderr === '' ? '' : `\n${result.stderr}`}`;
  const judged = judgeGate(gate.kind, { ...result, output });
  const folder = join(context.stateDir, 'gates');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${key.replaceAll(/[^\w.#-]+/g, '_')}.log`), output);
  const row = {
    key,
    gate: run.gate,
    kind: gate.kind,
    definition: run.definition,
    contents: run.contents,
    commit: run.commit,
    tree: run.tree,
    outcome: judged.outcome,
    exitCode: result.exitCode ?? null,
    counts: judged.counts ?? null,
    durationMs: Math.round(result.durationMs),
    tail: output.slice(-tailBytes),
    ...(subject.session === undefined ? {} : { session: subject.session }),
    ...(subject.task === undefined ? {} : { task: subject.task }),
  };
  await insertGateResult(context.store, context.fence, row);
  return row;
}

/** Two gates in one folder would see each other's files. */
async function oneAtATime<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const before = runningGates.get(folder) ?? Promise.resolve();
  const mine = before.then(work, work);
  runningGates.set(
    folder,
    mine.catch(() => undefined),
  );
  return mine;
}
