import { spawnSync } from 'node:child_process';

/**
 * `npm run check`: runs the npm scripts named as arguments, in order, and names each that fails. Every quick one runs
 * whatever became of the others; the tests, minutes long, run only on a house that is otherwise in order.
 */
const failed: string[] = [];
for (const step of process.argv.slice(2)) {
  if (step === 'test' && failed.length > 0) {
    console.log('test: not run');
    failed.push('test (not run)');
    continue;
  }
  const startedMs = Date.now();
  const { status, signal } = spawnSync('npm', ['run', '--silent', step], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  if (status === 0) console.log(`${step}: passed in ${seconds} s`);
  else {
    console.log(
      `${step}: failed in ${seconds} s, ${signal === null ? `exit code ${status}` : `ended by ${signal}`}`,
    );
    failed.push(step);
  }
}
console.log(failed.length === 0 ? 'check: passed' : `check: failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
