// Runs one of the house's own TypeScript programs: `node house/run.mjs src/boundaries.ts ARGUMENTS`. Node 20 reads no
// TypeScript, so the program is bundled first (about 30 ms) and then run in this process.
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';

const house = dirname(fileURLToPath(import.meta.url));
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node house/run.mjs ENTRY.ts [ARGUMENT…] (the entry relative to house/)');
  process.exit(64);
}
const name = basename(entry, '.ts');
const outdir = join(house, 'dist');
await bundle({ root: dirname(house), entries: { [name]: join('house', entry) }, outdir });
process.argv = [process.argv[0], join(house, entry), ...rest];
await import(pathToFileURL(join(outdir, `${name}.js`)));
