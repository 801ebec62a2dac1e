import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applyEdits, compile } from '@musterhq/plan';
import { runProcess } from '@musterhq/process';

/**
 * `npm run test:drill`: the whole drill as a newcomer starts it, with the project's own document and, where it lies beside the
 * project, with the mission's. Both leave the same tree; of the document only what Muster may write has changed.
 */
const root = dirname(dirname(dirname(process.argv[1]!)));
const own = join(root, 'drill', 'MULTI_SESSION_COORDINATION.md');
const mission = join(root, '..', 'shared', 'seed', 'MULTI_SESSION_COORDINATION.md');
const env = Object.fromEntries(
  Object.entries(process.env).filter(([, value]) => value !== undefined),
) as Record<string, string>;
/** Two minutes are the aim; a busy machine may take longer, and a hanging one must not hold everybody up. */
const patienceMs = 15 * 60_000;

async function run(command: string, args: string[], cwd: string): Promise<string> {
  const ended = await runProcess({ command, args, cwd, env, timeoutMs: patienceMs, leftovers: 'keep' });
  assert.equal(ended.exitCode, 0, `${command} ${args.join(' ')}\n${ended.stdout}\n${ended.stderr}`);
  return ended.stdout;
}
const git = (cwd: string, ...args: string[]) => run('git', args, cwd);

async function drill(document: string): Promise<Map<string, string>> {
  const startedAt = performance.now();
  const output = await run('npm', ['run', 'drill', '--', '--document', document], root);
  const dir = /^A throw-away repository for this drill: (.+)$/m.exec(output)?.[1];
  assert(dir !== undefined, output);
  const authors = new Set((await git(dir, 'log', '--format=%an', 'main')).split('\n'));
  for (const session of [1, 2, 3, 4])
    assert(
      [...authors].some((name) => name.startsWith(`Session ${session}: `)),
      `Session ${session} landed`,
    );
  const path = 'MULTI_SESSION_COORDINATION.md';
  const after = await git(dir, 'show', `main:${path}`);
  assert.equal(withoutStatuses(after), withoutStatuses(await readFile(document, 'utf8')));
  assert.equal(await git(dir, 'status', '--porcelain'), '');
  await git(dir, 'fsck', '--full', '--strict');
  const ticked = compile(after).plan.milestones.filter(({ isChecked }) => isChecked);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    `${document}: exit 0 after ${seconds} s; milestones ticked: ${ticked.map(({ day }) => `day ${day}`).join(', ')}`,
  );
  const lines = (await git(dir, 'ls-tree', '-r', 'main')).trim().split('\n');
  const entries = lines.map((line): [string, string] => {
    const [entry, name] = line.split('\t');
    return [name!, entry!];
  });
  return new Map(entries.filter(([name]) => name !== path));
}

/** The document without what write-back may touch: values of status lines, the inside of checkboxes, the progress region. */
function withoutStatuses(text: string): string {
  const { plan } = compile(text);
  const spans = [
    ...plan.statusLines.map(({ value }) => value),
    ...[...plan.milestones, ...plan.qualityGates].map(({ box }) => box),
    ...(plan.progress === undefined ? [] : [withLinesBefore(text, plan.progress.range)]),
  ];
  return applyEdits(
    text,
    spans.map(({ start, end }) => ({ start, end, text: '' })),
  );
}

/** The two line ends that part the region from what stands before it came with it. */
function withLinesBefore(text: string, { start, end }: { start: number; end: number }) {
  const gap = /(?:\r?\n){2}$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - gap, end };
}

const first = await drill(own);
if (existsSync(mission)) {
  assert.deepEqual(await drill(mission), first);
  console.log(`both documents leave the same tree, ${first.size} files beside the document`);
} else {
  console.log(`skipped: the mission's document is not beside the project (${mission})`);
}
