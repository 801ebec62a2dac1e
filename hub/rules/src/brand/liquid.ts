import { Liquid, type Template as Parsed } from 'liquidjs';
import { RulesError } from '../rules-error.ts';

/** Filters that read the clock, chance or the zone of the machine: a text is the same wherever it is rendered. */
const withheld = [
  'date',
  'date_to_xmlschema',
  'date_to_rfc822',
  'date_to_string',
  'date_to_long_string',
  'sample',
];
const longest = 20_000;
/** Words that keep their capital inside a sentence. */
const properNames =
  /^(?:I|I'm|I've|\p{Lu}{2,}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|January|February|March|April|May|June|July|August|September|October|November|December|Easter|Christmas)$/u;

const engine = new Liquid({
  strictFilters: true,
  strictVariables: true,
  ownPropertyOnly: true,
  // Nothing can be included: a template is whole.
  templates: {},
  parseLimit: longest,
  memoryLimit: 10_000_000,
});
for (const filter of withheld) delete engine.filters[filter];

const entries = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : [String(list)]);
engine.registerFilter('lines', (list: unknown) => entries(list).join('\n'));
engine.registerFilter('bullets', (list: unknown) =>
  entries(list)
    .map((one) => `- ${one}`)
    .join('\n'),
);
engine.registerFilter('numbered', (list: unknown) =>
  entries(list)
    .map((one, index) => `${index + 1}. ${one}`)
    .join('\n'),
);
/** Entries one after the other, each as a sentence. */
engine.registerFilter('sentences', (list: unknown) =>
  entries(list)
    .map((one) => (/[.!?]$/.test(one) ? one : `${one}.`))
    .join(' '),
);
engine.registerFilter('upper_first', (text: unknown) => {
  const words = String(text);
  return words.charAt(0).toLocaleUpperCase('en') + words.slice(1);
});
/** A sentence after a colon: the brand's name and other names keep their capital. */
engine.registerFilter('lower_first', function (text: unknown) {
  const words = String(text);
  const first = /^[\p{L}\p{N}'’-]+/u.exec(words)?.[0] ?? '';
  const name = String(this.context.getSync(['brand', 'name']));
  if (properNames.test(first) || name.split(' ').includes(first)) return words;
  return words.charAt(0).toLocaleLowerCase('en') + words.slice(1);
});

const parsed = new Map<string, Parsed[]>();

/** Throws `template_broken` with Liquid's own words where the source is none or a variable is not there. */
export function renderLiquid(source: string, scope: object): string {
  try {
    return String(engine.renderSync(parseLiquid(source), scope))
      .replace(/[ \t]+\n/g, '\n')
      .trim();
  } catch (cause) {
    throw new RulesError('template_broken', (cause as Error).message, { cause });
  }
}

/** The variables that a source reads, such as `about.scene`; or why it cannot be read. */
export function variablesOf(source: string): { names: string[] } | { broken: string } {
  try {
    const found = engine.globalVariableSegmentsSync(parseLiquid(source));
    return { names: found.map((segments) => segments.map(String).join('.')) };
  } catch (cause) {
    return { broken: (cause as Error).message };
  }
}

/** Sources are parsed once: a calendar renders each a few hundred times. */
function parseLiquid(source: string): Parsed[] {
  const known = parsed.get(source);
  if (known !== undefined) return known;
  const fresh = engine.parse(source);
  parsed.set(source, fresh);
  return fresh;
}
