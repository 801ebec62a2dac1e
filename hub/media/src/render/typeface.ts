import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import opentype, { type Font, type Glyph } from 'opentype.js';
import { MediaError } from '../media-error.ts';

const require = createRequire(import.meta.url);
/** The folder of the typeface: its licence stands beside its files. */
const folder = dirname(require.resolve('@fontsource/inter/LICENSE'));
/** Inter in parts: most texts need the first alone. */
const parts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese'] as const;
export type Weight = 500 | 700 | 800;
export type Lettering = {
  size: number;
  weight: Weight;
  /** In parts of the size. */
  tracking?: number;
};

const fonts = new Map<string, Font>();

function fontOf(part: string, weight: Weight): Font {
  const key = `${part}-${weight}`;
  const known = fonts.get(key);
  if (known) return known;
  const file = readFileSync(join(folder, 'files', `inter-${key}-normal.woff`));
  const font = opentype.parse(
    file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
  );
  fonts.set(key, font);
  return font;
}

/**
 * Text without what the typeface cannot draw on purpose: emoji stand in captions, not in pictures. Marks that join them and
 * invisible characters go as well.
 */
export function drawable(text: string): string {
  return text
    .normalize('NFC')
    .replace(
      /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Emoji_Modifier}|\p{Cf}|\u20e3|\ufe0f/gu,
      (sign) => (/[\u00a9\u00ae\u2122]/.test(sign) ? sign : ''),
    )
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

type Placed = { font: Font; glyph: Glyph; x: number };

/**
 * Where each letter of a line stands, and how wide the line is. Letters are paired and kerned here: the library's own shaping stops
 * at the tables that Inter has for scripts that need more.
 */
function place(
  text: string,
  { size, weight, tracking = 0 }: Lettering,
): { letters: Placed[]; width: number } {
  const letters: Placed[] = [];
  let x = 0;
  for (const character of text) {
    const last = letters.at(-1);
    const font = last && has(last.font, character) ? last.font : fontFor(character, weight);
    const glyph = font.charToGlyph(character);
    const scale = size / font.unitsPerEm;
    if (last?.font === font) x += font.getKerningValue(last.glyph, glyph) * scale;
    letters.push({ font, glyph, x });
    x += glyph.advanceWidth * scale + tracking * size;
  }
  // What is added between letters is not added behind the last one.
  return { letters, width: letters.length > 0 ? x - tracking * size : 0 };
}

const has = (font: Font, character: string): boolean => font.charToGlyphIndex(character) > 0;

function fontFor(character: string, weight: Weight): Font {
  for (const part of parts) {
    const font = fontOf(part, weight);
    if (has(font, character)) return font;
  }
  const point = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  throw new MediaError(
    'no_glyph',
    `the typeface has no letter ${character} (U+${point}): write it otherwise, or give a picture of the library`,
  );
}

export function widthOf(text: string, lettering: Lettering): number {
  return place(text, lettering).width;
}

/** A line of text as the outlines of its letters, its base line beginning at the point. */
export function linePath(text: string, x: number, y: number, lettering: Lettering): string {
  return place(text, lettering)
    .letters.map((letter) => letter.glyph.getPath(x + letter.x, y, lettering.size).toPathData(1))
    .join('');
}

/** The height of a capital letter, in parts of the size: Inter's is 1490 of 2048. */
export const capitalHeight = 0.727;
