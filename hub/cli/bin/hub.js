#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

// Plain JavaScript, since it is what npm links before anything is built.
const [argument] = process.argv.slice(2);
if (argument === '--version' || argument === '-V') {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`${version}\n`);
} else if (await isFresh()) {
  if (argument === 'serve') await freshenPages();
  await import(new URL('../dist/hub.js', import.meta.url));
}

/** Only a clone has the builder; a published package carries its bundle. */
async function isFresh() {
  const builder = new URL('../../../house/command-line-bundle.mjs', import.meta.url);
  if (!existsSync(builder)) return true;
  const { build, isStale } = await import(builder);
  if (!isStale('hub/cli')) return true;
  try {
    await build('hub/cli');
    return true;
  } catch (error) {
    process.stderr.write(
      'hub: the bundle in hub/cli/dist is missing or older than its sources, and building it failed.\n' +
        `${error.message}\nPut that right, then run \`npm ci\` or \`npm run build\` in the clone.\n`,
    );
    process.exitCode = 1;
    return false;
  }
}

async function freshenPages() {
  const builder = new URL('../../../house/web-bundle.mjs', import.meta.url);
  if (existsSync(builder)) await (await import(builder)).freshenWeb('hub/web');
}
