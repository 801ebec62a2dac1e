import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarFile } from '../calendar.js';
import { readJson } from '../read-json.js';
import { runHub } from '../run-hub.js';

const brand = ['--brand', 'content_templates/brand.yaml'];
const { start, days, left, items } = await readJson(calendarFile);

test('thirty days, three platforms, two versions that differ in the one thing that they say', () => {
  assert.equal(days, 30);
  assert.ok(items.length >= 90, `${items.length} pieces`);
  const held = new Set(left.map(({ date }) => date));
  for (let day = 0; day < days; day += 1) {
    const date = new Date(Date.parse(start) + day * 86_400_000).toISOString().slice(0, 10);
    const platforms = items.filter(({ wall }) => wall.startsWith(date)).map(({ platform }) => platform);
    assert.ok(held.has(date) || new Set(platforms).size === 3, `${date}: ${platforms.join(', ')}`);
  }
  for (const { id, variants } of items) {
    const [a, b] = variants;
    assert.deepEqual([a.label, b.label, a.factor], ['A', 'B', b.factor], id);
    const differ = Object.keys(a.levels).filter((name) => a.levels[name] !== b.levels[name]);
    assert.deepEqual(differ, [a.factor], id);
  }
});

test('the hub finds no error in it, and says that the platforms allow it and what it costs', async () => {
  const { answer: checked } = await runHub(['calendar', 'check', calendarFile, ...brand]);
  assert.deepEqual([checked.items, checked.errors], [items.length, 0], JSON.stringify(checked.findings));
  const { answer: shown } = await runHub(['calendar', 'show', calendarFile, ...brand]);
  const { feasibility, price, highestSimilarity } = shown.report;
  assert.equal(feasibility.fits, true);
  const dollars = (price.total / 1000).toFixed(2);
  console.log(
    `${items.length} pieces for ${dollars} dollars on X; the two most alike: ${highestSimilarity.similarity}`,
  );
});

test('the table beside it says the same, row by row', async () => {
  const table = ['--from', 'content_templates/calendar.csv'];
  const { answer } = await runHub(['calendar', 'import', calendarFile, ...brand, ...table]);
  assert.deepEqual(answer.errors, []);
  assert.deepEqual(new Set(answer.changes.map(({ kind }) => kind)), new Set(['same']));
  assert.equal(answer.changes.length, items.length);
});
