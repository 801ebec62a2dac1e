import {
  type Canvas,
  circle,
  type DrawnRecipe,
  footer,
  footerTop,
  makeCanvas,
  rect,
  textBlock,
  visibleHeight,
  write,
} from './canvas.ts';
import { fitText } from './fit-text.ts';
import { loudness } from './loudness.ts';
import { capitalHeight, linePath } from './typeface.ts';

type Quote = Extract<DrawnRecipe, { recipe: 'quote-card' }>;

/** A sentence and who said it, under a mark of quotation. */
export function drawQuote({ slots, aspect, colours, brand }: Quote): Canvas[] {
  const canvas = makeCanvas(aspect, colours);
  const { width, margin, unit, palette, isWide } = canvas;
  circle(canvas, width + unit * 6, -unit * 4, unit * 46, palette.tint);
  const markSize = unit * (isWide ? 34 : 30);
  const markBase = margin + markSize * capitalHeight;
  canvas.parts.push(
    `<path d="${linePath('\u201c', margin - markSize * 0.055, markBase, { size: markSize, weight: 800 })}" fill="${palette.accent}"/>`,
  );
  // The mark hangs in the upper third of its line.
  const top = margin + markSize * 0.42;
  const bottom = footerTop(canvas) - unit * (isWide ? 5 : 7);
  const byHeight = slots.by.trim() === '' ? 0 : unit * 14;
  const quote = fitText(slots.quote, {
    width: width - margin * (isWide ? 2.6 : 2),
    height: bottom - top - byHeight,
    weight: 700,
    largest: unit * loudness(slots.quote) * (isWide ? 10 : 9.2),
    smallest: unit * 3.6,
    leading: 1.16,
  });
  const free = bottom - top - byHeight - visibleHeight(quote);
  const y = top + free * (byHeight > 0 ? 0.4 : 0.5);
  const end = textBlock(canvas, quote, margin, y, palette.text);
  if (byHeight > 0) {
    rect(
      canvas,
      { x: margin, y: end + unit * 7.4, width: unit * 7, height: unit * 0.8, radius: unit * 0.4 },
      palette.accent,
    );
    const room = {
      width: width - margin * 2 - unit * 10,
      height: unit * 7,
      weight: 500 as const,
      largest: unit * 3.6,
      smallest: unit * 2.4,
      mostLines: 2,
      leading: 1.3,
    };
    write(canvas, slots.by, room, { x: margin + unit * 9.5, y: end + unit * 6.5, fill: palette.quiet });
  }
  footer(canvas, brand);
  return [canvas];
}
