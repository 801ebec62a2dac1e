import { existsSync, readFileSync } from 'node:fs';

/**
 * Starts one of the bundled commands. Plain JavaScript, since it is what npm links before anything is built.
 * The version is answered here because loading the bundle costs more than Node's own start.
 */
export async function launch(command) {
  const [argument] = process.argv.slice(2);
  if (argument === '--version' || argument === '-V') {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    process.stdout.write(`${version}\n`);
    return;
  }
  const builder = new URL('../../../house/command-line-bundle.mjs', import.meta.url);
  // Only a clone has the builder; a published package carries its bundle.
  if (existsSync(builder) && !(await freshen(command, builder))) return;
  if (argument === 'dashboard') await freshenPages();
  await import(new URL(`../dist/${command}.js`, import.meta.url));
}

async function freshen(command, builder) {
  const { build, isStale } = await import(builder);
  if (!isStale('coord/cli')) return true;
  try {
    await build('coord/cli');
    return true;
  } catch (error) {
    process.stderr.write(
      `${command}: the bundle in coord/cli/dist is missing or older than its sources, and building it failed.\n` +
        `${error.message}\nPut that right, then run \`npm ci\` or \`npm run build\` in the clone.\n`,
    );
    process.exitCode = 1;
    return false;
  }
}

async function freshenPages() {
  const builder = new URL('../../../house/web-bundle.mjs', import.meta.url);
  if (existsSync(builder)) await (await import(builder)).freshenWeb('coord/web');
}
