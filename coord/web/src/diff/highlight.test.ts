import { expect, test } from 'vitest';
import { highlight, languageOf } from './highlight.ts';

test('a comment over two lines is a comment on both', () => {
  const lines = highlight('/* one\ntwo */\nconst a = 1;', 'typescript');
  expect(lines[0]).toEqual([{ text: '/* one', at: 0, of: 'comment' }]);
  expect(lines[1]).toEqual([{ text: 'two */', at: 0, of: 'comment' }]);
  expect(lines[2]).toContainEqual({ text: 'const', at: 0, of: 'keyword' });
});

test('no text is lost, whatever the language', () => {
  const text = 'a: "b"\n\n- [ ] c\n<d>';
  for (const language of ['yaml', 'markdown', 'xml', undefined]) {
    const lines = highlight(text, language);
    expect(lines.map((spans) => spans.map((span) => span.text).join('')).join('\n')).toBe(text);
  }
});

test('the ending of a path names its language', () => {
  expect([languageOf('src/a.TSX'), languageOf('x.yml'), languageOf('LICENSE')]).toEqual([
    'typescript',
    'yaml',
    undefined,
  ]);
});
