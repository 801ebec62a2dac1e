import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, expect, test } from 'vitest';
import { installInstructions } from '../src/index.ts';

const removals: (() => void)[] = [];
afterAll(() => {
  for (const remove of removals) remove();
});
const makeHome = () => {
  const folder = makeTemporaryFolder('instructions');
  removals.push(folder.remove);
  const read = (path: string) => readFileSync(join(folder.path, path), 'utf8');
  return { home: folder.path, read };
};
const writer = {
  ...{ name: 'writer', description: 'Writes so that people read on.', instructions: 'Short words first.' },
  ...{ text: '---\nname: writer\n---\nShort words first.', file: 'agents/writer.md' },
};

test('[A4] each agent finds rules and personas in the file that it reads, anew before each turn', () => {
  const { home, read } = makeHome();
  const written = installInstructions({ home, agents: [writer] });
  expect(written).toEqual([
    '.claude/CLAUDE.md',
    '.codex/AGENTS.md',
    '.gemini/GEMINI.md',
    '.config/opencode/AGENTS.md',
  ]);
  for (const path of written) expect(read(path)).toContain('# House rules\n');
  for (const path of written.slice(1))
    expect(read(path)).toContain('## writer\n\nWrites so that people read on.\n\nShort words first.\n');
  // Claude Code has its personas as files of their own.
  expect(read('.claude/CLAUDE.md')).not.toContain('writer');
  installInstructions({ home, agents: [] });
  for (const path of written) expect(read(path)).not.toContain('writer');
});

test('[A4] what somebody wrote there, or leads elsewhere, stays as it is', () => {
  const { home, read } = makeHome();
  mkdirSync(join(home, '.codex'));
  writeFileSync(join(home, '.codex/AGENTS.md'), 'Mine.\n');
  mkdirSync(join(home, '.gemini'));
  symlinkSync(join(home, 'elsewhere'), join(home, '.gemini/GEMINI.md'));
  symlinkSync(makeHome().home, join(home, '.config'));
  expect(installInstructions({ home, agents: [writer] })).toEqual(['.claude/CLAUDE.md']);
  expect(existsSync(join(home, '.config/opencode'))).toBe(false);
  expect(read('.codex/AGENTS.md')).toBe('Mine.\n');
  expect(existsSync(join(home, 'elsewhere'))).toBe(false);
});
