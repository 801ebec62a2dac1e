const symbols =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u{FE0F}|\u{200D}|\u{20E3}/gu;

/** The words of a piece of Markdown: without emphasis, code marks and emoji, with single spaces. */
export function wordsOf(markdown: string): string {
  return markdown
    .replace(symbols, ' ')
    .replace(/\*\*|__|`/g, '')
    .replace(/(^|\s)[*_](?=\S)|(?<=\S)[*_](?=\s|$)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Letters and digits in lower case, joined by `-`: the form of every id. */
export function slugOf(words: string): string {
  return (
    words
      .normalize('NFKD')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join('-') ?? ''
  );
}

/** `Content_to_API_Handoff` as people write it: `Content to API Handoff`. */
export function titleOf(key: string): string {
  return key.replace(/[_\s]+/g, ' ').trim();
}
