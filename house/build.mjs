import { build } from './command-line-bundle.mjs';

try {
  const { entries, durationMs } = await build();
  console.log(`built ${entries.join(', ') || 'nothing'} in ${durationMs} ms`);
} catch (error) {
  console.error(`coord/cli/dist was not built: ${error.message}`);
  process.exitCode = 1;
}
