import { join, resolve } from 'node:path';
import { applyReap, openReap, type Reap, type Reaped, readReap, restoreState } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';
import { UsageError } from '../usage-error.ts';

type Flags = { remove?: boolean; restore?: string; to?: string; branch?: string; json?: boolean };

/** `muster reap`: what runs that are over left behind, and what was saved; `--remove` and `--restore` act on it. */
export async function reap(environment: Environment, flags: Flags): Promise<void> {
  if (flags.restore === undefined && (flags.to !== undefined || flags.branch !== undefined))
    throw new UsageError("--to and --branch say where '--restore NAME' brings a saved state back to.");
  if (flags.restore !== undefined && flags.remove === true)
    throw new UsageError('--remove and --restore are two things; ask for one of them.');
  await withProject(environment, async ({ around }) => {
    const place = await openReap(around);
    if (flags.restore !== undefined) {
      const slug = flags.restore.replaceAll(/[^\w.-]+/g, '-');
      // A branch alone takes the files as a commit; otherwise they come back as they lay there.
      const isBranchOnly = flags.branch !== undefined && flags.to === undefined;
      const restored = await restoreState(place, {
        name: flags.restore,
        branch: flags.branch ?? `restored/${slug}`,
        by: environment.user,
        ...(isBranchOnly
          ? {}
          : { path: resolve(environment.cwd, flags.to ?? join(around.stateDir, 'restored', slug)) }),
      });
      print(restored, flags.json, ({ path, branch, head, midway }) => [
        path === undefined
          ? `Restored as ${head.slice(0, 10)} on the branch ${branch}.`
          : `Restored in ${path}, on the new branch ${branch} at ${head.slice(0, 10)}.`,
        ...(midway.length === 0
          ? []
          : [
              `A merge or rebase with ${midway.map((commit) => commit.slice(0, 10)).join(', ')} was under way.`,
            ]),
      ]);
      return;
    }
    const found = await readReap(place);
    if (flags.remove !== true) {
      print(found, flags.json, (value) => reapLines(value, around.stateDir));
      return;
    }
    const done: Reaped[] = [];
    await applyReap(place, found, (reaped) => {
      done.push(reaped);
      if (flags.json !== true) process.stdout.write(`${reapedLine(reaped)}\n`);
    });
    if (flags.json === true) print(done, true, () => []);
    else if (done.length === 0) process.stdout.write('Nothing to remove.\n');
  });
}

function reapLines({ worktrees, branches, saved, kept }: Reap, stateDir: string): string[] {
  const short = (path: string) =>
    path.startsWith(`${stateDir}/`) ? `.muster${path.slice(stateDir.length)}` : path;
  const where = (containedIn: string | undefined) =>
    containedIn === undefined ? 'in no target' : `in ${containedIn}`;
  const section = (title: string, rows: string[][]) => (rows.length === 0 ? [] : [title, ...table(rows), '']);
  const released = kept.filter(({ containedIn }) => containedIn !== undefined).length;
  const lines = [
    ...section(
      'Worktrees',
      worktrees.map(({ path, dirty, containedIn, inUse }) => [
        `  ${short(path)}`,
        dirty === undefined ? 'folder is gone' : dirty === 0 ? 'clean' : `${dirty} uncommitted`,
        where(containedIn),
        inUse === undefined ? 'may go' : `stays: ${inUse}`,
      ]),
    ),
    ...section(
      'Branches',
      branches.map(({ branch, commit, containedIn, inUse }) => [
        `  ${branch}`,
        commit.slice(0, 10),
        where(containedIn),
        inUse === undefined ? (containedIn === undefined ? 'stays' : 'may go') : `stays: ${inUse}`,
      ]),
    ),
    ...section(
      'Saved states',
      saved.map(({ name, at, branch, files, bytes, containedIn }) => [
        `  ${name}`,
        at.replace('.000Z', 'Z'),
        branch?.replace('refs/heads/', '') ?? 'detached',
        `${files} files, ${bytes} bytes`,
        where(containedIn),
      ]),
    ),
    ...(kept.length === 0 ? [] : [`${kept.length} kept tips, ${released} of them in a target`, '']),
  ];
  if (lines.length === 0) return ['Nothing was left behind, and nothing is saved.'];
  return [
    ...lines,
    "'muster reap --remove' removes what may go; 'muster reap --restore NAME' brings a saved state back.",
  ];
}

function reapedLine(reaped: Reaped): string {
  switch (reaped.kind) {
    case 'worktree_removed':
      return `removed worktree ${reaped.path}${reaped.name === undefined ? '' : `, saved as ${reaped.name}`}`;
    case 'branch_removed':
      return `removed branch ${reaped.branch} at ${reaped.commit.slice(0, 10)}, in ${reaped.containedIn}`;
    case 'tip_released':
      return `released kept tip ${reaped.commit.slice(0, 10)}, in ${reaped.containedIn}`;
    case 'stays':
      return `stays: ${reaped.what}: ${reaped.why}`;
  }
}
