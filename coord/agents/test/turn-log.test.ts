import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeTurnLog } from '../src/turn-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('[T7] keeps a short output whole', () => {
  const log = makeTurnLog(join(folder, 'short'), { headBytes: 10, tailBytes: 20 });
  for (const word of ['one ', 'two ', 'three']) log.write(word);
  log.close();
  expect(readFileSync(join(folder, 'short'), 'utf8')).toBe('one two three');
});

it('[T7] keeps the first and the latest of a long one and says exactly how much is gone', () => {
  const path = join(folder, 'long');
  const log = makeTurnLog(path, { headBytes: 10, tailBytes: 20 });
  const output = Array.from({ length: 500 }, (_, index) => `${index},`).join('');
  for (const piece of output.match(/.{1,7}/g) ?? []) {
    log.write(piece);
    const text = readFileSync(path, 'utf8');
    expect(text.length).toBeLessThan(10 + 40 + 100);
    expect(text.startsWith(output.slice(0, Math.min(10, text.length)))).toBe(true);
  }
  log.close();
  expect(log.totalBytes).toBe(output.length);
  const [, dropped, tail = ''] =
    /\[muster: (\d+) bytes left out.*\]\n(.*)$/s.exec(readFileSync(path, 'utf8')) ?? [];
  expect(tail.length).toBeGreaterThanOrEqual(20);
  expect(output.endsWith(tail)).toBe(true);
  expect(Number(dropped) + 10 + tail.length).toBe(output.length);
});

it('[T7] takes one piece that is larger than the whole log', () => {
  const path = join(folder, 'piece');
  const log = makeTurnLog(path, { headBytes: 10, tailBytes: 20 });
  log.write('x'.repeat(100_000));
  log.write('end');
  log.close();
  const text = readFileSync(path, 'utf8');
  expect(text.length).toBeLessThan(200);
  expect(text.endsWith('end')).toBe(true);
});
