import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { compilePlan } from '../../test/make-facts.ts';
import { makeFullBrief } from '../../test/make-full-brief.ts';
import { assembleBrief, assembleFollowUp } from './assemble-brief.ts';
import { loadTokenCounter } from './count-tokens.ts';
import { type BriefSection, fitSections } from './fit-sections.ts';

const count = await loadTokenCounter();
const linesOf = (word: string, number: number) =>
  Array.from({ length: number }, (_, at) => `- ${word} ${at + 1}`);
const sections: BriefSection[] = [
  { title: 'Task', rank: 0, lines: ['Write it down.'] },
  { title: 'Rounds', rank: 9, lines: linesOf('word', 20), instead: 'muster status' },
  { title: 'Evidence', rank: 1, lines: linesOf('line', 20), cut: 'middle' },
];
const fit = (tokens: number) => fitSections(sections, { tokens, count });
const full = makeFullBrief(compilePlan(launchPlan));

describe('[T2] what does not fit', () => {
  test('is nothing while all of it fits', () => {
    const { text, tokens, leftOut } = fit(1_000);
    expect(leftOut).toEqual([]);
    expect(tokens).toBe(count(text));
    expect(text).not.toContain('Left out');
  });

  test('is cut from the end of what is needed least, and the brief says so and how to get it', () => {
    const { text, tokens, leftOut } = fit(200);
    expect(tokens).toBeLessThanOrEqual(200);
    expect(leftOut).toMatchObject([{ title: 'Rounds', of: 20 }]);
    expect(text).toContain('- word 3\n');
    expect(text).not.toContain('- word 20\n');
    expect(text).toMatch(/## Left out for length\n\n- \d+ lines of Rounds: muster status\n$/);
  });

  test('goes whole when hardly anything of it would stay; of output the beginning and the end stay', () => {
    const { text, leftOut } = fit(90);
    expect(leftOut[0]).toEqual({ title: 'Rounds', lines: 20, of: 20 });
    expect(text).toContain('- Rounds: muster status\n');
    expect(text).toMatch(/- line 2\n\(\d+ lines left out\)\n/);
    expect(text).toContain('- line 20\n');
    expect(text).not.toContain('- line 9\n');
  });

  test('is never the task itself, whatever the limit', () => {
    const { text, tokens } = fit(1);
    expect(text).toContain('## Task\n\nWrite it down.');
    expect(text).not.toMatch(/- (word|line)/);
    expect(tokens).toBeGreaterThan(1);
  });

  test.each([340, 450, 600, 800])(
    'leaves a whole brief within %i tokens, as its own text counts',
    (tokens) => {
      const brief = assembleBrief(full, { tokens, count });
      expect(brief.tokens).toBeLessThanOrEqual(tokens);
      expect(count(brief.text)).toBe(brief.tokens);
      for (const title of ['The task', 'Deliverable', 'Paths', 'When you are done'])
        expect(brief.text).toContain(`## ${title}\n`);
      for (const { title } of brief.leftOut) expect(brief.text).toMatch(new RegExp(`^- .*${title}`, 'm'));
    },
  );
});

describe('[T4] a conversation that goes on', () => {
  const titlesOf = (text: string) => [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

  test('is told what is new alone: what came back, the conflict, what was answered', () => {
    const { text, tokens } = assembleFollowUp(full, { tokens: 3_000, count });
    expect(titlesOf(text)).toEqual([
      'What came back',
      'The conflict',
      'Comments on your work',
      'Answers to you',
      'Reports',
      'When you are done',
    ]);
    expect(text).toMatch(/^# Task b1s3\n\nThe same task goes on\.\n/);
    expect(tokens).toBeLessThan(assembleBrief(full, { tokens: 3_000, count }).tokens / 2);
  });

  test('is told to go on where nothing came back', () => {
    const { asked: _, ...rest } = full;
    const facts = { ...rest, feedback: undefined, conflict: undefined, reports: [], comments: [] };
    const { text } = assembleFollowUp(facts, { tokens: 3_000, count });
    expect(text).toContain('The turn before was ended in the middle. Go on with the task.');
    expect(titlesOf(text)).toEqual(['When you are done']);
  });
});
