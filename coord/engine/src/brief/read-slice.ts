import { listTree, pathsBetween, type Repository, readSmallTexts } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import type { Work } from '../work.ts';
import type { RepositorySlice } from './brief-facts.ts';
import { exportedNames, isCode } from './exported-names.ts';
import { slicePaths } from './slice-paths.ts';

/** Files that are looked into for names, and the bytes up to which one is worth it. */
const mostFiles = 24;
const mostBytes = 100_000;

/** The part of the repository that a task is about, as the branch has it; `base` is where the attempt's work began. */
export async function readSlice(
  repo: Repository,
  {
    plan,
    work,
    base,
    head,
    handed,
  }: { plan: Plan; work: Work; base: string; head: string; handed: readonly string[] },
): Promise<RepositorySlice> {
  const [entries, touched] = await Promise.all([
    listTree(repo, head),
    base === head ? [] : pathsBetween(repo, base, head),
  ]);
  const objects = new Map(
    entries.flatMap(({ kind, path, object }) => (kind === 'blob' ? [[path, object] as const] : [])),
  );
  const slice = slicePaths(plan, work, [...objects.keys()]);
  // What was changed or handed over first: it is what the task is about now.
  const near = [...touched, ...handed, ...slice.read, ...slice.owned];
  const code = [...new Set(near)].filter((path) => objects.has(path) && isCode(path)).slice(0, mostFiles);
  const texts = await readSmallTexts(
    repo,
    code.map((path) => objects.get(path)!),
    { mostBytes },
  );
  const names = code.map((path) => ({
    path,
    names: exportedNames(path, texts.get(objects.get(path)!) ?? ''),
  }));
  return { ...slice, touched, names };
}
