import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where pages are, and what both are made of. */
export const webFolders = ['coord/web', 'hub/web'].filter((folder) =>
  existsSync(join(root, folder, 'index.html')),
);
const shared = 'base/page';
const dayMs = 24 * 60 * 60 * 1000;

/** Builds the pages of one product into its `dist`. */
export async function buildWeb(folder) {
  const startedMs = Date.now();
  const times = inputs(folder).map((file) => [file, modifiedMs(file)]);
  const { build } = await import('vite');
  const { output } = await build({
    root: join(root, folder),
    configFile: false,
    logLevel: 'error',
    // The policy of the server lets no inline script or data address through.
    build: { write: false, assetsInlineLimit: 0, modulePreload: { polyfill: false }, target: 'es2023' },
  });
  writePages(join(root, folder, 'dist'), output);
  mkdirSync(dirname(recordOf(folder)), { recursive: true });
  // A file that was written while the build ran may have been read in its old form: time 0 never matches.
  const known = times.map(([file, atMs]) => [file, atMs < startedMs ? atMs : 0]);
  writeWhole(recordOf(folder), `${JSON.stringify(Object.fromEntries(known))}\n`);
  return { files: output.length, durationMs: Date.now() - startedMs };
}

/** Before pages are served. Those that are older than their sources are still pages: a build that fails is told, and they are served as they are. */
export async function freshenWeb(folder) {
  try {
    if (isWebStale(folder)) await buildWeb(folder);
  } catch (error) {
    process.stderr.write(`${folder}/dist was not built: ${error.message}\n`);
  }
}

/** True when there are sources, and the pages are missing or older than one of them. */
function isWebStale(folder) {
  if (!webFolders.includes(folder)) return false;
  const record = recordOf(folder);
  if (!existsSync(record) || !existsSync(join(root, folder, 'dist', 'index.html'))) return true;
  const times = JSON.parse(readFileSync(record, 'utf8'));
  const files = inputs(folder);
  return files.length !== Object.keys(times).length || files.some((file) => modifiedMs(file) !== times[file]);
}

/** Beside the pages and not among them: it names sources, which nobody has to be served. */
const recordOf = (folder) => join(root, `house/dist/${folder.replace('/', '-')}-inputs.json`);

/**
 * Each file whole, and the page that names the others last: a server may be reading while this writes. Files of an earlier
 * build stay a day, since an open page still loads its parts by name.
 */
function writePages(dist, output) {
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

function inputs(folder) {
  const sources = [folder, shared].flatMap((one) =>
    readdirSync(join(root, one, 'src'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  const others = ['index.html', 'package.json', 'tsconfig.json'].map((name) => `${folder}/${name}`);
  return [...sources, ...others, `${shared}/package.json`, 'house/web-bundle.mjs'].sort();
}

function modifiedMs(file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? -1;
}
