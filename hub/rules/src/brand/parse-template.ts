import type { Diagnostic } from '../diagnostic.ts';
import { type Place, type Placed, parseYaml } from '../parse-yaml.ts';
import { platforms } from '../post/post.ts';
import { variablesOf } from './liquid.ts';
import { type Template, type TemplateFile, templateFileSchema } from './template.ts';

/** What every template may read of the brand. */
const brandNames = new Set(['brand.name', 'brand.product', 'brand.one', 'brand.many', 'brand.who']);

type Path = readonly PropertyKey[];
type Tell = (rule: string, path: Path, message: string, fix: string) => void;

/** Reads a file of templates. A variable that is not declared, a platform without a text and the like are found under `template/…`. */
export function parseTemplates(text: string): Placed<TemplateFile> {
  const parsed = parseYaml(text, 'template', templateFileSchema);
  if (parsed.value === undefined) return parsed;
  const diagnostics = parsed.value.templates.flatMap((template, index) =>
    checkTemplate(template, ['templates', index], parsed.placeOf),
  );
  const seen = new Set<string>();
  for (const [index, { id }] of parsed.value.templates.entries()) {
    if (seen.has(id)) {
      const place = parsed.placeOf(['templates', index, 'id']);
      const message = `a template named ${id} stands above`;
      diagnostics.push({ rule: 'template/twice', severity: 'error', message, ...place });
    }
    seen.add(id);
  }
  return diagnostics.length > 0 ? { diagnostics, placeOf: parsed.placeOf } : parsed;
}

function checkTemplate(template: Template, at: Path, placeOf: (path: Path) => Place): Diagnostic[] {
  const found: Diagnostic[] = [];
  const tell: Tell = (rule, path, message, fix) =>
    found.push({
      rule: `template/${rule}`,
      severity: 'error',
      message: `${template.id}: ${message}`,
      ...placeOf([...at, ...path]),
      fix,
    });
  checkSources(template, tell);
  for (const platform of platforms) {
    const kinds = template.kinds[platform];
    const body = template.body[platform];
    if (kinds !== undefined && body === undefined)
      tell('no-text', ['body'], `published on ${platform} without a text for it`, `write body.${platform}`);
    if (kinds === undefined && body !== undefined)
      tell(
        'unused-text',
        ['body', platform],
        `a text for ${platform}, where it is not published`,
        `name its kinds`,
      );
    if ((kinds as string[] | undefined)?.includes('carousel') && template.carousel === undefined)
      tell('no-carousel', ['kinds', platform], 'a carousel without pictures', 'write carousel');
  }
  if (template.varies.includes('image') && template.picture.product === undefined)
    tell('one-picture', ['varies'], 'the image is varied, and there is one only', 'write picture.product');
  if (
    template.varies.includes('format') &&
    !Object.values(template.body).some((body) => body?.list !== undefined)
  )
    tell('one-format', ['varies'], 'the format is varied, and no text has a list', 'write a list');
  return found;
}

function checkSources(template: Template, tell: Tell): void {
  const known = new Set([
    ...brandNames,
    ...Object.keys(template.about.fields).map((field) => `about.${field}`),
    ...Object.keys(template.slots).map((slot) => `values.${slot}`),
  ]);
  const used = new Set<string>();
  let isBroken = false;
  for (const { path, source } of sourcesOf(template)) {
    const variables = variablesOf(source);
    if ('broken' in variables) {
      isBroken = true;
      tell('liquid', path, variables.broken, 'correct the Liquid');
      continue;
    }
    for (const name of variables.names) {
      used.add(name);
      if (!known.has(name))
        tell('unknown-variable', path, `${name} is not declared`, `declare it under about.fields or slots`);
    }
  }
  // What a source that cannot be read uses is not known.
  if (isBroken) return;
  for (const field of Object.keys(template.about.fields))
    if (!used.has(`about.${field}`))
      tell('unused-field', ['about', 'fields', field], `${field} is declared and not used`, 'take it out');
}

/** Every Liquid text of a template, with where it stands. */
function sourcesOf(template: Template): { path: Path; source: string }[] {
  const { hook, body, call, picture, carousel } = template;
  const texts = (value: unknown, path: Path): { path: Path; source: string }[] => {
    if (typeof value === 'string') return path.at(-1) === 'recipe' ? [] : [{ path, source: value }];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => texts(inner, [...path, key]));
  };
  return Object.entries({ hook, body, call, picture, carousel }).flatMap(([key, value]) =>
    texts(value, [key]),
  );
}
