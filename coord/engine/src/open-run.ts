import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { AgentLibrary } from '@musterhq/agents';
import {
  commitFile,
  commitOf,
  ensureExcluded,
  moveRef,
  type Repository,
  readFileAt,
  readRef,
} from '@musterhq/git';
import { diffPlans, type Plan, repair } from '@musterhq/plan';
import {
  carryOver,
  findDocument,
  findOpenRun,
  findRun,
  insertDocument,
  insertRun,
  type Run,
  readEvents,
  recordEvent,
  removeOldRuns,
  type Store,
  takeRun,
} from '@musterhq/store';
import { z } from 'zod';
import { movesOf } from './adopt-document.ts';
import { carriedWork } from './carried-work.ts';
import { compileDocument } from './compile-document.ts';
import { type Configuration, configurationSchema } from './configuration.ts';
import type { Context } from './context.ts';
import { drivingOf, requireDrivers } from './driving/driving-of.ts';
import { EngineError } from './engine-error.ts';
import { makeGateRoom } from './gates/gate-room.ts';
import { clockOf, type Pace, parsePace } from './pace.ts';
import { pruneLogs } from './prune-logs.ts';
import { readDocument } from './read-document.ts';
import { readRunFiles } from './read-run-files.ts';
import { readYaml } from './read-yaml.ts';
import { masterAuthor } from './seat.ts';
import { sha256 } from './sha256.ts';

/** What a command line may say about a run; kept with it, so that resuming needs none of it again. */
export const runOptionsSchema = z.object({
  pace: z.string().default('asap'),
  gates: z.string().optional(),
  /** A finished run of the same document, whose unchanged tasks are done already. */
  carriesFrom: z.string().optional(),
  /** The file was there when the run began. */
  hasGates: z.boolean().optional(),
  runbook: z.string().optional(),
  concurrency: z.int().min(1).optional(),
  driver: z.string().optional(),
  /** YAML file with the scripted driver's options by task, for tests. */
  script: z.string().optional(),
});
export type RunOptions = z.infer<typeof runOptionsSchema>;

/** Handles and values that the composition root has made. */
export type Surroundings = {
  store: Store;
  repo: Repository;
  stateDir: string;
  configuration: Configuration;
  library: AgentLibrary;
  childEnv: Record<string, string>;
  variables: Record<string, string>;
  gitHubToken?: string | undefined;
  host: { node: string; script: string };
  coordinator: { pid: number; startedAt: string; host: string };
  now: () => number;
};

export async function readConfiguration(dir: string): Promise<Configuration> {
  const file = join(dir, 'muster', 'config.yaml');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return readYaml(text, 'muster/config.yaml', configurationSchema);
}

/**
 * Starts a run of a document: the plan goes onto the integration branch, the run into the store. An open run of the same
 * document is gone on with, by the options that it began with.
 */
export async function beginRun(
  around: Surroundings,
  request: { documentFile: string; planStart?: string; isAgain?: boolean; options: RunOptions },
): Promise<Context> {
  const { store, repo } = around;
  const text = await readDocument(resolve(request.documentFile));
  if (repair(text).kind === 'mojibake') {
    throw new EngineError(
      'document_invalid',
      `${request.documentFile} is UTF-8 that was read as Mac Roman; a run would write into broken text. Run 'muster plan repair ${request.documentFile}' first.`,
    );
  }
  const { plan, diagnostics } = compileDocument(text, around.library);
  const errors = diagnostics.filter((found) => found.severity === 'error');
  if (errors.length > 0) {
    const lines = errors.map(
      (found) => `${request.documentFile}:${found.line}:${found.column} ${found.message} [${found.rule}]`,
    );
    throw new EngineError('document_invalid', lines.join('\n'), { diagnostics: errors });
  }
  const options = runOptionsSchema.parse(withAbsolutePaths(around, request));
  await requireFit(around, options, plan);
  const documentPath = documentPathOf(repo, request.documentFile, plan);
  const open = await findOpenRun(store.database);
  if (open?.documentPath === documentPath) return openContext(around, open);
  const last = await findRun(store.database);
  const isSame = last?.state === 'finished' && last.documentPath === documentPath && request.isAgain !== true;
  const startedAt = new Date(around.now());
  const run = await insertRun(
    store,
    {
      id: `r${Number(last?.id.slice(1) ?? 0) + 1}`,
      documentPath,
      options: { ...options, ...(isSame ? { carriesFrom: last.id } : {}) },
      planStart: request.planStart ?? startedAt.toISOString().slice(0, 10),
      startedAt,
    },
    { sha256: sha256(text), text },
  );
  return openContext(around, run);
}

/** Takes an open run over, whoever had it before. */
export async function reopenRun(around: Surroundings): Promise<Context> {
  const run = await findOpenRun(around.store.database);
  if (run === undefined) {
    throw new EngineError(
      'no_run',
      `There is no open run in ${around.repo.dir}. Start one with 'muster run DOCUMENT'.`,
    );
  }
  return openContext(around, run);
}

async function openContext(around: Surroundings, run: Run): Promise<Context> {
  const { store, repo, library } = around;
  const options = runOptionsSchema.parse(run.options);
  const configuration = {
    ...around.configuration,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    driver: options.driver ?? around.configuration.driver,
  };
  const stored = await findDocument(store.database, run.id);
  if (stored === undefined) {
    throw new EngineError(
      'document_missing',
      `Run ${run.id} has no document. End it with 'muster stop --abandon', then start it again.`,
    );
  }
  const { text } = stored;
  const { plan } = compileDocument(text, library);
  const view = await viewOf({ ...around, configuration }, run, plan);
  const files = await readRunFiles(around, options, plan);
  // Last: a run that cannot be opened stays as it was, for whoever has it.
  const fence = await takeRun(store, run.id, around.coordinator);
  const context: Context = {
    ...around,
    ...view,
    ...files,
    fence,
    configuration,
    documentPath: run.documentPath,
    live: { plan, text },
    stopping: new AbortController(),
    room: makeGateRoom({ stateDir: around.stateDir, parallel: configuration.landing.parallel }),
    progress: () => undefined,
  };
  await ensureExcluded(repo, [
    '/.muster/',
    ...library.agents.map((agent) => `/.claude/agents/${agent.name}.md`),
  ]);
  const [adopted] = await readEvents(store.database, run.id, { kind: 'document_adopted', limit: 1 });
  await placeDocument(context, { isAdopted: adopted !== undefined, startedAt: run.startedAt });
  await insertPlaced(context, plan, { isAdopted: adopted !== undefined });
  await carryWork(context, options.carriesFrom);
  const kind = adopted === undefined ? 'run_started' : 'run_resumed';
  await recordEvent(store, fence, {
    key: `run:generation:${fence.generation}`,
    kind,
    data: { document: run.documentPath, pace: options.pace, planStart: run.planStart },
  });
  await removeOldRuns(store, configuration.retention.runs);
  await pruneLogs(around.stateDir, {
    days: configuration.retention.logDays,
    now: around.now(),
    keep: run.id,
  });
  return context;
}

/**
 * Writes down the document that is in force. Where it is not the one that was known, the branch got it right before a
 * crash: from a review, which changes nothing of the plan, or from an edit, whose moved tasks move now.
 */
async function insertPlaced(
  context: Context,
  known: Plan,
  { isAdopted }: { isAdopted: boolean },
): Promise<void> {
  const { store, fence, repo, live } = context;
  const document = { sha256: sha256(live.text), text: live.text };
  const changes = diffPlans(known, live.plan, { finished: new Set(), running: new Set() });
  if (!isAdopted || changes.length === 0) {
    await insertDocument(store, fence, { ...document, origin: isAdopted ? 'write_back' : 'start' });
    return;
  }
  const commit = await commitOf(repo, `refs/heads/${context.integration}`);
  const lines = changes.map((change) => change.line);
  const options = { data: { changes: lines, commit }, moves: movesOf(changes) };
  await insertDocument(store, fence, { ...document, origin: 'edit' }, options);
}

async function carryWork(context: Context, from: string | undefined): Promise<void> {
  if (from === undefined) return;
  const { store, fence, library, live } = context;
  const before = await findDocument(store.database, from);
  if (before === undefined) return;
  await carryOver(store, fence, carriedWork(from, compileDocument(before.text, library).plan, live.plan));
}

/** What reading a run's facts needs; no coordinator, no fence. */
export type View = Pick<
  Context,
  'store' | 'repo' | 'clock' | 'pace' | 'main' | 'integration' | 'fence' | 'configuration'
>;

export async function viewOf(
  around: Pick<Surroundings, 'store' | 'repo' | 'configuration'>,
  run: Run,
  plan: Plan,
): Promise<View> {
  const { store, repo, configuration } = around;
  const pace = requirePace(runOptionsSchema.parse(run.options));
  return {
    store,
    repo,
    configuration,
    fence: { run: run.id, generation: run.generation },
    clock: clockOf(pace, {
      startedAt: run.startedAt.getTime(),
      planStart: run.planStart,
      zone: configuration.zone,
    }),
    pace: pace.kind === 'asap' ? 'asap' : 'dated',
    main: await mainBranch(repo, plan, configuration),
    integration: plan.branches.find((branch) => branch.role === 'integration')?.name ?? 'integration/daily',
  };
}

/** Makes the integration branch and puts the plan on it, unless both are there. */
async function placeDocument(
  context: Context,
  { isAdopted, startedAt }: { isAdopted: boolean; startedAt: Date },
): Promise<void> {
  const { repo, documentPath } = context;
  const ref = `refs/heads/${context.integration}`;
  for (;;) {
    const found = await readRef(repo, ref);
    if (found === undefined) {
      const main = await commitOf(repo, `refs/heads/${context.main}`);
      await moveRef(repo, ref, main, undefined, 'muster: begin the integration branch');
      continue;
    }
    const there = await readFileAt(repo, found, documentPath);
    if (there === context.live.text) return;
    // On a run that goes on, the branch is the truth: a write-back may have landed just before a crash.
    if (isAdopted && there !== undefined) {
      context.live = { plan: compileDocument(there, context.library).plan, text: there };
      return;
    }
    const commit = await commitFile(repo, {
      onto: found,
      path: documentPath,
      content: context.live.text,
      author: masterAuthor(context.live.plan),
      message: `Take in the plan: ${context.live.plan.title}`,
      // Of the run, not of now: a repeat after a crash makes the very same commit.
      date: startedAt.toISOString(),
    });
    await moveRef(repo, ref, commit, found, 'muster: take in the plan', { isFastForward: true });
  }
}

async function mainBranch(repo: Repository, plan: Plan, configuration: Configuration): Promise<string> {
  const named = plan.branches.find((branch) => branch.role === 'main')?.name;
  const candidates = [configuration.main, named, 'main', 'master'].filter((name) => name !== undefined);
  for (const name of candidates) if ((await readRef(repo, `refs/heads/${name}`)) !== undefined) return name;
  throw new EngineError(
    'repository_unfit',
    `None of the branches ${[...new Set(candidates)].join(', ')} exists in ${repo.dir}. Name the main branch as 'main:' in muster/config.yaml.`,
  );
}

/** Inside the repository the document stays where it is; from elsewhere it comes to where the plan says it lives. */
function documentPathOf(repo: Repository, file: string, plan: Plan): string {
  const path = relative(repo.dir, resolve(file));
  if (path !== '' && !path.startsWith('..')) return path;
  return plan.resources.find((resource) => resource.isDocument === true)?.path ?? basename(file);
}

function withAbsolutePaths(
  { repo, configuration }: Surroundings,
  request: { documentFile: string; options: RunOptions },
): RunOptions {
  const { gates, runbook, script, ...rest } = request.options;
  const named = gates === undefined ? configuration.gates : resolve(gates);
  const beside = join(dirname(resolve(request.documentFile)), 'gates.yaml');
  const file = named === undefined ? beside : resolve(repo.dir, named);
  // Beside the document it may still come; a name that leads nowhere would guard nothing.
  if (named !== undefined && !existsSync(file))
    throw new EngineError('configuration_invalid', `There are no gate bindings at ${file}.`, { file });
  return {
    ...rest,
    gates: file,
    hasGates: existsSync(file),
    ...(runbook === undefined ? {} : { runbook: resolve(runbook) }),
    ...(script === undefined ? {} : { script: resolve(script) }),
  };
}

/** Before a run is begun, so that a wrong flag or file leaves no open run behind. */
async function requireFit(around: Surroundings, options: RunOptions, plan: Plan): Promise<void> {
  requirePace(options);
  await mainBranch(around.repo, plan, around.configuration);
  requireDrivers(drivingOf(around, options), plan);
  await readRunFiles(around, options, plan);
}

function requirePace(options: RunOptions): Pace {
  const pace = parsePace(options.pace);
  if (pace !== undefined) return pace;
  throw new EngineError(
    'configuration_invalid',
    `The pace '${options.pace}' is none of: asap, real, 1d=20s (a plan day in 20 seconds).`,
  );
}
