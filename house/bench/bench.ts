import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Benchmark, formatTable } from './benchmark.ts';
import { briefs } from './briefs.ts';
import { coordination } from './coordination.ts';
import { dashboard } from './dashboard.ts';
import { forecast } from './forecast.ts';
import { landing } from './landing.ts';
import { planCompile } from './plan-compile.ts';
import { publishing } from './publishing.ts';
import { startUp } from './start-up.ts';

/** `npm run bench [-- NAME… --seeds N --slots N --rate N]`: runs the benchmarks named, or all, one after the other, and prints a table of each. */
const benchmarks: readonly Benchmark[] = [
  startUp,
  planCompile,
  coordination,
  dashboard,
  forecast,
  landing,
  briefs,
  publishing,
];

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string' }, slots: { type: 'string' }, rate: { type: 'string' } },
});
const given = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
const wrong = given.find(([, value]) => !(Number.isInteger(value) && value > 0));
const known = benchmarks.map(({ name }) => name);
const unknown = wanted.filter((name) => !known.includes(name));
if (wrong !== undefined) {
  console.error(
    `expected --${wrong[0]} with a whole number above 0, received ${values[wrong[0] as keyof typeof values]}`,
  );
  process.exitCode = 64;
} else if (unknown.length > 0) {
  console.error(`expected benchmarks out of ${known.join(', ')}, received ${unknown.join(', ')}`);
  process.exitCode = 64;
} else {
  console.log(`Node ${process.version}, ${availableParallelism()} cores`);
  for (const benchmark of benchmarks.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`\n${benchmark.name}: ${benchmark.title}`);
    console.log(formatTable(await benchmark.run(Object.fromEntries(given))));
  }
}
