import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makePool } from '@musterhq/postgres';
import { findRun, makeStore, readAttempts, readEvents, readHandoffs, readTurns } from '@musterhq/store';
import type { Lane } from './lane.ts';

/** What a run has left behind, in a form that two runs of the same work share: no times, no commit ids. */
export type Outcome = {
  run: string;
  /** Ids of the trees that `main` and the integration branch hold, the document included. */
  mainTree: string;
  integrationTree: string;
  /** The main checkout against `main`. */
  checkout: string;
  /** `task attempt turn` of every turn that finished, and of every time that the steps of one ran. */
  finishedTurns: string[];
  stepsRun: string[];
  attempts: string[];
  handoffs: string[];
  /** Subjects of what was integrated, by the history of `main` and by the events. */
  merged: string[];
  integrated: string[];
  /** `task cause` of what the landing queue sent back. */
  ejections: string[];
  /** `kind task` of every event that tells of work: each happened as often as when nobody was killed. */
  told: string[];
  /** Each is a fault by itself; empty after every run that went well. */
  unreachable: string[];
  locks: string[];
  openWorkflows: string[];
};

/** Facts about the run that differ from one to the next. */
export type RunRecord = {
  /** Names of the steps that are done, in the order in which that was written down. */
  steps: string[];
  events: { id: number; kind: string; generation: number; at: number }[];
};

/** Not those of the queue's candidates and of rounds, which differ with what is ready when. */
const tellingOfWork = new Set([
  'attempt_started',
  'turn_started',
  'turn_finished',
  'commit_made',
  'attempt_submitted',
  'entry_queued',
  'entry_left',
  'task_integrated',
  'rework_asked',
  'conflict_met',
  'ownership_refused',
  'attempt_blocked',
  'round_held',
  'handoff_offered',
  'handoff_taken',
  'handoff_accepted',
  'review_held',
  'main_landed',
  'run_finished',
]);

/** Reads what the finished run left in the repository, the database and outside. The server is left running. */
export async function readOutcome(lane: Lane): Promise<Outcome & RunRecord> {
  const { url } = await lane.open();
  const pool = makePool(url, { applicationName: 'crash suite', max: 1 });
  try {
    const { database } = makeStore(pool);
    const run = await findRun(database);
    const events = run === undefined ? [] : await readEvents(database, run.id);
    const ofRun = async <Row>(read: (reader: typeof database, id: string) => Promise<Row[]>) =>
      run === undefined ? [] : read(database, run.id);
    const turns = await ofRun(readTurns);
    const attempts = await ofRun(readAttempts);
    const handoffs = await ofRun(readHandoffs);
    const workflows = await pool.query<{ id: string }>(
      "select workflow_uuid as id from dbos.workflow_status where status in ('PENDING', 'ENQUEUED')",
    );
    const steps = await pool.query<{ name: string }>(
      'select function_name as name from dbos.operation_outputs order by completed_at_epoch_ms',
    );
    const git = (...args: string[]) => runGit(lane, args);
    return {
      run: run?.state ?? 'none',
      mainTree: git('rev-parse', 'main^{tree}'),
      integrationTree: git('rev-parse', 'integration/daily^{tree}'),
      checkout: git('status', '--porcelain', '--branch'),
      finishedTurns: turns
        .filter((turn) => turn.outcome?.kind === 'finished')
        .map((turn) => `${turn.task} ${turn.attempt} ${turn.number}`)
        .sort(),
      stepsRun: lane.readStepLines().sort(),
      attempts: attempts.map(({ task, number, state }) => `${task} ${number} ${state}`).sort(),
      handoffs: handoffs.map(({ handoff, delivery, state }) => `${handoff} ${delivery} ${state}`).sort(),
      merged: git('log', '--merges', '--format=%s', 'main').split('\n').sort(),
      integrated: events
        .filter((event) => event.kind === 'task_integrated')
        .map((event) => event.task ?? '')
        .sort(),
      ejections: events
        .filter((event) => event.kind === 'entry_left')
        .map((event) => `${event.task} ${event.data.cause}`)
        .sort(),
      told: events
        .filter((event) => tellingOfWork.has(event.kind))
        .map((event) => `${event.kind} ${event.task ?? ''}`.trimEnd())
        .sort(),
      unreachable: unreachableCommits(lane, events),
      locks: findLocks(join(lane.repo, '.git')),
      steps: steps.rows.map((row) => row.name),
      openWorkflows: workflows.rows.map((row) => row.id),
      events: events.map(({ id, kind, generation, at }) => ({ id, kind, generation, at: at.getTime() })),
    };
  } finally {
    await pool.end();
  }
}

/**
 * Commits that no ref leads to: every commit object that git still has, and every commit that an event names. Reflogs do
 * not count, they expire. Two exceptions, which lose nothing: candidates that the log names and that never landed, made to be
 * judged; and one that a kill kept from being named while its place in the queue changed, when its tree is what git makes of its
 * two reachable parents. Every other step that is done again makes the very same commit.
 */
function unreachableCommits(lane: Lane, events: { kind: string; data: Record<string, unknown> }[]): string[] {
  const listed = runGit(lane, ['fsck', '--unreachable', '--no-reflogs', '--no-progress']);
  const lost = listed.split('\n').flatMap((line) => /^unreachable commit (\w+)/.exec(line)?.[1] ?? []);
  const reachable = new Set(runGit(lane, ['rev-list', '--all']).split('\n'));
  const commitsOf = (isMeant: (kind: string) => boolean) =>
    events.flatMap(({ kind, data }) =>
      isMeant(kind) && typeof data.commit === 'string' ? [data.commit] : [],
    );
  const candidates = new Set(commitsOf((kind) => kind === 'candidate_made'));
  for (const commit of commitsOf((kind) => kind === 'task_integrated')) candidates.delete(commit);
  const named = commitsOf(() => true).filter((commit) => !reachable.has(commit));
  return [...new Set([...lost, ...named])]
    .filter((commit) => !candidates.has(commit) && !isBareMerge(lane, commit, reachable))
    .map((commit) => runGit(lane, ['log', '-1', '--format=%h %p %an %ai %s', commit]));
}

function isBareMerge(lane: Lane, commit: string, reachable: ReadonlySet<string>): boolean {
  const [tree, ...parents] = runGit(lane, ['log', '-1', '--format=%T %P', commit]).split(' ');
  if (parents.length !== 2 || !parents.every((parent) => reachable.has(parent))) return false;
  // Merged again, since a conflict that somebody solved must not get lost: git then answers with another tree, and what conflicts.
  const { stdout } = spawnSync('git', ['merge-tree', '--write-tree', ...parents], gitIn(lane));
  return stdout.trimEnd() === tree;
}

/** Locks of git, journals and copies of an index that a killed process leaves, anywhere in the repository's own folder. */
function findLocks(gitDir: string): string[] {
  return readdirSync(gitDir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(\.lock|\/locked|\/muster-move)$|\/muster-save\./.test(name) && !name.startsWith('objects/'),
  );
}

/** Processes that work in the lane's folder or were told it, as `pid command`. */
export function findProcesses(folder: string): string[] {
  if (process.platform !== 'linux') {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,command='], { encoding: 'utf8' });
    return table.split('\n').filter((line) => line.includes(folder));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const isThere = command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
        return isThere && command !== '' ? [`${pid} ${command}`] : [];
      } catch {
        // It ended meanwhile.
        return [];
      }
    });
}

/** All commits and what the document says, for whoever looks into a difference. */
export function describeHistory(lane: Lane): string {
  const graph = runGit(lane, ['log', '--all', '--graph', '--format=%h %d %s (%t)']);
  return `${graph}\n\n${runGit(lane, ['show', 'main:PLAN.md'])}`;
}

function runGit(lane: Lane, args: string[]): string {
  return execFileSync('git', args, gitIn(lane)).trimEnd();
}

const gitIn = (lane: Lane) => ({
  cwd: lane.repo,
  env: { PATH: lane.trap.realPath, HOME: lane.folder, GIT_CONFIG_NOSYSTEM: '1' },
  encoding: 'utf8' as const,
});
