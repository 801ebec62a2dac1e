import { describe, expect, it } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { mutatedDocument } from '../test/mutated-documents.ts';
import { markdownNodes, parseMarkdown } from './markdown-nodes.ts';

type Place = { type: string; start: number; end: number };

/** The blocks of a text with their places: in pieces, or as remark reads the text in one. */
const inPieces = (text: string): Place[] =>
  Array.from(markdownNodes(text), ({ node, shift }) => ({
    type: node.type,
    start: node.position!.start.offset! + shift,
    end: node.position!.end.offset! + shift,
  }));
const atOnce = (text: string): Place[] =>
  parseMarkdown(text).map(({ type, position }) => ({
    type,
    start: position!.start.offset!,
    end: position!.end.offset!,
  }));

describe('markdownNodes', () => {
  it('[P1] reads a text in pieces as remark reads it in one', () => {
    for (let seed = 0; seed < 12; seed++) {
      const text = mutatedDocument(`${launchPlan}\n${launchPlan}`, seed).replaceAll('\uFEFF', '');
      expect(inPieces(text), `seed ${seed}`).toEqual(atOnce(text));
    }
  });

  it.each([
    ['a fence', '```bash\n', '\n```'],
    ['a longer fence', '~~~~\n', '\n~~~\n~~~~'],
    ['a comment', '<!--\n', '\n-->'],
    ['an open fence', '```\n', ''],
  ])('[P1] never cuts through %s', (_, open, close) => {
    const inside = '# no heading\n\nwords\n---\nmore\n\n'.repeat(300);
    const text = `# Title\n\n${open}${inside}${close}\n\n# Last\n`;
    expect(inPieces(text)).toEqual(atOnce(text));
    expect(inPieces(text)).toHaveLength(close ? 3 : 2);
  });
});
