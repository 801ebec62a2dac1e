import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const web = join(root, 'coord/web');
const dist = join(web, 'dist');
/** Beside the pages and not among them: it names sources, which nobody has to be served. */
const record = join(root, 'house/dist/web-inputs.json');
const dayMs = 24 * 60 * 60 * 1000;

/** Builds the pages of the dashboard into `coord/web/dist`; answers undefined in a tree that has none. */
export async function buildWeb() {
  if (!existsSync(join(web, 'index.html'))) return undefined;
  const startedMs = Date.now();
  const times = inputs().map((file) => [file, modifiedMs(file)]);
  const { build } = await import('vite');
  const { output } = await build({
    root: web,
    configFile: false,
    logLevel: 'error',
    // The policy of the server lets no inline script or data address through.
    build: { write: false, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023' },
  });
  writePages(output);
  mkdirSync(dirname(record), { recursive: true });
  // A file that was written while the build ran may have been read in its old form: time 0 never matches.
  const known = times.map(([file, atMs]) => [file, atMs < startedMs ? atMs : 0]);
  writeWhole(record, `${JSON.stringify(Object.fromEntries(known))}\n`);
  return { files: output.length, durationMs: Date.now() - startedMs };
}

/** True when there are sources, and the pages are missing or older than one of them. */
export function isWebStale() {
  if (!existsSync(join(web, 'index.html'))) return false;
  if (!existsSync(record) || !existsSync(join(dist, 'index.html'))) return true;
  const times = JSON.parse(readFileSync(record, 'utf8'));
  const files = inputs();
  return files.length !== Object.keys(times).length || files.some((file) => modifiedMs(file) !== times[file]);
}

/**
 * Each file whole, and the page that names the others last: a server may be reading while this writes. Files of an earlier
 * build stay a day, since an open page still loads its parts by name.
 */
function writePages(output) {
  const isPage = ({ fileName }) => fileName.endsWith('.html');
  for (const file of output.toSorted((a, b) => Number(isPage(a)) - Number(isPage(b)))) {
    const path = join(dist, file.fileName);
    mkdirSync(dirname(path), { recursive: true });
    writeWhole(path, file.type === 'chunk' ? file.code : file.source);
  }
  const current = new Set(output.map(({ fileName }) => fileName));
  const assets = join(dist, 'assets');
  if (!existsSync(assets)) return;
  for (const name of readdirSync(assets)) {
    if (current.has(`assets/${name}`)) continue;
    const atMs = statSync(join(assets, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - atMs > dayMs) rmSync(join(assets, name), { force: true });
  }
}

function inputs() {
  const sources = readdirSync(join(web, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const others = ['index.html', 'package.json', 'tsconfig.json'].map((name) => `coord/web/${name}`);
  return [...sources, ...others, 'house/web-bundle.mjs'].sort();
}

function modifiedMs(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
