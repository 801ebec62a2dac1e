import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectGolden } from '@musterhq/testing';
import { expect, test } from 'vitest';
import { makeWorld, type SandboxRules } from '../make-world.ts';
import {
  type Cell,
  cellsOf,
  documented,
  type Reference,
  type Subject,
  undefended,
  undefendedRules,
} from './cell.ts';
import { formatCells, formatSummary } from './report.ts';
import { type CellResult, runCell, runUncut } from './run-cell.ts';
import { bundleProcess, runKilled } from './run-killed.ts';

/**
 * The whole matrix takes minutes (`npm run test:publish`); what runs beside the other tests is every so-manyeth cell of it.
 */
const isWhole = process.env.HUB_PUBLISH === 'whole';
const everyCell = isWhole ? 1 : 23;
const everyKill = isWhole ? 1 : 8;
/** Hub's milliseconds in one of the wall's where processes are killed: a settling takes three seconds, X's token lives for three minutes. */
const rate = 40;
const goldens = {
  matrix: fileURLToPath(new URL('./golden/matrix.txt', import.meta.url)),
  undefended: fileURLToPath(new URL('./golden/undefended.txt', import.meta.url)),
  kills: fileURLToPath(new URL('./golden/kills.txt', import.meta.url)),
};

function compare(golden: string, results: readonly CellResult[]): void {
  console.log(formatSummary(results));
  const text = formatCells(results);
  if (isWhole) expectGolden(golden, text);
  else {
    const written = new Set(readFileSync(golden, 'utf8').split('\n'));
    expect(text.split('\n').filter((line) => !written.has(line))).toEqual([]);
  }
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
}

const everyNth = <One>(all: readonly One[], n: number): One[] => all.filter((_, index) => index % n === 0);

const passes: [name: string, subjects: readonly Subject[], rules: SandboxRules, golden: string][] = [
  ['the platforms as they are described', documented, {}, goldens.matrix],
  ['platforms that refuse no duplicate, and wrap links', undefended, undefendedRules, goldens.undefended],
];

/** Subjects have worlds of their own, so that one goes on while another waits for an answer that does not come. */
async function runSubject(subject: Subject, rules: SandboxRules, golden: string): Promise<CellResult[]> {
  const world = await makeWorld({ rules });
  try {
    const cells = everyNth(cellsOf(await runUncut(world, subject)).filter(isAffected(golden)), everyCell);
    const results: CellResult[] = [];
    for (const [index, cell] of cells.entries())
      results.push(await runCell(world, cell, `${subject.name} ${index}`));
    return results;
  } finally {
    await world.close();
  }
}

test.each(passes)(
  '[J1] [J4] [J5] [J6] [J7] [J21] crashes and faults: every cell ends as it is written, with one post at most, on %s',
  async (_, subjects, rules, golden) => {
    const results = await Promise.all(subjects.map((subject) => runSubject(subject, rules, golden)));
    compare(golden, results.flat());
    const unmet = results
      .flat()
      .filter(({ cell, kills }) => kills !== cell.kills.length && !isReadFirst(cell));
    expect(unmet).toEqual([]);
  },
  1_200_000,
);

/** Without the duplicate rules other things can happen where a post is made public, and where what was lost is looked for. */
function isAffected(golden: string): (cell: Cell) => boolean {
  if (golden === goldens.matrix) return () => true;
  // What something on the way delivers twice is there twice where the platform refuses no second one: no sender can tell.
  return ({ where, what }) =>
    !(where.endsWith('x.create_post') && what === 'delivered twice') &&
    /publish_post|create_post|update_post|first_comment|fb\.comment|read/.test(where);
}

/** One after the other on a database, where each start takes the fence; beside each other on several. */
async function runKills(cells: readonly Cell[]): Promise<CellResult[]> {
  const world = await makeWorld({ rate });
  try {
    const results: CellResult[] = [];
    for (const [index, cell] of cells.entries())
      results.push(await runKilled(world, rate, cell, String(index)));
    return results;
  } finally {
    await world.close();
  }
}

test('[J1] [J4] of processes that are killed the next start brings every publication to the end that is written', async () => {
  await bundleProcess();
  const standing = await makeWorld();
  const references: Reference[] = [];
  for (const subject of documented.filter(({ from }) => from === undefined))
    references.push(await runUncut(standing, subject));
  await standing.close();
  const cells = everyNth(references.flatMap(realKills), everyKill);
  const lanes = references.map(({ subject }) => cells.filter((cell) => cell.subject === subject));
  compare(goldens.kills, (await Promise.all(lanes.map(runKills))).flat());
}, 1_200_000);

/**
 * A start and a restart cost seconds, so real processes die at the boundaries of the first call, of each visible one and of the reading
 * back; at the others a thrown death leaves the same rows.
 */
function realKills(reference: Reference): Cell[] {
  const names = reference.calls
    .filter(({ visible }, index) => visible || index === 0)
    .map(({ name }) => name);
  return cellsOf(reference).filter(
    ({ where, faults, kills }) =>
      faults.length === 0 &&
      kills.length === 1 &&
      kills[0]!.at !== 'next_move' &&
      (kills[0]!.at === 'read_back' || names.some((name) => where.endsWith(` ${name}`))),
  );
}

/** Where the first reading settles it there is no second one to be killed in. */
const isReadFirst = ({ kills }: Cell): boolean => kills.some(({ at }) => at === 'find');
