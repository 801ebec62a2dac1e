import {
  type Canvas,
  type DrawnRecipe,
  footer,
  footerTop,
  makeCanvas,
  n,
  rect,
  stroke,
  textBlock,
  write,
} from './canvas.ts';
import { fitText } from './fit-text.ts';
import { mixed, readableOn } from './readable.ts';

type BeforeAfter = Extract<DrawnRecipe, { recipe: 'before-after' }>;
type Box = { x: number; y: number; width: number; height: number };

/** Two sides of one change: grey and crossed out on one, in the colour of the brand and ticked on the other. */
export function drawBeforeAfter({ slots, aspect, colours, brand }: BeforeAfter): Canvas[] {
  const canvas = makeCanvas(aspect, colours);
  const { width, height, margin, unit, palette, isWide } = canvas;
  const title = fitText(slots.title, {
    width: width - margin * 2,
    height: height * (isWide ? 0.2 : 0.17),
    weight: 800,
    largest: unit * (isWide ? 9.5 : 7.6),
    smallest: unit * 3.8,
    leading: 1.1,
    mostLines: isWide ? 2 : 3,
  });
  const top = textBlock(canvas, title, margin, margin, palette.text) + unit * 6;
  const bottom = footerTop(canvas) - unit * 6;
  const gap = unit * 3;
  const isStacked = height > width * 1.1;
  const panel = isStacked
    ? { width: width - margin * 2, height: (bottom - top - gap) / 2 }
    : { width: (width - margin * 2 - gap) / 2, height: bottom - top };
  const before = { x: margin, y: top, ...panel };
  const after = isStacked
    ? { ...before, y: top + panel.height + gap }
    : { ...before, x: margin + panel.width + gap };
  // One size for both: neither side is louder by its letters.
  const room = roomOf(canvas, panel);
  const largest = Math.min(...[slots.before, slots.after].map((text) => fitText(text, room).lettering.size));
  const grey = mixed(palette.background, palette.text, 0.09);
  drawPanel(canvas, before, {
    text: slots.before,
    largest,
    fill: grey,
    ink: readableOn(grey, palette.quiet, palette.text),
    badge: palette.quiet,
    mark: 'cross',
  });
  drawPanel(canvas, after, {
    text: slots.after,
    largest,
    fill: palette.accent,
    ink: palette.onAccent,
    badge: palette.onAccent,
    mark: 'tick',
  });
  footer(canvas, brand);
  return [canvas];
}

const padOf = ({ unit }: Canvas): number => unit * 4.6;

function roomOf(canvas: Canvas, panel: { width: number; height: number }) {
  const { unit, isWide } = canvas;
  const pad = padOf(canvas);
  return {
    width: panel.width - pad * 2,
    height: panel.height - pad * 3 - unit * 6,
    weight: 700 as const,
    largest: unit * (isWide ? 7 : 6.2),
    smallest: unit * 2.3,
    leading: 1.2,
  };
}

function drawPanel(
  canvas: Canvas,
  box: Box,
  side: { text: string; largest: number; fill: string; ink: string; badge: string; mark: 'cross' | 'tick' },
): void {
  const { unit } = canvas;
  const pad = padOf(canvas);
  rect(canvas, { ...box, radius: unit * 2.6 }, side.fill);
  const size = unit * 6;
  const [x, y] = [box.x + pad, box.y + pad];
  const part = size / 10;
  const ring = `M${n(x + size)} ${n(y + size / 2)}a${n(size / 2)} ${n(size / 2)} 0 1 1 ${n(-size)} 0a${n(size / 2)} ${n(size / 2)} 0 1 1 ${n(size)} 0z`;
  stroke(canvas, ring, part * 0.9, side.badge);
  const sign =
    side.mark === 'tick'
      ? `M${n(x + part * 2.9)} ${n(y + part * 5.2)}l${n(part * 1.6)} ${n(part * 1.6)}l${n(part * 2.8)} ${n(-part * 3.2)}`
      : `M${n(x + part * 3.4)} ${n(y + part * 3.4)}l${n(part * 3.2)} ${n(part * 3.2)}M${n(x + part * 6.6)} ${n(y + part * 3.4)}l${n(-part * 3.2)} ${n(part * 3.2)}`;
  stroke(canvas, sign, part, side.badge);
  const label = side.mark === 'tick' ? 'After' : 'Before';
  const room = {
    width: box.width - pad * 2 - size * 1.5,
    height: size,
    weight: 700 as const,
    largest: unit * 3.2,
    smallest: unit * 2,
    mostLines: 1,
  };
  write(canvas, label, room, { x: x + size * 1.4, y: y + size / 2 - unit * 1.16, fill: side.ink });
  const block = fitText(side.text, { ...roomOf(canvas, box), largest: side.largest });
  const top = y + size + pad;
  textBlock(canvas, block, x, top, side.ink);
}
