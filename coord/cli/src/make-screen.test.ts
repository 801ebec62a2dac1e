import { afterEach, expect, test, vi } from 'vitest';
import { makeScreen } from './make-screen.ts';

const makeOut = () => {
  const written: string[] = [];
  return { written, write: (text: string) => written.push(text), columns: 40 };
};

afterEach(() => {
  vi.useRealTimers();
});

test('without a terminal there are lines and nothing else', () => {
  const out = makeOut();
  const screen = makeScreen(out, false);
  screen.line('one');
  screen.session(2, 'prints a lot');
  screen.close();
  expect(out.written).toEqual(['one\n']);
});

test('in a terminal a burst of output becomes one picture, and a line scrolls above it', () => {
  vi.useFakeTimers();
  const out = makeOut();
  const screen = makeScreen(out, true);
  for (let count = 0; count < 1_000; count += 1) screen.session(2, `row ${count}`);
  expect(out.written).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(out.written).toEqual(['\u001b[2mSession 2  row 999\u001b[0m\n']);
  screen.line('an event');
  expect(out.written.at(-1)).toBe('\u001b[1A\u001b[0Jan event\n\u001b[2mSession 2  row 999\u001b[0m\n');
  screen.close();
  expect(out.written.at(-1)).toBe('\u001b[1A\u001b[0J');
});

test('a live line is as wide as the terminal at the most, and holds no control characters', () => {
  vi.useFakeTimers();
  const out = makeOut();
  const screen = makeScreen(out, true);
  screen.session(1, `a\u001b[31mb\t${'x'.repeat(100)}`);
  vi.advanceTimersByTime(200);
  expect(out.written[0]).toBe(`\u001b[2mSession 1  a [31mb ${'x'.repeat(20)}\u001b[0m\n`);
  screen.close();
});
