import { performance } from 'node:perf_hooks';
import { compile, newDocument } from '@musterhq/plan';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type Benchmark, median, type Table } from './benchmark.ts';

const sessions = 6;
/** `muster plan new` gives every session but the master two tasks a week. */
const tasksAWeek = 2 * (sessions - 1);
const runs = 5;

/** What compiling a document takes beside only reading its Markdown, and whether it grows faster than the document. */
export const planCompile: Benchmark = {
  name: 'plan-compile',
  title: `compile documents as \`muster plan new\` writes them, beside remark-parse, ${runs} runs of each in turn`,
  run: async (): Promise<Table> => ({
    columns: [
      'tasks',
      'KB',
      'compile ms',
      'tasks a second',
      'remark-parse ms',
      'ratio',
      'us a task',
      'remark-parse us a task',
    ],
    rows: measureAll([50, 500, 5000]),
    notes: ['linear as long as the time of a task stays the same from row to row; times are medians'],
  }),
};

function measureAll(sizes: number[]): string[][] {
  // Code that has run a few times is compiled; without this the small document would pay for all.
  for (const tasks of sizes) measure(tasks, 1);
  return sizes.map((tasks) => measure(tasks, runs));
}

function measure(tasks: number, rounds: number): string[] {
  const text = newDocument({ title: 'Bench', sessions, weeks: tasks / tasksAWeek, created: '2026-11-22' });
  const compiled = compile(text).plan.tasks.length;
  if (compiled !== tasks) throw new Error(`expected a document of ${tasks} tasks, received ${compiled}`);
  const markdown = unified().use(remarkParse);
  const times = { compile: [] as number[], parse: [] as number[] };
  // In turn, so that whatever else the machine does falls on both.
  for (let round = 0; round < rounds; round += 1) {
    times.compile.push(timeOf(() => compile(text)));
    times.parse.push(timeOf(() => markdown.parse(text)));
  }
  const compileMs = median(times.compile);
  const parseMs = median(times.parse);
  return [
    String(tasks),
    (Buffer.byteLength(text) / 1000).toFixed(0),
    compileMs.toFixed(1),
    ((tasks / compileMs) * 1000).toFixed(0),
    parseMs.toFixed(1),
    (compileMs / parseMs).toFixed(2),
    ((compileMs / tasks) * 1000).toFixed(0),
    ((parseMs / tasks) * 1000).toFixed(0),
  ];
}

function timeOf(work: () => unknown): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}
