import type { Diagnostic } from '../diagnostic.ts';
import { type Place, type Placed, parseYaml } from '../parse-yaml.ts';
import { type Brand, brandSchema } from './brand.ts';

/** Reads a brand file. What the fields say of each other is checked as well, under `brand/…`, with its place. */
export function parseBrand(text: string): Placed<Brand> {
  const parsed = parseYaml(text, 'brand', brandSchema);
  if (parsed.value === undefined) return parsed;
  const diagnostics = checkBrand(parsed.value, parsed.placeOf);
  if (diagnostics.some(({ severity }) => severity === 'error'))
    return { diagnostics, placeOf: parsed.placeOf };
  return { ...parsed, diagnostics };
}

function checkBrand(brand: Brand, placeOf: (path: readonly PropertyKey[]) => Place): Diagnostic[] {
  const found: Diagnostic[] = [];
  const tell = (
    rule: string,
    severity: Diagnostic['severity'],
    path: readonly PropertyKey[],
    message: string,
    fix: string,
  ) => found.push({ rule: `brand/${rule}`, severity, message, ...placeOf(path), fix });
  for (const [index, { id, platform }] of brand.channels.entries()) {
    if (brand.windows[platform] !== undefined) continue;
    const message = `channel ${id} is on ${platform}, which has no posting windows`;
    tell('no-windows', 'error', ['channels', index], message, `add windows.${platform}`);
  }
  for (const platform of Object.keys(brand.windows)) {
    if (brand.channels.some((channel) => channel.platform === platform)) continue;
    const message = `windows for ${platform}, but no channel on it`;
    tell(
      'unused-windows',
      'warning',
      ['windows', platform],
      message,
      `add a channel or take the windows out`,
    );
  }
  for (const [index, { word }] of brand.words.banned.entries()) {
    const clash = brand.words.required.find(({ anyOf }) =>
      anyOf.every((one) => one.toLowerCase() === word.toLowerCase()),
    );
    if (clash === undefined) continue;
    const path = ['words', 'banned', index];
    tell('banned-and-required', 'error', path, `'${word}' is banned and required`, 'keep one of the two');
  }
  for (const [platform, place] of Object.entries(brand.links.on)) {
    if (place !== 'preview' || platform === 'facebook') continue;
    const message = `${platform} has no link preview of its own: 'preview' is for facebook`;
    tell('preview-elsewhere', 'error', ['links', 'on', platform], message, `write 'text' or 'profile'`);
  }
  const most = Math.max(0, ...Object.values(brand.hashtags.perPost));
  if (most > brand.hashtags.pool.length) {
    const message = `${most} hashtags a post are wanted, and the pool holds ${brand.hashtags.pool.length}`;
    tell('few-hashtags', 'error', ['hashtags'], message, 'add hashtags to the pool, or ask for fewer');
  }
  return found;
}
