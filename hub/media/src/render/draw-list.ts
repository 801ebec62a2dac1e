import {
  type Canvas,
  circle,
  type DrawnRecipe,
  footer,
  footerTop,
  inverted,
  makeCanvas,
  n,
  rect,
  stroke,
  textBlock,
  visibleHeight,
} from './canvas.ts';
import { fitText } from './fit-text.ts';
import { loudness } from './loudness.ts';
import { capitalHeight, linePath, widthOf } from './typeface.ts';

type List = Extract<DrawnRecipe, { recipe: 'list-carousel' }>;

/** A title, one picture for each point, and a closing one in the colours turned round. */
export function drawList({ slots, aspect, colours, brand }: List): Canvas[] {
  const of = slots.points.length + 2;
  const titles = drawTitle(makeCanvas(aspect, colours), slots.title, slots.points.length);
  const points = slots.points.map((point, index) => drawPoint(makeCanvas(aspect, colours), point, index + 1));
  const turned = inverted(makeCanvas(aspect, colours).palette);
  const closing = drawClosing(makeCanvas(aspect, turned), slots.closing);
  const canvases = [titles, ...points, closing];
  canvases.forEach((canvas, place) => {
    footer(canvas, brand, { place, of });
  });
  return canvases;
}

function drawTitle(canvas: Canvas, title: string, points: number): Canvas {
  const { width, height, margin, unit, palette, isWide } = canvas;
  circle(canvas, width * 0.98, height * 0.12, unit * 40, palette.tint);
  // As many bars as there are points, the list in small.
  const bar = unit * 1.5;
  for (let index = 0; index < points; index++) {
    const length = unit * (9 - (index % 3) * 1.8);
    rect(
      canvas,
      { x: margin, y: margin + index * bar * 1.9, width: length, height: bar * 0.9, radius: bar * 0.45 },
      palette.accent,
    );
  }
  const top = margin + points * bar * 1.9 + unit * 6;
  const bottom = footerTop(canvas) - unit * 9;
  const block = fitText(title, {
    width: (width - margin * 2) * (isWide ? 0.86 : 1),
    height: bottom - top,
    weight: 800,
    largest: unit * (isWide ? 15 : 13),
    smallest: unit * 4.4,
    leading: 1.06,
  });
  textBlock(canvas, block, margin, bottom - visibleHeight(block), palette.text);
  arrow(canvas, width - margin - unit * 7, bottom - unit * 2.2);
  return canvas;
}

/** There is more to the right. */
function arrow(canvas: Canvas, x: number, y: number): void {
  const { unit, palette, height } = canvas;
  if (height < canvas.width) return;
  const length = unit * 7;
  const top = footerTop(canvas) - unit * 5 > y ? y + unit * 5.4 : y;
  stroke(
    canvas,
    `M${n(x)} ${n(top)}h${n(length)}m${n(-unit * 2.4)} ${n(-unit * 2.4)}l${n(unit * 2.4)} ${n(unit * 2.4)}l${n(-unit * 2.4)} ${n(unit * 2.4)}`,
    unit * 0.9,
    palette.accent,
  );
}

function drawPoint(canvas: Canvas, point: string, number: number): Canvas {
  const { width, margin, unit, palette, isWide } = canvas;
  const size = unit * (isWide ? 40 : 34);
  const digits = { size, weight: 800 as const, tracking: -0.04 };
  const numeral = String(number);
  const numeralWidth = widthOf(numeral, digits);
  const base = margin + size * capitalHeight;
  canvas.parts.push(
    `<path d="${linePath(numeral, margin - size * 0.05, base, digits)}" fill="${palette.accent}"/>`,
  );
  const left = isWide ? margin + Math.max(numeralWidth, size * 0.66) + unit * 6 : margin;
  const top = isWide ? margin : base + unit * 8;
  const bottom = footerTop(canvas) - unit * 7;
  const block = fitText(point, {
    width: width - margin - left,
    height: bottom - top,
    weight: 700,
    largest: unit * loudness(point) * (isWide ? 9 : 8.4),
    smallest: unit * 3.4,
    leading: 1.16,
  });
  const free = bottom - top - visibleHeight(block);
  // Beside the numeral the words share its middle; below it they stand nearer to it than to the foot.
  const beside = (size * capitalHeight - visibleHeight(block)) / 2;
  textBlock(canvas, block, left, top + (isWide ? Math.max(0, beside) : free * 0.28), palette.text);
  return canvas;
}

function drawClosing(canvas: Canvas, closing: string): Canvas {
  const { width, height, margin, unit, palette, isWide } = canvas;
  circle(canvas, width * 0.05, height * 1.02, unit * 44, palette.tint);
  const bottom = footerTop(canvas) - unit * 8;
  const block = fitText(closing, {
    width: (width - margin * 2) * (isWide ? 0.86 : 1),
    height: bottom - margin,
    weight: 800,
    largest: unit * (isWide ? 13 : 11),
    smallest: unit * 4.2,
    leading: 1.1,
  });
  textBlock(canvas, block, margin, margin + (bottom - margin - visibleHeight(block)) / 2, palette.text);
  return canvas;
}
