import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { makeWatchFacts } from '../../test/make-watch-facts.ts';
import { assembleScreen, clip, pageHeight } from './assemble-screen.ts';
import { firstWatch, nextWatch, type Watch } from './next-watch.ts';
import { pageLines, watchPages } from './watch-pages.ts';

const facts = makeWatchFacts();
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal takes as a style.
const plain = (rows: string[]) => rows.map((row) => row.replaceAll(/\u001b\[\d+m/g, ''));

function press(watch: Watch, keys: string[], rows = 12): Watch | undefined {
  let at: Watch | undefined = watch;
  for (const key of keys) {
    const length = pageLines(at!.page, facts).length;
    at = nextWatch(at!, key, { length, height: pageHeight({ columns: 80, rows }) });
  }
  return at;
}

describe('the watching screen', () => {
  test.each(watchPages.flatMap((page) => [20, 80, 200].map((columns) => [page, columns] as const)))(
    'fills %s at %i columns exactly, and nothing is wider',
    (page, columns) => {
      for (const rows of [6, 24, 60]) {
        const screen = plain(assembleScreen(facts, { ...firstWatch, page }, { columns, rows }));
        expect(screen).toHaveLength(rows);
        for (const row of screen) expect(stringWidth(row)).toBeLessThanOrEqual(columns);
      }
    },
  );

  test('says which run it shows, what waits for a person, and that a run is over', () => {
    const [title, tabs, ...rest] = plain(assembleScreen(facts, firstWatch, { columns: 100, rows: 24 }));
    expect(title).toBe('PLAN.md  run r1 blocked, day 2');
    expect(tabs).toContain('4 Decisions (2)');
    expect(rest.at(-1)).toMatch(/^The run is blocked\. {3}\? for help, q to leave/);
  });

  test('follows the log to its end until somebody scrolls up, and again from the last line on', () => {
    const log = press(firstWatch, ['5'])!;
    const screenOf = (watch: Watch) =>
      plain(assembleScreen(facts, watch, { columns: 80, rows: 12 })).join('\n');
    expect(screenOf(log)).toContain('report 40');
    const up = press(log, ['k', 'k'])!;
    expect(screenOf(up)).not.toContain('report 40');
    expect(screenOf(up)).toContain('report 38');
    expect(press(up, ['G'])!.isFollowing).toBe(true);
    expect(screenOf(press(log, ['g'])!)).toContain('report 1\n');
  });

  test('goes through its pages in both directions and leaves on q', () => {
    expect(press(firstWatch, ['tab', 'tab'])?.page).toBe('Queue');
    expect(press(firstWatch, ['shift-tab'])?.page).toBe('Log');
    expect(press(firstWatch, ['4'])?.page).toBe('Decisions');
    expect(press(firstWatch, ['9', 'x'])).toEqual(firstWatch);
    expect(press(firstWatch, ['?', 'escape'])).toEqual(firstWatch);
    expect(press(firstWatch, ['q'])).toBeUndefined();
    expect(press(firstWatch, ['ctrl-c'])).toBeUndefined();
  });

  test('has each key of its help', () => {
    const help = plain(assembleScreen(facts, { ...firstWatch, isHelp: true }, { columns: 80, rows: 24 }));
    expect(help.join('\n')).toContain('q               leave; the run goes on');
  });
});

describe('a line that is cut', () => {
  test.each([
    ['beans', 5, 'beans'],
    ['beans', 4, 'bea…'],
    ['庭の計画', 5, '庭の…'],
    ['a\u001b[31mb\n', 20, 'a [31mb '],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['beans', 0, ''],
  ])('%j at %i columns is %j', (text, columns, expected) => {
    expect(clip(text, columns)).toBe(expected);
  });
});
