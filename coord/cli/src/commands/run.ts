import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import {
  beginRun,
  type Context,
  coordinate,
  EngineError,
  eventLine,
  latestAttempts,
  makeNotifier,
  type Notifier,
  type RunOptions,
  readDocument,
  readStatus,
  reopenRun,
} from '@musterhq/engine';
import { inspectRepository, repositoryFindings } from '@musterhq/git';
import { isProcessAlive, makeLauncher } from '@musterhq/process';
import { type Event, findDocument, findOpenRun, findRun, insertRequest, readAttempts } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { makeScreen, type Screen } from '../make-screen.ts';
import { openProject, type Project } from '../open-project.ts';
import { startDashboard } from '../start-dashboard.ts';
import { statusLines } from '../status-lines.ts';
import { UsageError } from '../usage-error.ts';

export type RunFlags = Partial<RunOptions> & ScreenFlags & { start?: string; again?: boolean };

/** `dashboard` is false where it was declined. */
type ScreenFlags = { json?: boolean; dashboard?: boolean };

/** `muster run DOCUMENT`: goes on with the open run of that document, or begins one, and works until it is over. */
export async function run(environment: Environment, documentFile: string, flags: RunFlags): Promise<void> {
  const project = await openProject(environment);
  await useProject(project, flags, async () => {
    await refuseUnfit(project);
    await refuseRunning(project);
    const { start, json, again, dashboard, ...options } = flags;
    if (again !== true) await refuseFinished(project, resolve(environment.cwd, documentFile));
    return beginRun(project.around, {
      documentFile,
      options: { pace: 'asap', ...options },
      isAgain: again === true,
      ...(start === undefined ? {} : { planStart: start }),
    });
  });
}

/** `muster resume`: the open run, whoever left it and however; what was blocked is tried again. */
export async function resume(environment: Environment, flags: ScreenFlags): Promise<void> {
  const project = await openProject(environment);
  await useProject(project, flags, async () => {
    await refuseRunning(project);
    const { store } = project.around;
    const open = await findOpenRun(store.database);
    if (open !== undefined) {
      const attempts = await readAttempts(store.database, open.id);
      for (const { task, state } of latestAttempts(attempts).values()) {
        if (state === 'blocked' || state === 'reopened' || state === 'reverted')
          await insertRequest(store, { run: open.id, kind: 'retry', data: { task } });
      }
    }
    return reopenRun(project.around);
  });
}

async function useProject(project: Project, flags: ScreenFlags, open: () => Promise<Context>): Promise<void> {
  const interruption = makeInterruption();
  const { repo, stateDir } = project.around;
  const launcher = makeLauncher({ folder: join(stateDir, 'shells'), env: repo.env });
  const isWatched = project.environment.isTerminal && flags.json !== true;
  const screen = makeScreen(process.stdout, isWatched);
  let dashboard: ReturnType<typeof startDashboard> | undefined;
  let notifier: Notifier | undefined;
  try {
    const context = { ...(await open()), repo: { ...repo, run: launcher.run } };
    notifier = makeNotifier(project.around, warnOfNotices);
    if (isWatched && flags.dashboard !== false) dashboard = startDashboard(project, screen.line);
    const end = await coordinate(context, {
      systemDatabaseUrl: project.databaseUrl,
      signal: interruption.signal,
      ...listeners(context, screen, flags.json === true),
    });
    if (flags.json !== true) {
      const status = await readStatus(project.around, context.fence.run);
      process.stdout.write(`\n${statusLines(status).join('\n')}\n`);
    }
    process.exitCode = {
      finished: exitCodes.ok,
      blocked: exitCodes.blocked,
      stopped: interruption.signal.aborted ? exitCodes.interrupted : exitCodes.ok,
    }[end.state];
  } finally {
    interruption.end();
    await notifier?.close();
    await dashboard?.close();
    await launcher.close();
    await project.close();
  }
}

/** The run does not wait for those who are told of it. */
const warnOfNotices = (error: unknown): void => {
  process.stderr.write(
    `muster: notices are not sent: ${error instanceof Error ? error.message : String(error)}\n`,
  );
};

/** The first signal ends the run in good order; whoever cannot wait for that sends another, and nothing is lost either. */
function makeInterruption(): { signal: AbortSignal; end(): void } {
  const abort = new AbortController();
  const interrupt = () => {
    if (abort.signal.aborted) process.exit(exitCodes.interrupted);
    abort.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: abort.signal,
    end() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

/** What the queue does in between: `muster log` and `--json` have it, and a person who watches sees what comes of it. */
const inLogAlone = new Set(['candidate_made', 'integration_moved']);

/** How a run is told: one line of JSON an event, or words with what each session prints below them. */
function listeners(context: Context, screen: Screen, isJson: boolean) {
  const traceFile = join(context.stateDir, 'coordinator.log');
  const working = new Map<number, string>();
  let loss: { text: string; atMs: number } | undefined;
  const labels = () => new Map(context.live.plan.tasks.map((task) => [task.id, task.label]));
  return {
    onEvent(event: Event) {
      if (loss !== undefined && event.at.getTime() > loss.atMs) {
        process.stderr.write(`muster: ${loss.text}\n`);
        loss = undefined;
      }
      if (isJson) return screen.line(JSON.stringify(event));
      if (inLogAlone.has(event.kind)) return;
      screen.line(`${event.at.toISOString().slice(11, 19)}  ${eventLine(event, labels())}`);
      if (event.session === null || event.task === null) return;
      const label = labels().get(event.task) ?? event.task;
      if (event.kind === 'turn_started') {
        working.set(event.session, label);
        screen.session(event.session, `${label}  at work`);
      }
      if (event.kind === 'turn_finished') screen.session(event.session, undefined);
    },
    onProgress(session: number, line: string) {
      screen.session(session, `${working.get(session) ?? ''}  ${line}`);
    },
    onEnd: screen.close,
    /** Kept until something was written after it, so that the run goes on: a run that ends by its loss says so at its end. */
    warn(text: string) {
      loss ??= { text, atMs: Date.now() };
    },
    trace: (...words: unknown[]) =>
      appendFileSync(traceFile, `${words.map((word) => inspect(word)).join(' ')}\n`),
  };
}

async function refuseUnfit(project: Project): Promise<void> {
  const { repo, configuration } = project.around;
  const facts = await inspectRepository(
    repo,
    configuration.main === undefined ? {} : { main: configuration.main },
  );
  const errors = repositoryFindings(facts).filter((found) => found.severity === 'error');
  if (errors.length === 0) return;
  throw new EngineError(
    'repository_unfit',
    errors.map((found) => `${found.message} ${found.fix} [${found.rule}]`).join('\n'),
  );
}

/** A plan whose last run finished, and that nobody has edited since: its steps would find everything done. */
async function refuseFinished({ around }: Project, documentFile: string): Promise<void> {
  const last = await findRun(around.store.database);
  if (last?.state !== 'finished' || resolve(around.repo.dir, last.documentPath) !== documentFile) return;
  const document = await findDocument(around.store.database, last.id);
  if (document?.text !== (await readDocument(documentFile))) return;
  throw new UsageError(
    `Run ${last.id} has finished this plan and nothing in it has changed since. Edit it, or do all of it once more with --again.`,
  );
}

async function refuseRunning(project: Project): Promise<void> {
  const { store, coordinator } = project.around;
  const open = await findOpenRun(store.database);
  const holder = open?.coordinator;
  if (open?.state !== 'running' || holder === null || holder === undefined) return;
  if (holder.host === coordinator.host && !isProcessAlive(holder)) return;
  throw new EngineError(
    'already_running',
    `Run ${open.id} is being coordinated by process ${holder.pid} on ${holder.host}. Watch it with 'muster status --watch', or end it with 'muster stop'.`,
    { ...holder },
  );
}
