import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { readWorkspaces } from './workspaces.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'coord/cli/dist');
const record = join(dist, 'inputs.json');

const entries = {
  muster: 'coord/cli/src/muster.ts',
  ca: 'coord/cli/src/ca.ts',
  cs: 'coord/cli/src/cs.ts',
  'turn-host': 'coord/agents/src/turn-host-entry.ts',
};

/** What the bundles read at run time, from where it lives to where a published package carries it. */
const assets = {
  'coord/agents/personas': 'assets/agents/personas',
  'coord/agents/presets.yaml': 'assets/agents/presets.yaml',
  'coord/store/migrations': 'assets/migrations',
};

/** Builds the command line and its assets into `coord/cli/dist`. An entry whose source is not there is left out. */
export async function build() {
  const startedMs = Date.now();
  const present = Object.fromEntries(
    Object.entries(entries).filter(([, file]) => existsSync(join(root, file))),
  );
  const inputs =
    Object.keys(present).length > 0
      ? await bundle({ root, entries: present, outdir: dist, splitting: true })
      : [];
  const copied = Object.keys(assets).filter((from) => existsSync(join(root, from)));
  for (const from of copied) copyAsset(join(root, from), join(dist, assets[from]));
  const files = [...inputs, ...manifests(), ...copied.flatMap(filesBelow)];
  // A file that was written while the build ran may have been read in its old form: time 0 never matches.
  const times = files
    .map((file) => [file, modifiedMs(file)])
    .map(([file, at]) => [file, at < startedMs ? at : 0]);
  mkdirSync(dist, { recursive: true });
  writeFileSync(`${record}.${process.pid}.partial`, `${JSON.stringify(Object.fromEntries(times))}\n`);
  renameSync(`${record}.${process.pid}.partial`, record);
  return { entries: Object.keys(present), durationMs: Date.now() - startedMs };
}

/** True when the bundle is missing, or a file that went into it has changed, gone or come. About 2 ms for 200 files. */
export function isStale() {
  if (!existsSync(record)) return true;
  const times = JSON.parse(readFileSync(record, 'utf8'));
  if (Object.entries(times).some(([file, at]) => modifiedMs(file) !== at)) return true;
  const expected = [...Object.values(entries), ...Object.keys(assets).flatMap(filesBelow)];
  return expected.some((file) => existsSync(join(root, file)) && !(file in times));
}

/** A folder is replaced as a whole, so that a file that has gone from the source goes from the package too. */
function copyAsset(from, to) {
  const partial = `${to}.${process.pid}.partial`;
  cpSync(from, partial, { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(partial, to);
}

function manifests() {
  return readWorkspaces(root).map(({ folder }) => `${folder}/package.json`);
}

function filesBelow(path) {
  if (!existsSync(join(root, path))) return [];
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(`${path}/${name}`));
}

function modifiedMs(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
