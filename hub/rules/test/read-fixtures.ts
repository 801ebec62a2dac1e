import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert } from 'vitest';
import type { Brand } from '../src/brand/brand.ts';
import { parseBrand } from '../src/brand/parse-brand.ts';
import { parseTemplates } from '../src/brand/parse-template.ts';
import type { Template } from '../src/brand/template.ts';
import { assembleCalendar, type CalendarOrder } from '../src/calendar/assemble-calendar.ts';
import type { Calendar } from '../src/calendar/item.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const kilnText = readFileSync(pathOf('../../../drill/brand.yaml'), 'utf8');
const loamText = readFileSync(pathOf('./fixtures/loam.yaml'), 'utf8');
export const kiln = brandOf(kilnText);
export const loam = brandOf(loamText);

/** The templates that are shipped, by file. */
export const templateTexts: Record<string, string> = Object.fromEntries(
  readdirSync(pathOf('../templates')).map((name) => [
    name,
    readFileSync(pathOf(`../templates/${name}`), 'utf8'),
  ]),
);
export const templates: Template[] = Object.values(templateTexts).flatMap(
  (text) => parseTemplates(text).value?.templates ?? [],
);

function brandOf(text: string): Brand {
  const { value, diagnostics } = parseBrand(text);
  assert(value !== undefined, diagnostics.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return value;
}

export function calendarOf(brand: Brand, order: Partial<CalendarOrder> = {}): Calendar {
  const answer = assembleCalendar(brand, templates, { start: brand.start!, days: 30, seed: 7, ...order });
  assert(answer.kind === 'calendar', JSON.stringify(answer, null, 1));
  return answer.calendar;
}
