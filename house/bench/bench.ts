import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Benchmark, formatTable } from './benchmark.ts';
import { briefs } from './briefs.ts';
import { coordination } from './coordination.ts';
import { forecast } from './forecast.ts';
import { landing } from './landing.ts';
import { planCompile } from './plan-compile.ts';
import { startUp } from './start-up.ts';

/** `npm run bench [-- NAME… --seeds N]`: runs the benchmarks named, or all, one after the other, and prints a table of each. */
const benchmarks: readonly Benchmark[] = [startUp, planCompile, coordination, forecast, landing, briefs];

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string' } },
});
const seeds = values.seeds === undefined ? undefined : Number(values.seeds);
const known = benchmarks.map(({ name }) => name);
const unknown = wanted.filter((name) => !known.includes(name));
if (seeds !== undefined && !(Number.isInteger(seeds) && seeds > 0)) {
  console.error(`expected --seeds with a whole number above 0, received ${values.seeds}`);
  process.exitCode = 64;
} else if (unknown.length > 0) {
  console.error(`expected benchmarks out of ${known.join(', ')}, received ${unknown.join(', ')}`);
  process.exitCode = 64;
} else {
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`\n${benchmark.name}: ${benchmark.title}`);
    console.log(formatTable(await benchmark.run(seeds === undefined ? {} : { seeds })));
  }
}
