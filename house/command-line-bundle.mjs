import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle, writeWhole } from './bundle.mjs';
import { readWorkspaces } from './workspaces.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The command line of each product: its commands; its hosts, which are started once for every turn and take half the time
 * with their packages inside (0.13 s of CPU in place of 0.24 s); and what the bundles read at run time, from where it lives to
 * where a published package carries it.
 */
const products = {
  'coord/cli': {
    commands: {
      muster: 'coord/cli/src/muster.ts',
      ca: 'coord/cli/src/ca.ts',
      cs: 'coord/cli/src/cs.ts',
    },
    hosts: { 'turn-host': 'coord/agents/src/turn-host-entry.ts' },
    assets: {
      'coord/agents/personas': 'assets/agents/personas',
      'coord/agents/presets.yaml': 'assets/agents/presets.yaml',
      'coord/store/migrations': 'assets/migrations',
    },
  },
  'hub/cli': {
    commands: { hub: 'hub/cli/src/hub.ts' },
    hosts: {},
    assets: {
      'hub/rules/templates': 'assets/templates',
      'hub/store/migrations': 'assets/migrations',
    },
  },
};
export const productFolders = Object.keys(products).filter((folder) => existsSync(join(root, folder)));

/** Builds a command line and its assets into its `dist`. An entry whose source is not there is left out. */
export async function build(folder) {
  const startedMs = Date.now();
  const { commands, hosts, assets } = products[folder];
  const dist = distOf(folder);
  const present = (wanted) =>
    Object.fromEntries(Object.entries(wanted).filter(([, file]) => existsSync(join(root, file))));
  const bundles = [];
  for (const [wanted, isSelfContained] of [
    [present(commands), false],
    [present(hosts), true],
  ]) {
    if (Object.keys(wanted).length === 0) continue;
    bundles.push(
      await bundle({ root, entries: wanted, outdir: dist, splitting: !isSelfContained, isSelfContained }),
    );
  }
  const inputs = bundles.flatMap((one) => one.inputs).filter((file) => !file.includes('node_modules/'));
  const outputs = Object.assign({}, ...bundles.map((one) => one.outputs));
  mkdirSync(dist, { recursive: true });
  for (const [from, to] of Object.entries(assets)) copyAsset(from, join(dist, to), recordOf(folder));
  const files = [...inputs, ...manifests(), ...Object.keys(assets).flatMap(filesBelow)];
  // A file that was written while the build ran may have been read in its old form: time 0 never matches.
  const times = files
    .map((file) => [file, modifiedMs(file)])
    .map(([file, atMs]) => [file, atMs < startedMs ? atMs : 0]);
  writeWhole(recordOf(folder), `${JSON.stringify({ ...Object.fromEntries(times), ...outputs })}\n`);
  return { entries: Object.keys(present({ ...commands, ...hosts })), durationMs: Date.now() - startedMs };
}

/**
 * True when the bundle is missing, or a file that went into it has changed, gone or come; about 2 ms for 200 files. The
 * entries written are on record as well: of two builds at once the slower one may have written an older bundle last.
 */
export function isStale(folder) {
  if (!existsSync(recordOf(folder))) return true;
  const { commands, hosts, assets } = products[folder];
  const times = JSON.parse(readFileSync(recordOf(folder), 'utf8'));
  if (Object.entries(times).some(([file, atMs]) => modifiedMs(file) !== atMs)) return true;
  const entries = Object.values({ ...commands, ...hosts });
  const expected = [...entries, ...manifests(), ...Object.keys(assets).flatMap(filesBelow)];
  return expected.some((file) => existsSync(join(root, file)) && !(file in times));
}

const distOf = (folder) => join(root, folder, 'dist');
const recordOf = (folder) => join(distOf(folder), 'inputs.json');

/** Each file whole, and those that have gone from the source last: another process may be reading or copying too. */
function copyAsset(from, target, record) {
  const to = relative(root, target);
  const copies = filesBelow(from).map((file) => ({ file, copy: join(to, relative(from, file)) }));
  for (const { file, copy } of copies) {
    mkdirSync(dirname(join(root, copy)), { recursive: true });
    const partial = `${record}.${process.pid}.partial`;
    copyFileSync(join(root, file), partial);
    renameSync(partial, join(root, copy));
  }
  const wanted = new Set(copies.map(({ copy }) => copy));
  for (const file of filesBelow(to)) if (!wanted.has(file)) rmSync(join(root, file), { force: true });
}

function manifests() {
  return readWorkspaces(root).map(({ folder }) => `${folder}/package.json`);
}

function filesBelow(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (stats.isFile()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(join(path, name)));
}

function modifiedMs(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
