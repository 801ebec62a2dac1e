import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type AgentLibrary, parseRunbook, type Runbook } from '@musterhq/agents';
import {
  commitFile,
  commitOf,
  ensureExcluded,
  moveRef,
  type Repository,
  readFileAt,
  readRef,
} from '@musterhq/git';
import { type Plan, repair } from '@musterhq/plan';
import {
  findDocument,
  findOpenRun,
  findRun,
  insertDocument,
  insertRun,
  type Run,
  recordEvent,
  removeOldRuns,
  type Store,
  takeRun,
} from '@musterhq/store';
import { z } from 'zod';
import { checkBindings } from './check-bindings.ts';
import { compileDocument } from './compile-document.ts';
import { type Configuration, configurationSchema } from './configuration.ts';
import type { Context } from './context.ts';
import { EngineError } from './engine-error.ts';
import { type GateBindings, gateBindingsSchema } from './gate-bindings.ts';
import { clockOf, parsePace } from './pace.ts';
import { readDocument } from './read-document.ts';
import { readYaml } from './read-yaml.ts';
import { masterAuthor } from './seat.ts';
import { sha256 } from './sha256.ts';

/** What a command line may say about a run; kept with it, so that resuming needs none of it again. */
const runOptionsSchema = z.object({
  pace: z.string().default('asap'),
  gates: z.string().optional(),
  runbook: z.string().optional(),
  concurrency: z.int().min(1).optional(),
  driver: z.enum(['runbook', 'scripted']).optional(),
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

/** Starts a run of a document: the plan goes onto the integration branch, the run into the store. */
export async function beginRun(
  around: Surroundings,
  request: { documentFile: string; planStart?: string; options: RunOptions },
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
  const options = runOptionsSchema.parse(withAbsolutePaths(request));
  await requireFilesReadable(around, options, plan);
  const last = await findRun(store.database);
  const startedAt = new Date(around.now());
  const run = await insertRun(store, {
    id: `r${Number(last?.id.slice(1) ?? 0) + 1}`,
    documentPath: documentPathOf(repo, request.documentFile, plan),
    options,
    planStart: request.planStart ?? startedAt.toISOString().slice(0, 10),
    startedAt,
  });
  return openContext(around, run, text);
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

async function openContext(around: Surroundings, run: Run, given?: string): Promise<Context> {
  const { store, repo, library } = around;
  const options = runOptionsSchema.parse(run.options);
  const configuration = {
    ...around.configuration,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.driver === undefined ? {} : { driver: options.driver }),
  };
  const fence = await takeRun(store, run.id, around.coordinator);
  await ensureExcluded(repo, [
    '/.muster/',
    ...library.agents.map((agent) => `/.claude/agents/${agent.name}.md`),
  ]);
  const stored = await findDocument(store.database, run.id);
  const text = stored?.text ?? given;
  if (text === undefined) throw new EngineError('document_missing', `Run ${run.id} has lost its document.`);
  const { plan } = compileDocument(text, library);
  const context: Context = {
    ...around,
    ...(await viewOf({ ...around, configuration }, run, plan)),
    fence,
    configuration,
    documentPath: run.documentPath,
    live: { plan, text },
    bindings: await readBindings(options, plan),
    runbook: await readRunbook(around, options, configuration),
    script:
      options.script === undefined
        ? undefined
        : readYaml(await readFile(options.script, 'utf8'), options.script, z.record(z.string(), z.unknown())),
    isStopping: false,
  };
  await placeDocument(context);
  await insertDocument(store, fence, {
    sha256: sha256(context.live.text),
    text: context.live.text,
    origin: 'start',
  });
  const kind = stored === undefined ? 'run_started' : 'run_resumed';
  await recordEvent(store, fence, {
    key: `run:generation:${fence.generation}`,
    kind,
    data: { document: run.documentPath, pace: options.pace, planStart: run.planStart },
  });
  await removeOldRuns(store, configuration.retention.runs);
  return context;
}

/** What reading a run's facts needs; no coordinator, no fence. */
export type View = Pick<Context, 'store' | 'repo' | 'clock' | 'pace' | 'main' | 'integration' | 'fence'>;

export async function viewOf(
  around: Pick<Surroundings, 'store' | 'repo' | 'configuration'>,
  run: Run,
  plan: Plan,
): Promise<View> {
  const { store, repo, configuration } = around;
  const { pace: paceText } = runOptionsSchema.parse(run.options);
  const pace = parsePace(paceText);
  if (pace === undefined) {
    throw new EngineError('configuration_invalid', `The pace '${paceText}' is none of: asap, real, 1d=20s.`);
  }
  return {
    store,
    repo,
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
async function placeDocument(context: Context): Promise<void> {
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
    const known = await findDocument(context.store.database, context.fence.run);
    // On a run that goes on, the branch is the truth: a write-back may have landed just before a crash.
    if (known !== undefined && there !== undefined) {
      context.live = { plan: compileDocument(there, context.library).plan, text: there };
      return;
    }
    const commit = await commitFile(repo, {
      onto: found,
      path: documentPath,
      content: context.live.text,
      author: masterAuthor(context.live.plan),
      message: `Take in the plan: ${context.live.plan.title}`,
      date: new Date(context.clock.now()).toISOString(),
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

function withAbsolutePaths(request: { documentFile: string; options: RunOptions }): RunOptions {
  const { gates, runbook, script, ...rest } = request.options;
  const beside = join(dirname(resolve(request.documentFile)), 'gates.yaml');
  return {
    ...rest,
    gates: gates === undefined ? beside : resolve(gates),
    ...(runbook === undefined ? {} : { runbook: resolve(runbook) }),
    ...(script === undefined ? {} : { script: resolve(script) }),
  };
}

async function requireFilesReadable(around: Surroundings, options: RunOptions, plan: Plan): Promise<void> {
  await readBindings(options, plan);
  await readRunbook(around, options, around.configuration);
}

async function readBindings(options: RunOptions, plan: Plan): Promise<GateBindings> {
  const file = options.gates;
  const text = file === undefined ? '' : await readFile(file, 'utf8').catch(absent);
  const bindings = readYaml(text, file ?? 'gates.yaml', gateBindingsSchema);
  checkBindings(bindings, plan, file ?? 'gates.yaml');
  return bindings;
}

async function readRunbook(
  around: Surroundings,
  options: RunOptions,
  configuration: Configuration,
): Promise<Runbook | undefined> {
  if ((options.driver ?? configuration.driver) !== 'runbook') return undefined;
  const file = options.runbook ?? join(around.repo.dir, configuration.runbook);
  const text = await readFile(file, 'utf8').catch(absent);
  if (text === '' && options.runbook === undefined) return undefined;
  const { runbook, diagnostics } = parseRunbook(text, file);
  if (runbook === undefined || diagnostics.some((found) => found.severity === 'error')) {
    const lines = diagnostics.map((found) => `${file}:${found.line}:${found.column} ${found.message}`);
    throw new EngineError(
      'configuration_invalid',
      lines.join('\n') || `${file} is empty: expected a runbook.`,
    );
  }
  return runbook;
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
