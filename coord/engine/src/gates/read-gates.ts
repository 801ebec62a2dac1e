import { existsSync } from 'node:fs';
import { commitOf, GitError, readRef } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import {
  findDocument,
  type GateDecision,
  type GateResult,
  type Review,
  type Run,
  readGateDecisions,
  readGateResults,
  readGateResultsByKey,
  readReviews,
} from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import { runOptionsSchema, type Surroundings, viewOf } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import type { Judgement } from '../review.ts';
import { assembleGates, type GatesView } from './assemble-gates.ts';
import { contentsOf, knownContents } from './contents-of.ts';
import type { GateBindings } from './gate-bindings.ts';
import { gateLog } from './gate-log.ts';
import { readBindings } from './read-bindings.ts';

/** What is known of the gates of a run; any process may ask, whether a coordinator lives or not. */
export type GateFacts = {
  run: Run;
  plan: Plan;
  bindings: GateBindings;
  branch: string;
  /** Where the integration branch is; empty before there is one. */
  tip: string;
  results: GateResult[];
  reviews: Review[];
  decisions: GateDecision[];
};

export async function readGateFacts(around: Surroundings, id?: string): Promise<GateFacts> {
  const { database } = around.store;
  const run = await requireRun(around, id);
  const document = await findDocument(database, run.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const { integration: branch } = await viewOf(around, run, plan);
  const [bindings, tip, own, reviews, decisions] = await Promise.all([
    readBindings(runOptionsSchema.parse(run.options), plan),
    readRef(around.repo, branch).then((commit) => commit ?? ''),
    readGateResults(database, run.id),
    readReviews(database, run.id),
    readGateDecisions(database, run.id),
  ]);
  const known = new Set(own.map(({ key }) => key));
  const named = reviews
    .flatMap(({ evidence }) => (evidence.judgements ?? []) as Judgement[])
    .flatMap(({ gates }) => gates.map(({ key }) => key))
    .filter((key) => !known.has(key));
  const taken = await readGateResultsByKey(database, [...new Set(named)]);
  return { run, plan, bindings, branch, tip, results: [...taken, ...own], reviews, decisions };
}

/** `muster gates`. */
export async function readGates(around: Surroundings, id?: string): Promise<GatesView> {
  const facts = await readGateFacts(around, id);
  return assembleGates({
    ...facts,
    contents: await readContents(around, facts),
    logOf(key) {
      const file = gateLog(around, key);
      return existsSync(file) ? file : null;
    },
  });
}

/** The hash that decisions are known by, of the tip and of what each gate judged last. */
async function readContents(
  around: Pick<Surroundings, 'repo'>,
  { run, tip, results }: GateFacts,
): Promise<Map<string, string>> {
  const newest = new Map(
    results.filter((one) => one.run === run.id).map(({ gate, commit }) => [gate, commit]),
  );
  const taken = results.filter((one) => one.run !== run.id).map(({ commit }) => commit);
  const commits = [...new Set([tip, ...newest.values(), ...taken])].filter((commit) => commit !== '');
  const hashes = await Promise.all(commits.map((commit) => findContents(around, run, commit)));
  return new Map(
    commits.flatMap((commit, index) => {
      const hash = hashes[index];
      return hash === undefined ? [] : [[commit, hash]];
    }),
  );
}

/** Undefined for what the repository does not hold: a candidate that never landed may have been cleared away. */
export async function findContents(
  { repo }: Pick<Surroundings, 'repo'>,
  { documentPath }: Pick<Run, 'documentPath'>,
  revision: string,
): Promise<string | undefined> {
  const known = knownContents({ repo, documentPath }, revision);
  if (known !== undefined) return known;
  try {
    return await contentsOf({ repo, documentPath }, await commitOf(repo, revision));
  } catch (error) {
    if (error instanceof GitError && error.code === 'unknown_revision') return undefined;
    throw error;
  }
}
