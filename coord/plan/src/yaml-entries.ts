import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLError,
} from 'yaml';
import { type Annotation, mendYaml } from './mend-yaml.ts';

/** A value of a YAML block with its place in the document, down to what the language reads. */
export type YamlValue = { start: number; end: number } & (
  | { kind: 'empty' }
  | { kind: 'scalar'; text: string; plain: unknown }
  | { kind: 'list'; items: YamlValue[] }
  | { kind: 'map'; entries: YamlEntry[] }
);

/** `annotation` holds words in parentheses that stood beside the value or in the key: `(Session 1 broadcasts)`. */
export type YamlEntry = {
  key: string;
  start: number;
  end: number;
  value: YamlValue;
  annotation?: { text: string; start: number };
};

export type YamlBlock = {
  entries: YamlEntry[];
  errors: { offset: number; message: string }[];
  mended?: { start: number; end: number; text: string };
};

const deepest = 24;

/** Reads the content of a fence as YAML; `base` is where it begins in the document. All offsets are the document's. */
export function yamlEntries(source: string, base: number): YamlBlock {
  const { text, annotations, mended } = mendYaml(source);
  const place = mended && { start: mended.start + base, end: mended.end + base, text: mended.text };
  const more = place ? { mended: place } : {};
  const documents = parse(text);
  if ('failure' in documents)
    return { entries: [], errors: [{ offset: base, message: documents.failure }], ...more };
  const errors = documents.flatMap((document) =>
    document.errors.map((error) => errorAt(error, base, source.length)),
  );
  if (errors.length > 0) return { entries: [], errors, ...more };
  const byLine = new Map(annotations.map((annotation) => [annotation.lineStart, annotation]));
  const convert = makeConverter(text, base, byLine);
  const entries: YamlEntry[] = [];
  for (const document of documents) {
    const value = convert(document.contents, base, 0);
    if (value.kind === 'map') for (const entry of value.entries) entries.push(entry);
    else if (value.kind !== 'empty')
      errors.push({ offset: value.start, message: 'expected keys with values, found a single value' });
  }
  return { entries, errors, ...more };
}

type Parsed = { contents: Node | null; errors: YAMLError[] }[];

function parse(text: string): Parsed | { failure: string } {
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
    return Array.isArray(documents) ? (documents as Parsed) : [];
  } catch (cause) {
    // The composer of `yaml` recurses; thousands of nested brackets end in a RangeError.
    return { failure: `it is nested too deeply to be read (${(cause as Error).message})` };
  }
}

function errorAt(error: YAMLError, base: number, length: number): { offset: number; message: string } {
  return {
    offset: base + Math.min(error.pos[0], length),
    message: error.message.split('\n')[0] ?? error.code,
  };
}

function makeConverter(source: string, base: number, annotations: ReadonlyMap<number, Annotation>) {
  // Aliases stand for single values only: lists of aliases of lists grow without end.
  const anchors = new Map<string, Scalar>();
  return convert;

  function convert(node: unknown, missingAt: number, depth: number): YamlValue {
    const range = (node as Node | null)?.range;
    const start = range ? range[0] + base : missingAt;
    // A map's range runs on to the next key; its own end is that of its last word.
    const end = range ? base + range[0] + source.slice(range[0], range[1]).trimEnd().length : missingAt;
    if (isSeq(node) && depth < deepest)
      return { kind: 'list', start, end, items: node.items.map((item) => convert(item, start, depth + 1)) };
    if (isMap(node) && depth < deepest)
      return {
        kind: 'map',
        start,
        end,
        entries: node.items.map((pair) => entryOf(pair.key, pair.value, start, depth)),
      };
    if (isScalar(node)) {
      if (node.anchor) anchors.set(node.anchor, node);
      if (node.value === null && (node.source ?? '') === '') return { kind: 'empty', start, end };
      const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
      return { kind: 'scalar', start, end, text: text.replace(/\r\n?/g, '\n').trim(), plain: node.value };
    }
    const meant = isAlias(node) && anchors.get(node.source);
    if (meant) return { ...convert(meant, start, depth), start, end };
    if (!node) return { kind: 'empty', start, end };
    const text = isAlias(node) ? `*${node.source}` : source.slice(start - base, end - base);
    return { kind: 'scalar', start, end, text, plain: text };
  }

  function entryOf(key: unknown, value: unknown, missingAt: number, depth: number): YamlEntry {
    const keyRange = (key as Node | null)?.range;
    const start = keyRange ? keyRange[0] + base : missingAt;
    const keyEnd = keyRange ? keyRange[1] + base : start;
    const written = isScalar(key)
      ? String(key.source ?? key.value)
      : source.slice(start - base, keyEnd - base);
    const converted = convert(value, keyEnd, depth + 1);
    const inKey = /^(.*?)\s*\(([^()]*)\)$/.exec(written);
    const lineStart = source.lastIndexOf('\n', Math.max(0, start - base - 1)) + 1;
    const beside = annotations.get(start === base ? 0 : lineStart);
    const annotation = inKey
      ? { text: inKey[2]!.trim(), start: start + written.lastIndexOf('(') }
      : beside && { text: beside.text, start: beside.start + base };
    return {
      key: inKey ? inKey[1]! : written,
      start,
      end: Math.max(converted.end, keyEnd, annotation && beside ? beside.end + base : 0),
      value: converted,
      ...(annotation ? { annotation } : {}),
    };
  }
}

/** The value as plain data, for what the language keeps without understanding it. */
export function plainOf(value: YamlValue): unknown {
  switch (value.kind) {
    case 'empty':
      return null;
    case 'scalar':
      return value.plain;
    case 'list':
      return value.items.map(plainOf);
    case 'map':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plainOf(entry.value)]));
  }
}

/** The text of a value: a scalar's, a list's joined by `; `, nothing for a map. */
export function textOf(value: YamlValue): string {
  if (value.kind === 'scalar') return value.text;
  return value.kind === 'list' ? value.items.map(textOf).filter(Boolean).join('; ') : '';
}

/** A list of texts, whether written as a list or as one text with commas. */
export function listOf(value: YamlValue): { text: string; start: number }[] {
  if (value.kind === 'list') return value.items.flatMap(listOf);
  if (value.kind !== 'scalar') return [];
  return value.text
    .split(',')
    .map((text) => ({ text: text.trim(), start: value.start }))
    .filter(({ text }) => text !== '');
}

/** `Session_2_Tasks`, `session-2-tasks` and `Session 2 Tasks` are one key. */
export function keyOf(key: string): string {
  return key
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}
