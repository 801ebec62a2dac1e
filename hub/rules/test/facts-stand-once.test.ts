import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';
import { type FactValue, type PlatformFact, platformFacts } from '../src/index.ts';

const hub = join(import.meta.dirname, '../..');
const registry = /^rules\/src\/facts\/(platform-fact|instagram-facts|facebook-facts|x-facts)s?\.ts$/;
/** The sandboxes read the platforms' pages for themselves: a figure that both took from one table could be wrong in both. */
const oracle = /^sandbox\/src\//;
/** Lengths of time and sizes that anyone may write without a platform in mind. */
const everyday = new Set([256, 365, 512, 1024, 1440, 1800, 3600, 7200, 86_400, 604_800, 2_592_000]);
/** Rooms that draw have sizes of their own; that the platforms take them is tested where they are drawn. */
const drawing = /^(web|media)\//;

type Figure = { id: string; figure: number; isPixels: boolean };

/**
 * A figure tells of its platform when nobody would write it by chance: more than one digit counts, above two hundred. `2200`
 * does, `140` and `5000` do not.
 */
function distinctiveFigures(): Figure[] {
  return Object.entries<PlatformFact>(platformFacts).flatMap(([id, fact]) =>
    [fact.value, ...(fact.readings ?? []).map(({ value }) => value)]
      .flatMap(numbersOf)
      .filter((figure) => figure > 200 && !everyday.has(figure))
      .filter((figure) => String(figure).replace(/0+$/, '').length > 1)
      .map((figure) => ({ id, figure, isPixels: fact.unit === 'pixels' })),
  );
}

function numbersOf(value: FactValue): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value === 'string') return [];
  return Object.values(value).flatMap((part) => numbersOf(part as FactValue));
}

/** Names that are a platform's and nothing else: metrics with an underscore, hosts, the pinned version. */
function distinctiveNames(): Map<string, string> {
  const names = Object.entries<PlatformFact>(platformFacts)
    .filter(([, fact]) => fact.unit === 'name')
    .flatMap(([id, { value }]) => [value].flat().map((name) => [String(name), id] as const));
  return new Map(names.filter(([name]) => /_.*_|^v\d+\.\d$|^[a-z-]+\.[a-z]+\.com$/.test(name)));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ['node_modules', 'dist', 'test'].includes(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

type Literals = { numbers: number[]; texts: string[] };

/** The numbers and quoted texts of a source, comments left out. */
export function literalsOf(source: string): Literals {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|(?<![\w$.])(\d[\d_]*(?:\.\d+)?)(?![\w$])/g;
  const literals: Literals = { numbers: [], texts: [] };
  for (const [, single, double, number] of source.matchAll(token)) {
    const text = single ?? double;
    if (text !== undefined) literals.texts.push(text);
    if (number !== undefined) literals.numbers.push(Number(number.replaceAll('_', '')));
  }
  return literals;
}

function copiesIn(path: string, source: string): string[] {
  const figures = distinctiveFigures().filter(({ isPixels }) => !(isPixels && drawing.test(path)));
  const names = distinctiveNames();
  const { numbers, texts } = literalsOf(source);
  return [
    ...numbers.flatMap((number) =>
      figures
        .filter(({ figure }) => figure === number)
        .map(({ id }) => `${path} writes ${number}: use factOf('${id}')`),
    ),
    ...texts
      .filter((text) => names.has(text))
      .map((text) => `${path} writes '${text}': use factOf('${names.get(text)}')`),
  ];
}

test('[F6] no figure and no name of a platform stands outside of the registry', () => {
  const paths = readdirSync(hub)
    .flatMap((room) => sources(join(hub, room)))
    .map((path) => ({ path, name: relative(hub, path).split(sep).join('/') }))
    .filter(({ name }) => /^[a-z]+\/src\//.test(name) && !registry.test(name) && !oracle.test(name));
  expect(paths.length).toBeGreaterThan(3);
  expect([...new Set(paths.flatMap(({ path, name }) => copiesIn(name, readFileSync(path, 'utf8'))))]).toEqual(
    [],
  );
});

test('[F6] a planted figure, size and name are found, one in a comment is not', () => {
  const planted = `
    // at most 2200 characters, see 'graph.facebook.com'
    if (caption.length > 2200 || bytes > 8_000_000) throw tooLong;
    const url = 'graph.facebook.com';
    const harmless = [10, 100, 5000, 'x'];
  `;
  expect(copiesIn('channels/src/planted.ts', planted)).toEqual([
    "channels/src/planted.ts writes 2200: use factOf('instagram.caption_characters')",
    "channels/src/planted.ts writes 2200: use factOf('instagram.comment_characters')",
    "channels/src/planted.ts writes 'graph.facebook.com': use factOf('facebook.host')",
  ]);
});
