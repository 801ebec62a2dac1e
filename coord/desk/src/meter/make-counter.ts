import { StringDecoder } from 'node:string_decoder';
import type { Counts } from './vendors.ts';

/** More than any message of an answer that has usage in it; what is longer is dropped, and its usage stays unknown. */
const mostCharacters = 32 * 1024 * 1024;

/** Reads an answer as it goes by and keeps nothing of it but the counts. */
export type Counter = { feed(chunk: Buffer): void; end(): void; counts(): Counts };

export type Count = (counts: Counts, message: Record<string, unknown>) => Counts;

/** For `text/event-stream`: each event is looked at alone, and parsed only where it speaks of usage. */
export function makeStreamCounter(count: Count): Counter {
  const decoder = new StringDecoder('utf8');
  let counts: Counts = { isFinal: false };
  let line = '';
  let data: string[] = [];
  const endEvent = (): void => {
    const text = data.join('\n');
    data = [];
    if (text.includes('"usage')) counts = countJson(counts, text, count);
  };
  const endLine = (): void => {
    if (line === '') endEvent();
    else if (line.startsWith('data:')) data.push(line.slice('data:'.length).trimStart());
    line = '';
  };
  const add = (text: string): void => {
    const parts = text.split(/\r\n|\n|\r/);
    for (const [index, part] of parts.entries()) {
      if (index > 0) endLine();
      if (line.length + part.length <= mostCharacters) line += part;
    }
  };
  // A chunk may end between the two characters of a line's end.
  let held = '';
  return {
    feed(chunk) {
      const text = held + decoder.write(chunk);
      held = text.endsWith('\r') ? '\r' : '';
      add(held === '' ? text : text.slice(0, -1));
    },
    end() {
      add(held + decoder.end());
      endLine();
      endEvent();
    },
    counts: () => counts,
  };
}

/** For an answer that comes as one JSON text. */
export function makeWholeCounter(count: Count): Counter {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let counts: Counts = { isFinal: false };
  return {
    feed(chunk) {
      if (text.length <= mostCharacters) text += decoder.write(chunk);
    },
    end() {
      counts = countJson(counts, text + decoder.end(), count);
      text = '';
    },
    counts: () => counts,
  };
}

/** What is no JSON tells nothing; a list is its messages one after the other. */
function countJson(counts: Counts, text: string, count: Count): Counts {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return counts;
    throw error;
  }
  const messages = Array.isArray(json) ? json : [json];
  return messages
    .filter((message): message is Record<string, unknown> => typeof message === 'object' && message !== null)
    .reduce(count, counts);
}
