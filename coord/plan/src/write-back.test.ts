import { describe, expect, it } from 'vitest';
import { asPeopleWrite, misDecoded } from '../test/documents.ts';
import { planOfLines } from '../test/make-plan.ts';
import { findProgress, withoutProgress } from './find-progress.ts';
import { type DocumentStatus, writeBack } from './write-back.ts';

const write = (text: string, status: DocumentStatus) => writeBack(text, planOfLines(text), status);
const document = [
  '# Plan',
  '',
  '**Status**: 🚀 **ACTIVE**  ',
  '',
  '- [ ] **Day 2**: calendar',
  '- [x] **Day 4**: integrations',
  '- [ ] **Speed**: <200ms',
  '  in every region',
  '',
  '## Next',
  'last words',
].join('\n');
const region = ['<!-- muster:progress -->', '', '- b1s2 landed', '', '<!-- /muster:progress -->'].join('\n');

describe('writeBack', () => {
  it('[W1] changes the text of a status line and nothing beside it', () => {
    const written = write(document, { statusLines: { status: '🟢 **DONE**' } });
    expect(written).toBe(document.replace('🚀 **ACTIVE**', '🟢 **DONE**'));
  });

  it('[W2] writes a status as one line, and never an empty one', () => {
    expect(write(document, { statusLines: { status: ' two\r\n  lines ' } })).toContain(
      '**Status**: two lines  \n',
    );
    expect(write(document, { statusLines: { status: ' ' } })).toBe(document);
  });

  it('[W3] checks and clears boxes', () => {
    const written = write(document, {
      milestones: { 'day-2': true, 'day-4': false },
      qualityGates: { speed: true },
    });
    expect(written).toBe(
      document
        .replace('[ ] **Day 2', '[x] **Day 2')
        .replace('[x] **Day 4', '[ ] **Day 4')
        .replace('[ ] **Speed', '[x] **Speed'),
    );
  });

  it('[W3] leaves a box that already says it, whatever letter it has', () => {
    const text = '- [X] **Day 1**: done';
    expect(write(text, { milestones: { 'day-1': true } })).toBe(text);
  });

  it('[W4] passes over ids that the document no longer has', () => {
    expect(write(document, { milestones: { 'day-99': true }, statusLines: { gone: 'x' } })).toBe(document);
  });

  it('[W5] puts the progress region once, below the last checkbox with its further lines', () => {
    const written = write(document, { progress: ['- b1s2 landed'] });
    expect(written).toBe(document.replace('  in every region\n', `  in every region\n\n${region}\n`));
    expect(write(written, { progress: ['- b1s2 landed'] })).toBe(written);
    expect(write(written, { progress: ['one', 'two'] })).toBe(written.replace('- b1s2 landed', 'one\ntwo'));
    expect(write(written, { progress: [] })).toContain(
      '<!-- muster:progress -->\n<!-- /muster:progress -->\n',
    );
  });

  it('[W5] replaces the region where a person has moved it', () => {
    const moved = `${region}\n\n${document}`;
    expect(write(moved, { progress: ['- new'] })).toBe(moved.replace('- b1s2 landed', '- new'));
  });

  it('[W5] puts the region below the last line of a document without checkboxes, before its final newline', () => {
    expect(write('# Plan\n\nWords\n', { progress: ['- b1s2 landed'] })).toBe(
      `# Plan\n\nWords\n\n${region}\n`,
    );
    expect(write('Words', { progress: ['- b1s2 landed'] })).toBe(`Words\n\n${region}`);
    expect(write('', { progress: ['- b1s2 landed'] })).toBe(region);
  });

  it('[W5] stops before a heading or a rule that follows the last checkbox without a blank line', () => {
    for (const next of ['# Next', '---', '***', '<br>', '```']) {
      const text = `- [ ] **Day 1**: x\n${next}\nwords`;
      expect(write(text, { progress: ['- b1s2 landed'] })).toBe(
        `- [ ] **Day 1**: x\n\n${region}\n${next}\nwords`,
      );
    }
  });

  it('[W6] keeps CRLF, and ends the lines of the region with it', () => {
    const crlf = document.replaceAll('\n', '\r\n');
    const written = write(crlf, { progress: ['a', 'b'], milestones: { 'day-2': true } });
    expect(written.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(written.replaceAll('\r\n', '\n')).toBe(
      write(document, { progress: ['a', 'b'], milestones: { 'day-2': true } }),
    );
  });

  it('[W7] keeps words that pose as a marker from ending the region', () => {
    const written = write(document, {
      progress: ['said <!-- /muster:progress -->', 'x\n<!-- /muster:progress -->'],
    });
    expect(write(written, { progress: ['- b1s2 landed'] })).toBe(
      write(document, { progress: ['- b1s2 landed'] }),
    );
  });

  it('[W8] takes over a start marker whose end was deleted, and keeps every word below it', () => {
    const torn = document.replace('## Next', '<!-- muster:progress -->\nold words\n## Next');
    expect(findProgress(torn).strays.map((line) => line.number)).toEqual([10]);
    expect(write(torn, { progress: ['- b1s2 landed'] })).toBe(
      torn.replace('<!-- muster:progress -->', region),
    );
  });

  it('[W8] never takes the end of another region for the end of a torn one', () => {
    const text = `<!-- muster:progress -->\nmine\n\n${region}\n`;
    expect(write(text, { progress: ['- new'] })).toBe(text.replace('- b1s2 landed', '- new'));
  });

  it('[W9] refuses a mis-decoded text', () => {
    expect(() => write(misDecoded(asPeopleWrite), { milestones: { 'day-2': true } })).toThrow(
      expect.objectContaining({ name: 'PlanError', code: 'mis_decoded' }),
    );
  });

  it('[W10] refuses a plan of another text', () => {
    const plan = planOfLines(document);
    const refused = expect.objectContaining({ code: 'stale_plan' });
    expect(() => writeBack(`\n${document}`, plan, { milestones: { 'day-2': true } })).toThrow(refused);
    expect(() => writeBack(`\n${document}`, plan, { statusLines: { status: 'new' } })).toThrow(refused);
    const reworded = document.replace('ACTIVE', 'PAUSED');
    expect(() => writeBack(reworded, plan, { statusLines: { status: 'new' } })).toThrow(refused);
  });

  it('[W11] blanks the region at the same length for a reader', () => {
    const written = write(document, { progress: ['```yaml', '- [ ] **Day 9**: no'] });
    const seen = withoutProgress(written);
    expect(seen).toHaveLength(written.length);
    expect(seen.split('\n')).toHaveLength(written.split('\n').length);
    expect(planOfLines(seen)).toEqual(planOfLines(written.replace('- [ ] **Day 9**: no', ' '.repeat(19))));
  });
});
