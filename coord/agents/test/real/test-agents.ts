import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { installRealAgents } from './install-real-agents.ts';

/**
 * `npm run test:agents [-- FILES]`: installs the pinned agents of coord/agents/real and runs what needs them, against a
 * scripted model on loopback. Where they cannot be installed it says so and exits with 0; with `--required` with 1.
 * `--second` installs those of coord/agents/real/second too, which take longer to start.
 */
const { values, positionals } = parseArgs({
  options: { required: { type: 'boolean', default: false }, second: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const here = dirname(process.argv[1]!);
const startedAt = Date.now();
const folders = ['../../real', ...(values.second ? ['../../real/second'] : [])];
const missing: string[] = [];
for (const folder of folders) {
  const agents = await installRealAgents(join(here, folder));
  if (agents.kind === 'missing') missing.push(agents.why);
}
if (missing.length > 0) {
  console.log(`real agents: skipped, they could not be installed here (${missing.join('; ')})`);
  process.exitCode = values.required ? 1 : 0;
} else {
  console.log(`real agents: ready after ${seconds()} s`);
  process.exitCode = await runVitest(positionals);
  console.log(`real agents: ${seconds()} s in all`);
}

function runVitest(patterns: string[]): Promise<number> {
  const root = join(here, '../../../..');
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...['--root', root, '--config', join(here, 'vitest.config.ts')],
      ...patterns,
    ],
    { stdio: 'inherit' },
  );
  return new Promise((resolve) => vitest.once('close', (code) => resolve(code ?? 1)));
}

function seconds(): string {
  return ((Date.now() - startedAt) / 1_000).toFixed(0);
}
