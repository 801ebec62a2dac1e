import { agentVersion, modeInstructions, runbookEntry } from '@musterhq/agents';
import { listTree, readPathLog, type TreeEntry } from '@musterhq/git';
import { type ReuseInputs, readEvents } from '@musterhq/store';
import type { Brief } from '../brief/assemble-brief.ts';
import type { Context } from '../context.ts';
import type { DriverChoice } from '../driving/choose-driver.ts';
import type { Work } from '../work.ts';
import { hashByPlace, reachOf, type TreeFile, upstreamOf } from './path-inputs.ts';
import { hashOf } from './reuse-key.ts';

/** What a turn is about to be done with; `inputs` are those of its brief. */
export type ReuseQuestion = {
  /** The commit that the attempt begins on. */
  base: string;
  agents: readonly string[];
  choice: DriverChoice;
  inputs: Brief['inputs'];
};

/** `unknown`: why nothing that is stored can be known to be made from the same. */
export type ReadInputs = { inputs: ReuseInputs; unknown?: string };

/** Sections of the brief that say what is asked; they are told apart from what was handed over. */
const spec: ReadonlySet<string> = new Set(['The task', 'Deliverable', 'Coordination', 'How to work']);

/** Commits of people that are looked at; nobody makes more in one run. */
const mostCommits = 10_000;

/** Everything that a task's work is made from, each thing hashed by itself. The same inputs in another run, or another copy, are equal. */
export async function readReuseInputs(
  context: Context,
  work: Work,
  question: ReuseQuestion,
): Promise<ReadInputs> {
  const { configuration, library, live } = context;
  const version = await readVersion(context, question.choice);
  const sections = Object.entries(question.inputs).map(([title, lines]) => [title, hashOf(lines)] as const);
  const active = library.agents.filter(({ name }) => question.agents.includes(name));
  const mode = work.start?.mode;
  const { id, name, role } = live.plan.sessions.find((session) => session.id === work.session) ?? {
    id: work.session,
    name: '',
    role: '',
  };
  const inputs: ReuseInputs = {
    task: {
      id: hashOf(work.origin === 'document' ? work.id : work.origin),
      session: hashOf({ id, name, role }),
      'owned paths': hashOf(work.ownedPaths),
      gates: hashOf(work.gates),
      ...Object.fromEntries(sections.filter(([title]) => spec.has(title))),
    },
    brief: {
      limit: hashOf(configuration.brief.tokens),
      ...Object.fromEntries(sections.filter(([title]) => !spec.has(title))),
    },
    ...(await readFileInputs(context, work, question.base)),
    driver: {
      ...driverInputs(context, work, question.choice),
      ...(version.kind === 'none' ? {} : { version: hashOf(version) }),
    },
    model: { name: hashOf(question.choice.model ?? null) },
    instructions: {
      ...Object.fromEntries(active.map(({ name, text }) => [name, hashOf(text)])),
      ...(mode === undefined ? {} : { [mode]: hashOf(modeInstructions[mode]) }),
    },
  };
  const { driver } = question.choice;
  return version.kind === 'unknown'
    ? { inputs, unknown: `the version of ${driver} is not known: its command answers '--version' with none` }
    : { inputs };
}

type Version = { kind: 'none' } | { kind: 'told'; version: string } | { kind: 'unknown' };

/** Steps have no version but themselves. */
async function readVersion({ configuration, childEnv }: Context, { driver }: DriverChoice): Promise<Version> {
  const settings = configuration.drivers[driver];
  if (settings === undefined) return { kind: 'none' };
  const version = await agentVersion(settings, childEnv.PATH ?? '');
  return version === undefined ? { kind: 'unknown' } : { kind: 'told', version };
}

function driverInputs(
  { configuration, runbook, script }: Context,
  work: Work,
  { driver }: DriverChoice,
): Record<string, string> {
  const { setup, copy } = configuration.worktree;
  const isRunbook = driver === 'runbook' && runbook !== undefined;
  return {
    name: hashOf(driver),
    settings: hashOf(configuration.drivers[driver] ?? null),
    recipe: hashOf({ setup, copy }),
    ...(isRunbook ? { steps: hashOf(runbookEntry(runbook, work)) } : {}),
    ...(driver === 'scripted' ? { steps: hashOf(script?.[work.id] ?? script?.[work.label]) } : {}),
  };
}

/**
 * Own files as they are. Files that the task reads as they were when the run began, with what people changed since, and for
 * each task that it stands on what that landed: what other tasks land meanwhile is no input, in whatever order it comes.
 */
async function readFileInputs(
  context: Context,
  work: Work,
  base: string,
): Promise<Pick<ReuseInputs, 'own_paths' | 'read_paths' | 'people' | 'upstream'>> {
  const { repo, store, fence, live, documentPath, configuration } = context;
  const toldApart = new Set([documentPath, 'muster/config.yaml', configuration.runbook]);
  const reach = reachOf(live.plan, work, toldApart);
  const [[first], landed] = await Promise.all([
    readEvents(store.database, fence.run, { kind: 'integration_moved', limit: 1 }),
    readEvents(store.database, fence.run, { kind: 'task_integrated' }),
  ]);
  const start = first === undefined ? base : String(first.data.tip);
  const [now, before, log] = await Promise.all([
    listTree(repo, base),
    listTree(repo, start),
    readPathLog(repo, { from: start, to: base, paths: ['.'], limit: mostCommits }),
  ]);
  const objects = new Map(now.map(({ path, object }) => [path, object]));
  const byPeople = log
    .filter(({ trailers }) => trailers['Muster-Task'] === undefined)
    .flatMap(({ paths }) => paths)
    .filter((path) => reach(path) !== 'none');
  return {
    own_paths: hashByPlace(filesOf(now).filter(({ path }) => reach(path) === 'own')),
    read_paths: hashByPlace(filesOf(before).filter(({ path }) => reach(path) === 'read')),
    people: Object.fromEntries(byPeople.map((path) => [path, objects.get(path) ?? 'removed'])),
    upstream: await readUpstreamInputs(
      context,
      upstreamOf(live.plan, work),
      landed.map(({ task, data }) => ({ task, commit: String(data.commit), paths: data.paths as string[] })),
    ),
  };
}

type Landed = { task: string | null; commit: string; paths: readonly string[] };

async function readUpstreamInputs(
  { repo, live, documentPath }: Context,
  upstream: ReadonlySet<string>,
  landed: readonly Landed[],
): Promise<Record<string, string>> {
  const shared = live.plan.resources
    .filter(({ ownership }) => ownership.kind === 'shared')
    .map(({ path }) => path);
  // To a shared file all add; what others added is no input.
  const counts = (path: string) =>
    path !== documentPath && !shared.some((one) => path === one || path.startsWith(one));
  const newest = new Map(
    landed.filter(({ task }) => upstream.has(task ?? '')).map((one) => [one.task!, one]),
  );
  const hashes = await Promise.all(
    [...newest.values()].map(async ({ task, commit, paths }) => {
      const wanted = new Set(paths.filter(counts));
      const files = filesOf(await listTree(repo, commit)).filter(({ path }) => wanted.has(path));
      const gone = [...wanted].filter((path) => !files.some((file) => file.path === path));
      return [task!, hashOf({ files, gone: gone.toSorted() })] as const;
    }),
  );
  return Object.fromEntries(hashes.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const filesOf = (entries: readonly TreeEntry[]): TreeFile[] =>
  entries.map(({ path, mode, object }) => ({ path, mode, object }));
