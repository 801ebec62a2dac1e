import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { runShell } from '@musterhq/agents';
import { EngineError } from '@musterhq/engine';
import { openRepository, readLog } from '@musterhq/git';
import { DEFAULT_SYSTEM_STATE_DIR, findStatesBelow, removePostgres } from '@musterhq/postgres';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../print.ts';
import { run } from './run.ts';

export type DrillFlags = { from: string; document?: string; pace: string; json?: boolean };

/** How many earlier drills stay to be looked at. */
const kept = 1;

/** `muster drill`: a throw-away repository from a folder, and a whole run of its plan in it. */
export async function drill(environment: Environment, flags: DrillFlags): Promise<void> {
  const from = resolve(environment.cwd, flags.from);
  const document = resolve(
    environment.cwd,
    flags.document ?? join(flags.from, 'MULTI_SESSION_COORDINATION.md'),
  );
  const dir = await makeRepository(environment, from);
  process.stdout.write(`A throw-away repository for this drill: ${dir}\n\n`);
  await run({ ...environment, cwd: dir, child: withOwnCommands(environment) }, document, {
    pace: flags.pace,
    gates: join(from, 'gates.yaml'),
    runbook: join(from, 'runbook.yaml'),
    ...(flags.json === true ? { json: true } : {}),
  });
  if (flags.json === true) return;
  process.stdout.write(`\n${(await endLines(environment, dir, document)).join('\n')}\n`);
  // A milestone that no system can show yet stays open with its reason; that is how this drill ends well.
  if (process.exitCode === exitCodes.blocked)
    process.stdout.write('\nThe drill did not end well: see what holds main back above.\n');
}

/** Steps and gates of the drill call the `hub` that came with this installation, however `muster` was started. */
function withOwnCommands({ child, dist }: Environment): Environment['child'] {
  for (let folder = dist; folder !== dirname(folder); folder = dirname(folder)) {
    const commands = join(folder, 'node_modules', '.bin');
    if (existsSync(join(commands, 'hub'))) return { ...child, PATH: [commands, child.PATH].join(delimiter) };
  }
  return child;
}

async function makeRepository(environment: Environment, from: string): Promise<string> {
  const home = join(environment.stateHome, 'drills');
  await mkdir(home, { recursive: true });
  const numbers = (await readdir(home))
    .flatMap((name) => /^drill-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  for (const number of numbers.slice(0, Math.max(0, numbers.length - kept)))
    await removeDrill(join(home, `drill-${number}`));
  const dir = join(home, `drill-${(numbers.at(-1) ?? 0) + 1}`);
  await cp(join(from, 'repository'), dir, { recursive: true });
  const begin = [
    'git init -q -b main',
    'git config user.name >/dev/null || git config user.name Drill',
    'git config user.email >/dev/null || git config user.email drill@muster.invalid',
    'git add -A',
    'git -c commit.gpgsign=false commit -q -m "Begin the drill"',
  ];
  const result = await runShell({
    run: begin.join(' && '),
    cwd: dir,
    env: environment.child,
    timeoutMs: 60_000,
  });
  if (result.exitCode !== 0) {
    throw new EngineError(
      'repository_unfit',
      `The drill's repository could not be made in ${dir}: ${result.stderr}`,
    );
  }
  return dir;
}

/** An earlier drill goes with its store, and with the hub of a step that was killed. */
async function removeDrill(dir: string): Promise<void> {
  const states = await findStatesBelow(dir, DEFAULT_SYSTEM_STATE_DIR);
  for (const stateDir of new Set([join(dir, '.muster'), ...states])) await removePostgres({ stateDir });
  await rm(dir, { recursive: true, force: true });
}

async function endLines(environment: Environment, dir: string, document: string): Promise<string[]> {
  const repo = await openRepository({ dir, env: environment.all });
  const commits = await readLog(repo, 'main', { limit: 1_000, isMainline: false });
  const landed = commits.filter(
    (commit) => commit.parents.length === 1 && commit.trailers['Muster-Task'] !== undefined,
  );
  const before = (await readFile(document, 'utf8')).split('\n');
  const after = (await readFile(join(dir, 'MULTI_SESSION_COORDINATION.md'), 'utf8')).split('\n');
  const old = new Set(before);
  const changed = after.filter((line) => !old.has(line)).length;
  return [
    `Landed on main, ${landed.length} pieces of work in ${commits.length} commits:`,
    ...table(
      landed.map(({ commit, author, subject }) => [`  ${commit.slice(0, 10)}`, author.name, subject]),
    ).reverse(),
    '',
    `The updated document (${changed} lines written): ${join(dir, 'MULTI_SESSION_COORDINATION.md')}`,
    `The landed history: git -C ${dir} log --graph --oneline main`,
    `Everything that happened: cd ${dir} && npx --prefix ${environment.dist.replace(/\/coord\/cli\/dist$/, '')} muster log`,
  ];
}
