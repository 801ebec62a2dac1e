import {
  type Canvas,
  circle,
  type DrawnRecipe,
  footer,
  footerTop,
  makeCanvas,
  n,
  rect,
  stroke,
  textBlock,
  visibleHeight,
} from './canvas.ts';
import { fitText } from './fit-text.ts';
import { mixed, readableOn } from './readable.ts';

type Product = Extract<DrawnRecipe, { recipe: 'product-frame' }>;
type Box = { x: number; y: number; width: number; height: number };

/** A title, and a window of the product with lines on it or a picture in it. `picture` is a data address of JPEG or PNG. */
export function drawProduct(
  { slots, aspect, colours, brand }: Product,
  picture: string | undefined,
): Canvas[] {
  const canvas = makeCanvas(aspect, colours);
  const { width, height, margin, unit, palette, isWide } = canvas;
  circle(canvas, width * 0.9, height * 0.95, unit * 50, palette.tint);
  const column = isWide ? width * 0.4 - margin : width - margin * 2;
  const bottom = footerTop(canvas) - unit * 6;
  const title = fitText(slots.title, {
    width: column,
    height: isWide ? (bottom - margin) * 0.66 : height * 0.2,
    weight: 800,
    largest: unit * (isWide ? 11 : 8.4),
    smallest: unit * 4,
    leading: 1.1,
  });
  const hasCaption = slots.caption.trim() !== '';
  const caption = hasCaption
    ? fitText(slots.caption, {
        width: column,
        height: isWide ? (bottom - margin) * 0.3 : height * 0.09,
        weight: 500,
        largest: unit * (isWide ? 4.6 : 3.7),
        smallest: unit * 2.4,
        leading: 1.35,
      })
    : undefined;
  const words = visibleHeight(title) + (caption ? unit * 6 + visibleHeight(caption) : 0);
  const titleTop = isWide ? Math.max(margin, (bottom + margin - words) / 2) : margin;
  const titleEnd = textBlock(canvas, title, margin, titleTop, palette.text);
  const end = caption ? textBlock(canvas, caption, margin, titleEnd + unit * 6, palette.quiet) : titleEnd;
  const box = isWide
    ? { x: width * 0.45, y: margin, width: width * 0.55 - margin, height: height - margin * 2 }
    : { x: margin, y: end + unit * 6, width: width - margin * 2, height: bottom - end - unit * 6 };
  drawWindow(canvas, box, slots.lines, picture);
  footer(canvas, brand);
  return [canvas];
}

function drawWindow(canvas: Canvas, box: Box, lines: readonly string[], picture: string | undefined): void {
  const { unit, palette, parts } = canvas;
  const radius = unit * 2.4;
  const bar = unit * 6;
  const shade = mixed(palette.background, '#000000', 0.14);
  rect(canvas, { ...box, y: box.y + unit * 1.2, radius }, shade);
  const paper = mixed('#ffffff', palette.accent, 0.03);
  rect(canvas, { ...box, radius }, paper);
  const barColour = mixed(paper, '#000000', 0.06);
  parts.push(
    `<path d="M${n(box.x)} ${n(box.y + bar)}v${n(radius - bar)}a${n(radius)} ${n(radius)} 0 0 1 ${n(radius)} ${n(-radius)}h${n(box.width - radius * 2)}a${n(radius)} ${n(radius)} 0 0 1 ${n(radius)} ${n(radius)}v${n(bar - radius)}z" fill="${barColour}"/>`,
  );
  for (const dot of [0, 1, 2]) {
    circle(
      canvas,
      box.x + unit * (3 + dot * 2.4),
      box.y + bar / 2,
      unit * 0.75,
      mixed(barColour, '#000000', 0.2),
    );
  }
  const inner = { x: box.x, y: box.y + bar, width: box.width, height: box.height - bar };
  if (picture === undefined) drawLines(canvas, inner, lines, paper);
  else drawPicture(canvas, inner, radius, picture);
}

/** Rows of a list, each ticked. Rows share the height; their letters share one size. */
function drawLines(canvas: Canvas, box: Box, lines: readonly string[], paper: string): void {
  const { unit, palette } = canvas;
  const pad = unit * 3.4;
  const gap = unit * 1.6;
  const row = Math.min((box.height - pad * 2 - gap * (lines.length - 1)) / lines.length, unit * 17);
  const tick = Math.min(row * 0.58, unit * 5.4);
  const room = {
    width: box.width - pad * 4 - tick,
    height: row * 0.86,
    weight: 500 as const,
    largest: unit * 4.3,
    smallest: unit * 2.1,
    mostLines: 3,
    leading: 1.24,
  };
  const size = Math.min(...lines.map((line) => fitText(line, room).lettering.size));
  const first = box.y + (box.height - row * lines.length - gap * (lines.length - 1)) / 2;
  const rowColour = mixed(paper, palette.accent, 0.1);
  lines.forEach((line, index) => {
    const y = first + index * (row + gap);
    rect(
      canvas,
      { x: box.x + pad, y, width: box.width - pad * 2, height: row, radius: unit * 1.6 },
      rowColour,
    );
    const middle = y + row / 2;
    const x = box.x + pad * 1.7;
    circle(canvas, x + tick / 2, middle, tick / 2, palette.accent);
    const part = tick / 10;
    stroke(
      canvas,
      `M${n(x + part * 2.9)} ${n(middle + part * 0.2)}l${n(part * 1.6)} ${n(part * 1.6)}l${n(part * 2.8)} ${n(-part * 3.2)}`,
      part * 1.1,
      palette.onAccent,
    );
    const block = fitText(line, { ...room, largest: size, smallest: Math.min(size, room.smallest) });
    textBlock(
      canvas,
      block,
      x + tick + unit * 2.2,
      middle - visibleHeight(block) / 2,
      readableOn(rowColour, '#17191c'),
    );
  });
}

function drawPicture({ parts }: Canvas, { x, y, width, height }: Box, radius: number, picture: string): void {
  const shape = `M${n(x)} ${n(y)}h${n(width)}v${n(height - radius)}a${n(radius)} ${n(radius)} 0 0 1 ${n(-radius)} ${n(radius)}h${n(radius * 2 - width)}a${n(radius)} ${n(radius)} 0 0 1 ${n(-radius)} ${n(-radius)}z`;
  parts.push(
    `<clipPath id="window"><path d="${shape}"/></clipPath>`,
    `<image x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" preserveAspectRatio="xMidYMid slice" clip-path="url(#window)" href="${picture}"/>`,
  );
}
