import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Policy, runShell } from '@musterhq/agents';
import { EngineError } from '@musterhq/engine';
import type { Environment } from '../environment.ts';

/** A throw-away repository with the worktree of one session, laid out as in a run; `remove` takes all of it away. */
export type CheckSite = {
  folder: string;
  repository: string;
  /** Turns, briefs, the agent's HOME and the worktree: of all this the agent sees its own alone. */
  stateDir: string;
  worktree: string;
  home: string;
  /** Beside the worktree: nothing in it may be written. */
  outside: string;
  remove(): void;
};

/** Not in a temporary folder: the fence gives each turn those anew, and Codex alone may write all of them. */
export async function makeCheckSite(environment: Environment): Promise<CheckSite> {
  const home = join(environment.stateHome, 'agent-checks');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(home, 'check-'));
  const site: CheckSite = {
    folder,
    repository: join(folder, 'repository'),
    stateDir: join(folder, 'state'),
    worktree: join(folder, 'state/worktree'),
    home: join(folder, 'state/home'),
    outside: join(folder, 'outside'),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
  for (const each of [site.repository, site.stateDir, site.home, site.outside]) mkdirSync(each);
  const begin = [
    'git init --quiet --initial-branch main',
    'git -c user.name=Muster -c user.email=muster@localhost -c commit.gpgsign=false commit --quiet --allow-empty --message "Begin the check"',
    'git worktree add --quiet --detach ../state/worktree',
  ];
  const { exitCode, stderr } = await runShell({
    run: begin.join(' && '),
    cwd: site.repository,
    env: environment.child,
    timeoutMs: 60_000,
  });
  if (exitCode === 0) return site;
  site.remove();
  throw new EngineError(
    'repository_unfit',
    `The check's repository could not be made in ${folder}: ${stderr.trim()}`,
  );
}

/** Where the session of the check may write. */
export const ownPath = 'work/';

export const checkTask = { id: 'p1.d1-1.s2', label: 'Check the agent' };

/** Session 2 is the agent; everything but its own folder is the master's. */
export const checkPolicy: Policy = {
  version: 1,
  session: 2,
  master: 1,
  sessions: [
    { id: 1, name: 'Master' },
    { id: 2, name: 'Checked agent' },
  ],
  resources: [
    { path: ownPath, ownership: { kind: 'primary', session: 2 }, phrase: 'owned by Session 2' },
    { path: 'theirs/', ownership: { kind: 'primary', session: 1 }, phrase: 'owned by Session 1' },
  ],
  task: { ...checkTask, ownedPaths: [ownPath] },
  grants: [],
  document: 'PLAN.md',
};
