import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  css,
  javascript,
  json,
  markdown,
  python,
  sql,
  typescript,
  xml,
  yaml,
});

const languages: Record<string, string> = {
  bash: 'bash',
  cjs: 'javascript',
  css: 'css',
  html: 'xml',
  js: 'javascript',
  json: 'json',
  jsx: 'javascript',
  md: 'markdown',
  mjs: 'javascript',
  mts: 'typescript',
  py: 'python',
  sh: 'bash',
  sql: 'sql',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescript',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** A part of a line in one colour, from its column `at`; `of` is what it is to the language, such as `string` or `keyword`. */
export type Span = { text: string; at: number; of?: string };

/** By the ending of a path, or by a fence's own word; undefined where the colours of the language are not known. */
export const languageOf = (path: string): string | undefined =>
  languages[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];

/** Lines of spans; read as one text, since a string or a comment may go over several lines. */
export function highlight(text: string, language: string | undefined): Span[][] {
  if (language === undefined) return text.split('\n').map((line) => [{ text: line, at: 0 }]);
  const lines: Span[][] = [[]];
  const add = (value: string, of: string | undefined) => {
    for (const [index, part] of value.split('\n').entries()) {
      if (index > 0) lines.push([]);
      const line = lines.at(-1)!;
      const last = line.at(-1);
      const at = last === undefined ? 0 : last.at + last.text.length;
      if (part !== '') line.push({ text: part, at, ...(of === undefined ? {} : { of }) });
    }
  };
  type Tree = ReturnType<typeof lowlight.highlight>['children'][number];
  const step = (node: Tree, of: string | undefined): void => {
    if (node.type === 'text') add(node.value, of);
    if (node.type !== 'element') return;
    const classes = node.properties.className;
    const own = Array.isArray(classes) ? String(classes[0]).replace(/^hljs-/, '') : of;
    for (const child of node.children) step(child as Tree, own);
  };
  for (const child of lowlight.highlight(language, text).children) step(child, undefined);
  return lines;
}
