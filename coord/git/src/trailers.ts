/** `Key: value` lines at the end of a commit message, by which commits are found again. */
export type Trailers = Record<string, string>;

const TRAILER = /^[A-Za-z0-9-]+: .*$/;

/** The message with the trailers in its last paragraph, as git reads them. */
export function withTrailers(message: string, trailers: Trailers): string {
  const text = message.trimEnd();
  const lines = Object.entries(trailers).map(
    ([key, value]) => `${key}: ${value.replaceAll(/\s+/g, ' ').trim()}`,
  );
  if (lines.length === 0) return `${text}\n`;
  const lastParagraph = text.includes('\n\n') ? text.slice(text.lastIndexOf('\n\n') + 2) : '';
  const isBlock = lastParagraph !== '' && lastParagraph.split('\n').every((line) => TRAILER.test(line));
  return `${text}${isBlock ? '\n' : '\n\n'}${lines.join('\n')}\n`;
}

/** The trailers of a message; a repeated key keeps its last value. */
export function parseTrailers(message: string): Trailers {
  const text = message.trimEnd();
  const paragraph = text.slice(text.lastIndexOf('\n\n') + 2);
  if (!text.includes('\n\n')) return {};
  return Object.fromEntries(
    paragraph
      .split('\n')
      .filter((line) => TRAILER.test(line))
      .map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
  );
}

export function carriesTrailers(message: string, trailers: Trailers): boolean {
  const found = parseTrailers(message);
  return Object.entries(trailers).every(
    ([key, value]) => found[key] === value.replaceAll(/\s+/g, ' ').trim(),
  );
}
