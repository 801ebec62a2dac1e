import type { TextLine } from './outline-of.ts';
import { wordsOf } from './words-of.ts';

/** `**Label**: value`, `**Label:** value` or `Label: value`. `start` and `end` are the value's, trimmed, as it stands. */
export type Label = { label: string; value: string; isBold: boolean; start: number; end: number };

const bold = /^(?:\*\*|__)([^*_:\n][^*:\n]{0,80}?)\s*(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)[ \t]*/;
const plain = /^([\p{L}][\p{L}\p{N} _/&-]{0,60}?)[ \t]*:(?:[ \t]+|$)/u;

export function parseLabel(line: TextLine): Label | undefined {
  const match = bold.exec(line.text) ?? plain.exec(line.text);
  if (!match) return undefined;
  const value = line.text.slice(match[0].length).trimEnd();
  const start = line.start + match[0].length;
  return {
    label: wordsOf(match[1] ?? ''),
    value,
    isBold: bold.test(line.text),
    start,
    end: start + value.length,
  };
}
