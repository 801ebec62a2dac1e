type Language = { endings: RegExp; patterns: readonly RegExp[] };

/** Each pattern finds one name in its first group. What it takes a parser to see is not seen: an outline, not an index. */
const languages: readonly Language[] = [
  {
    endings: /\.[cm]?[jt]sx?$/,
    patterns: [
      /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|var|type|interface|enum|namespace) +([\w$]+)/gm,
      /^(?:module\.)?exports\.([\w$]+) *=/gm,
    ],
  },
  { endings: /\.py$/, patterns: [/^(?:async )?(?:def|class) +([A-Za-z]\w*)/gm] },
  { endings: /\.go$/, patterns: [/^(?:func(?: *\([^)]*\))?|type|var|const) +([A-Z]\w*)/gm] },
  {
    endings: /\.rs$/,
    patterns: [/^\s*pub (?:async |unsafe |const )*(?:fn|struct|enum|trait|type|const|static|mod) +(\w+)/gm],
  },
  {
    endings: /\.(?:java|kt|cs)$/,
    patterns: [/^\s*public [\w\s<>,]*?(?:class|interface|enum|record|object) +(\w+)/gm],
  },
  { endings: /\.rb$/, patterns: [/^\s*(?:class|module|def) +(?:self\.)?([A-Za-z]\w*[?!]?)/gm] },
];

/** Lists of names: `export { a, b as c }` and `module.exports = { a, b }`. */
const lists = /^(?:export *|module\.exports *= *)\{([^{}]*)\}/gm;

/** The language has a line in the table. */
export const isCode = (path: string): boolean =>
  languages.some(({ endings }) => endings.test(path)) && !/\.min\.[a-z]+$/.test(path);

/** Names that a file offers to others, in its order, found by patterns of its language; none for a language that is not known. */
export function exportedNames(path: string, text: string): string[] {
  const language = languages.find(({ endings }) => endings.test(path));
  if (language === undefined) return [];
  const found = language.patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((hit) => ({ at: hit.index, name: hit[1]! })),
  );
  if (language === languages[0]) {
    for (const hit of text.matchAll(lists)) {
      const names = hit[1]!.split(',').map((part) => /(?:\bas +)?([\w$]+) *(?::.*)?$/.exec(part.trim())?.[1]);
      found.push(...names.flatMap((name) => (name === undefined ? [] : [{ at: hit.index, name }])));
    }
  }
  return [...new Set(found.toSorted((a, b) => a.at - b.at).map(({ name }) => name))];
}
