import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { listTree, type TreeEntry } from '@musterhq/git';
import type { FilesGate } from './gate.ts';
import type { GatePlace, GateReport } from './gate-report.ts';
import { readsOfGate } from './reads-of.ts';

/** Submodules have no bytes of their own. */
const isFile = (entry: TreeEntry): boolean => entry.kind === 'blob';
const isLink = (entry: TreeEntry): boolean => entry.mode === '120000';

type FoundFile = { path: string; bytes: number; sha256: string; text: string };

/** Looks at files of the commit as a checkout has them: that they are there, how large, what they hold. */
export async function checkFiles(place: GatePlace, gate: FilesGate): Promise<GateReport | 'canceled'> {
  const started = performance.now();
  const slot = await place.checkOut();
  if (slot === undefined) return 'canceled';
  const found = new Map<string, FoundFile[]>();
  for (const path of readsOfGate(gate)) {
    const entries = (await listTree(place.context.repo, place.commit, path)).filter(isFile);
    found.set(path, await Promise.all(entries.map((entry) => look(slot.worktree, entry))));
  }
  const problems = problemsOf(gate, (path) => found.get(path) ?? []);
  const files = [...new Map([...found.values()].flat().map((file) => [file.path, file])).values()].map(
    ({ path, bytes, sha256 }) => ({ path, bytes, sha256 }),
  );
  return {
    outcome: problems.length === 0 ? 'passed' : 'failed',
    evidence: { files, problems },
    output: [
      ...problems,
      ...files.map(({ path, bytes, sha256 }) => `${path}: ${bytes} bytes, sha256 ${sha256}`),
    ].join('\n'),
    durationMs: performance.now() - started,
  };
}

async function look(worktree: string, entry: TreeEntry): Promise<FoundFile> {
  const file = join(worktree, entry.path);
  // Of a link what it says, not what it leads to: that may lie outside.
  const content = isLink(entry) ? Buffer.from(await readlink(file)) : await readFile(file);
  return {
    path: entry.path,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    text: content.toString('utf8'),
  };
}

function problemsOf(gate: FilesGate, at: (path: string) => FoundFile[]): string[] {
  const missing = (path: string) => (at(path).length === 0 ? [`${path} is not there`] : []);
  return [
    ...gate.paths.flatMap((path) => [
      ...missing(path),
      ...at(path)
        .filter((file) => file.bytes < gate.at_least_bytes)
        .map((file) => `${file.path} has ${file.bytes} bytes, expected at least ${gate.at_least_bytes}`),
    ]),
    ...Object.entries(gate.contains).flatMap(([path, text]) => [
      ...missing(path),
      ...at(path)
        .filter((file) => !file.text.includes(text))
        .map((file) => `${file.path} does not contain '${text}'`),
    ]),
    ...gate.json.flatMap((path) => [
      ...missing(path),
      ...at(path).flatMap((file) => {
        const mistake = jsonMistake(file.text);
        return mistake === undefined ? [] : [`${file.path} is not JSON: ${mistake}`];
      }),
    ]),
  ];
}

function jsonMistake(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
