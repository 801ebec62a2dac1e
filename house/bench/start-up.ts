import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Benchmark, median, type Table } from './benchmark.ts';

const runs = 25;

/** What a person waits for before `muster` says anything, beside Node's own start. */
export const startUp: Benchmark = {
  name: 'start-up',
  title: `muster --version beside node -e 0, ${runs} runs of each in turn`,
  run: async (): Promise<Table> => {
    const commands: [string, string[]][] = [
      ['node -e 0', ['-e', '0']],
      ['muster --version', [join('coord', 'cli', 'bin', 'muster.js'), '--version']],
    ];
    const times = commands.map((): number[] => []);
    // In turn, so that whatever else the machine does falls on both; the first round only warms the file cache.
    for (let round = 0; round <= runs; round += 1) {
      commands.forEach(([, args], index) => {
        const ms = timeNode(args);
        if (round > 0) times[index]?.push(ms);
      });
    }
    const base = median(times[0] ?? []);
    return {
      columns: ['command', 'median ms', 'fastest ms', 'slowest ms', 'ratio'],
      rows: commands.map(([name], index) => {
        const own = times[index] ?? [];
        const figures = [median(own), Math.min(...own), Math.max(...own)].map((ms) => ms.toFixed(1));
        return [name, ...figures, (median(own) / base).toFixed(2)];
      }),
      notes: ['aim: a ratio of 3 at most'],
    };
  },
};

function timeNode(args: string[]): number {
  const startedMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with exit code ${status}: ${stderr}`);
  return performance.now() - startedMs;
}
