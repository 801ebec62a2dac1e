import { stringify } from 'csv-stringify/sync';
import { type Calendar, chosenVariant, type Item } from '../calendar/item.ts';
import { textsOf } from '../post/texts-of.ts';
import { exchangeColumns, rowOf } from './exchange-row.ts';

/** A row for each item, as `parseCsvRows` reads them. */
export function calendarCsv({ items }: Calendar): string {
  return stringify(items.map(rowOf), { header: true, columns: exchangeColumns });
}

const agendaMinutes = 15;
const lineOctets = 75;

/** The calendar for any agenda (RFC 5545): what goes out, when, and its text. `stamp` is when the file was made. */
export function calendarIcal({ brand, items }: Calendar, stamp: Date): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Muster//Hub//EN',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(brand)}`,
    ...items.flatMap((item) => eventOf(item, stamp)),
    'END:VCALENDAR',
  ];
  return lines.flatMap(folded).join('\r\n').concat('\r\n');
}

function eventOf(item: Item, stamp: Date): string[] {
  const chosen = chosenVariant(item);
  const { parts } = chosen;
  const texts = textsOf(chosen).map(({ text }) => text);
  return [
    'BEGIN:VEVENT',
    `UID:${item.id}@muster-hub`,
    `DTSTAMP:${utc(stamp.toISOString())}`,
    `DTSTART:${utc(item.at)}`,
    `DURATION:PT${agendaMinutes}M`,
    `SUMMARY:${escaped(`${item.channel}: ${parts.hook.replaceAll('\n', ' ')}`)}`,
    `DESCRIPTION:${escaped(texts.join('\n\n'))}`,
    `CATEGORIES:${escaped(item.pillar)}`,
    'END:VEVENT',
  ];
}

const utc = (instant: string): string => instant.replace(/[-:]|\.\d+/g, '');

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
}

/** Lines of at most 75 octets; what goes on begins with a space. No character is cut in two. */
function folded(line: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const character of line) {
    const code = character.codePointAt(0)!;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > lineOctets) {
      pieces.push(piece);
      piece = ' ';
      octets = 1;
    }
    piece += character;
    octets += size;
  }
  return [...pieces, piece];
}
