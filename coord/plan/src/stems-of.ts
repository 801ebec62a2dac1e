const stopWords = new Set(
  'a all an and any are as at be been by for from has have in into is it its of on or our per that the their then this to via was when will with your'.split(
    ' ',
  ),
);

// Two forms of one word must come out alike (`deploys`, `deployment`); whether the stem is a word does not matter.
const endings = ['izations', 'ization', 'ations', 'ation', 'ments', 'ment', 'ings', 'ing', 'ed', 'es', 's'];

/** The stems of the words that carry meaning, each once, in the order of the text. */
export function stemsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.filter((word) => !stopWords.has(word)).map(stemOf))];
}

function stemOf(word: string): string {
  if (word.endsWith('ies') && word.length > 5) return `${word.slice(0, -3)}y`;
  if (word.endsWith('ss')) return word;
  const ending = endings.find((end) => word.endsWith(end) && word.length - end.length >= 3);
  const stem = ending ? word.slice(0, -ending.length) : word;
  // `optimize` and `optimization` meet in `optim`.
  return stem.replace(/(?<=...)(iz)?e$/, '');
}
