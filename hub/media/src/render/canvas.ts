import type { Colours, MediaRecipe } from '@musterhub/rules';
import { fitText, type TextBlock, type TextRoom } from './fit-text.ts';
import { mixed, readableOn, visibleOn } from './readable.ts';
import { capitalHeight, linePath } from './typeface.ts';

export type DrawnRecipe = Exclude<MediaRecipe, { recipe: 'library' }>;

/** A picture on its way: its size, the colours that can be read on it, and the SVG parts drawn so far. */
export type Canvas = {
  width: number;
  height: number;
  margin: number;
  /** A hundredth of the shorter side. */
  unit: number;
  isWide: boolean;
  palette: Palette;
  parts: string[];
};

export type Palette = {
  background: string;
  text: string;
  /** For words that matter less, still readable. */
  quiet: string;
  accent: string;
  onAccent: string;
  surface: string;
  onSurface: string;
  /** Shapes behind everything. */
  tint: string;
};

/** Sizes that each platform takes as they are. */
const sizes: Record<DrawnRecipe['aspect'], { width: number; height: number }> = {
  '1:1': { width: 1080, height: 1080 },
  '4:5': { width: 1080, height: 1350 },
  '1.91:1': { width: 1200, height: 630 },
};

export function makeCanvas(aspect: DrawnRecipe['aspect'], colours: Colours): Canvas {
  const { width, height } = sizes[aspect];
  const palette = paletteOf(colours);
  const unit = Math.min(width, height) / 100;
  return {
    width,
    height,
    unit,
    margin: Math.round(unit * (aspect === '1.91:1' ? 10 : 8)),
    isWide: width > height,
    palette,
    parts: [`<rect width="${width}" height="${height}" fill="${palette.background}"/>`],
  };
}

function paletteOf({ background, text, accent }: Colours): Palette {
  const ink = readableOn(background, text, accent);
  const shown = visibleOn(background, accent, ink);
  const surface = mixed(background, ink, 0.07);
  return {
    background,
    text: ink,
    quiet: readableOn(background, mixed(ink, background, 0.3), ink),
    accent: shown,
    onAccent: readableOn(shown, background, text),
    surface,
    onSurface: readableOn(surface, ink),
    tint: mixed(background, shown, 0.1),
  };
}

/** The same brand turned round, for a picture that closes a row. */
export const inverted = ({ accent, onAccent, background, text }: Palette): Colours => ({
  background: accent,
  text: onAccent,
  accent: readableOn(accent, background, text),
});

export function rect(
  { parts }: Canvas,
  box: { x: number; y: number; width: number; height: number; radius?: number },
  fill: string,
): void {
  const { x, y, width, height, radius = 0 } = box;
  parts.push(
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"/>`,
  );
}

export function circle({ parts }: Canvas, x: number, y: number, radius: number, fill: string): void {
  parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"/>`);
}

export function stroke({ parts }: Canvas, d: string, width: number, colour: string): void {
  parts.push(
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
}

/** A block of lines, the capitals of its first beginning at the point. Gives the y behind its last base line. */
export function textBlock({ parts }: Canvas, block: TextBlock, x: number, y: number, fill: string): number {
  const first = y + block.lettering.size * capitalHeight;
  const d = block.lines.map((line, index) =>
    linePath(line, x, first + index * block.lineHeight, block.lettering),
  );
  parts.push(`<path d="${d.join('')}" fill="${fill}"/>`);
  return y + visibleHeight(block);
}

/** From the capitals of the first line to the base of the last. */
export function visibleHeight({ lines, lineHeight, lettering }: TextBlock): number {
  return (lines.length - 1) * lineHeight + lettering.size * capitalHeight;
}

/** Fits a text and draws it in one go. */
export function write(
  canvas: Canvas,
  text: string,
  room: TextRoom,
  at: { x: number; y: number; fill: string },
): number {
  return textBlock(canvas, fitText(text, room), at.x, at.y, at.fill);
}

/** Where the footer's letters begin; what stands above keeps a margin from it. */
export function footerTop({ height, margin, unit }: Canvas): number {
  return height - margin - unit * 2.6;
}

/** The name of the brand, small, and where the picture stands in its row. */
export function footer(canvas: Canvas, brand: string, row?: { place: number; of: number }): void {
  const { margin, unit, width, palette } = canvas;
  const top = footerTop(canvas);
  const size = unit * 3.1;
  rect(
    canvas,
    { x: margin, y: top - unit * 0.1, width: unit * 2.4, height: unit * 2.4, radius: unit * 0.6 },
    palette.accent,
  );
  const room = {
    width: width * 0.5,
    height: size * 1.4,
    weight: 700 as const,
    largest: size,
    smallest: size * 0.6,
    mostLines: 1,
  };
  write(canvas, brand, room, { x: margin + unit * 3.8, y: top, fill: palette.text });
  if (row === undefined) return;
  const gap = unit * 2.3;
  for (let dot = 0; dot < row.of; dot++) {
    const x = width - margin - (row.of - 1 - dot) * gap - unit * 0.6;
    circle(
      canvas,
      x,
      top + unit * 1.1,
      unit * (dot === row.place ? 0.75 : 0.5),
      dot === row.place ? palette.accent : mixed(palette.background, palette.text, 0.3),
    );
  }
}

export function svgOf({ width, height, parts }: Canvas): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`;
}

/** Coordinates to a tenth of a pixel: the same text on every machine. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);
