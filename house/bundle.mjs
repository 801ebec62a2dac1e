import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { readWorkspaces } from './workspaces.mjs';

const dayMs = 24 * 60 * 60 * 1000;
const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles TypeScript entries of the workspaces into `outdir`. Workspace packages are bundled; every npm package stays an
 * import, so that it is loaded from node_modules, unless the entry is self-contained. The answer names the sources that went in, and the entries that came
 * out with the times of their files, all relative to `root`. All output lies flat in `outdir`: `import.meta.url` of any bundled module is a file of that folder.
 */
export async function bundle({ root, entries, outdir, splitting = false, isSelfContained = false }) {
  const { build } = await import('esbuild');
  const external = isSelfContained ? [] : externalPackages(root);
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
    external,
    // A CommonJS package inside an ES module still calls `require` for Node's own modules.
    ...(isSelfContained ? { banner: { js: requireBanner } } : {}),
    // Workflows are registered and re-found by function name; a bundler may rename one of two that are called the same.
    keepNames: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const inputs = Object.keys(result.metafile.inputs);
  if (!isSelfContained) refuseBundledPackages(inputs);
  const written = writeOutputs(outdir, result.outputFiles);
  const outputs = Object.fromEntries(written.map(({ path, atMs }) => [relative(root, path), atMs]));
  return { inputs, outputs };
}

/** Every npm package that a workspace declares. A second copy inside a workspace would lose to the root's: refused. */
function externalPackages(root) {
  const workspaces = readWorkspaces(root);
  const own = new Set(workspaces.map(({ name }) => name));
  const external = new Set();
  for (const { folder, manifest } of workspaces) {
    const { dependencies, optionalDependencies, devDependencies } = manifest;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies })) {
      if (own.has(name)) continue;
      external.add(name);
      if (existsSync(join(root, folder, 'node_modules', name, 'package.json'))) {
        throw new Error(
          `expected one version of ${name}, found a second one in ${folder}/node_modules: the bundle would load the ` +
            'version at the root; declare the same range in every package.json',
        );
      }
    }
  }
  return [...external].sort();
}

function refuseBundledPackages(inputs) {
  const undeclared = inputs.filter((file) => file.includes('node_modules/'));
  if (undeclared.length === 0) return;
  throw new Error(
    `expected every npm package in the dependencies of the workspace that imports it; not declared: ${undeclared.join(', ')}`,
  );
}

/**
 * Chunks first and entries last, each whole: several processes may build at once, and one that starts meanwhile sees a
 * bundle that fits together. Chunks of an earlier build stay a day, since a run in flight may still import them lazily.
 */
function writeOutputs(outdir, files) {
  mkdirSync(outdir, { recursive: true });
  const isChunk = ({ path }) => basename(path).startsWith('chunk-');
  for (const { path, contents } of files.filter(isChunk)) writeWhole(path, contents);
  const written = files
    .filter((file) => !isChunk(file))
    .map(({ path, contents }) => ({ path, atMs: writeWhole(path, contents) }));
  const current = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(outdir)) {
    if (!name.startsWith('chunk-') || current.has(name)) continue;
    const modifiedMs = statSync(join(outdir, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - modifiedMs > dayMs) rmSync(join(outdir, name), { force: true });
  }
  return written;
}

/** Writes a file by rename, so that nobody reads half of it, and answers with the time of its last change. */
export function writeWhole(path, contents) {
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, contents);
  const { mtimeMs } = statSync(partial);
  renameSync(partial, path);
  return mtimeMs;
}
