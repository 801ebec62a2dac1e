import type { Daily } from './daily.ts';

/** The day as Markdown. Events stand in brackets behind each sentence: `muster log` and the dashboard have them by number. */
export function dailyText({ run, document, day, date, zone, isOver, sections }: Omit<Daily, 'at'>): string {
  const parts = sections.flatMap(({ title, parts }) => [
    `## ${title}`,
    ...parts.flatMap((part) => [
      ...(part.title === null ? [] : [`### ${part.title}`]),
      part.lines.map(({ text, events }) => `- ${oneLine(text)}${eventsWords(events)}`).join('\n'),
    ]),
  ]);
  const state = isOver ? '' : ' The day is not over.';
  return `${[`# Day ${day}, ${date}`, `Run ${run} of ${document}; days are those of ${zone}.${state}`, ...parts].join('\n\n')}\n`;
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

const eventsWords = (events: readonly number[]): string =>
  events.length === 0 ? '' : ` (${events.length === 1 ? 'event' : 'events'} ${events.join(', ')})`;
