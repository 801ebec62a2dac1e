/** One line without its line end; `number` is 1-based, `start` and `end` are offsets in UTF-16 units. */
export type Line = { number: number; start: number; end: number; text: string; lineEnd: '' | '\n' | '\r\n' };

/** The lines of a text with LF or CRLF ends, mixed or not; a text that ends in a line end has an empty last line. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let number = 1; ; number++) {
    const feed = text.indexOf('\n', start);
    if (feed < 0) {
      lines.push({ number, start, end: text.length, text: text.slice(start), lineEnd: '' });
      return lines;
    }
    const isCrlf = feed > start && text.charCodeAt(feed - 1) === 13;
    const end = isCrlf ? feed - 1 : feed;
    lines.push({ number, start, end, text: text.slice(start, end), lineEnd: isCrlf ? '\r\n' : '\n' });
    start = feed + 1;
  }
}
