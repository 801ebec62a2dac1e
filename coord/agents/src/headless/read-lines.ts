import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A tool's result can be large; what is larger than this is no line that has to be read. */
const longestLine = 16 * 1024 * 1024;

/** Every line of a stream, in bounded memory; one that is too long is left out and its length given instead. */
export async function* readLines(stream: Readable): AsyncGenerator<{ text: string } | { tooLong: number }> {
  const decoder = new StringDecoder('utf8');
  let held = '';
  let dropped = 0;
  for await (const chunk of stream) {
    const parts = decoder.write(chunk).split('\n');
    for (const [index, part] of parts.entries()) {
      const isWhole = index < parts.length - 1;
      if (dropped > 0 || held.length + part.length > longestLine) {
        dropped += held.length + part.length;
        held = '';
      } else held += part;
      if (!isWhole) continue;
      yield dropped > 0 ? { tooLong: dropped } : { text: held };
      held = '';
      dropped = 0;
    }
  }
  if (held !== '') yield { text: held };
}
