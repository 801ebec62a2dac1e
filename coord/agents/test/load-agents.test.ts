import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadAgents } from '../src/index.ts';
import { path } from './turn-fixture.ts';

const builtinDir = path('..');
const folder = mkdtempSync(join(tmpdir(), 'muster-agents-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function repositoryWith(files: Record<string, string>): string {
  const repository = mkdtempSync(join(folder, 'r-'));
  mkdirSync(join(repository, 'agents'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(repository, name), text);
  return repository;
}

const persona = (name: string, words: string) =>
  `---\nname: ${name}\ndescription: ${words}\n---\n\n${words}\n`;

describe('the personas that come with the product', () => {
  const library = loadAgents({ builtinDir });

  it('are the eleven of the issue, without a finding', () => {
    expect(library.diagnostics).toEqual([]);
    expect(library.agents.map(({ name }) => name)).toEqual([
      'analyzer',
      'architect',
      'backend',
      'devops',
      'frontend',
      'mentor',
      'performance',
      'qa',
      'refactorer',
      'security',
      'writer',
    ]);
  });

  it('say each what to look at, how to decide, what to deliver and what never to do', () => {
    for (const { name, text, instructions } of library.agents) {
      const lines = text.trimEnd().split('\n').length;
      expect([name, lines >= 25 && lines <= 50]).toEqual([name, true]);
      const headings = [...instructions.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect([name, headings]).toEqual([
        name,
        expect.arrayContaining(['Look at first', 'Decide', 'Deliver', 'Never']),
      ]);
    }
  });

  it('share no instruction with one another', () => {
    const lines = library.agents.flatMap(({ instructions }) =>
      instructions.split('\n').filter((line) => /^- /.test(line)),
    );
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('have presets for what the mission activates, each with a purpose', () => {
    expect(Object.keys(library.presets)).toEqual(
      expect.arrayContaining(['documentation', 'fullstack', 'performance', 'quality', 'security', 'launch']),
    );
    expect(Object.keys(library.purposes)).toEqual(Object.keys(library.presets));
  });
});

describe('the personas of a repository', () => {
  it('[A1] override by name and add', () => {
    const repositoryDir = repositoryWith({
      'agents/writer.md': persona('writer', 'Writes in the house style.'),
      'agents/translator.md': persona('translator', 'Translates.').replaceAll('\n', '\r\n'),
      'presets.yaml':
        'version: 1\npresets:\n  documentation: {purpose: Ours, agents: [translator, writer]}\n',
    });
    const library = loadAgents({ builtinDir, repositoryDir });
    expect(library.diagnostics).toEqual([]);
    expect(library.agents).toHaveLength(12);
    expect(library.agents.find(({ name }) => name === 'writer')).toMatchObject({
      instructions: 'Writes in the house style.',
      file: join(repositoryDir, 'agents/writer.md'),
    });
    expect(library.presets.documentation).toEqual(['translator', 'writer']);
    expect(library.presets.fullstack).toEqual(['backend', 'frontend', 'qa']);
  });

  it('[A1] need not exist', () => {
    expect(loadAgents({ builtinDir, repositoryDir: join(folder, 'none') }).diagnostics).toEqual([]);
  });

  it('[A1] are all named with their mistakes and places, and what they would override stands', () => {
    const repositoryDir = repositoryWith({
      'agents/qa.md': 'Just words.\n',
      'agents/mentor.md': '---\nname: mentor\ndescripton: typo\n---\nWords.\n',
      'agents/security.md': '---\nname: security\ndescription: Empty\n---\n\n',
      'agents/poet.md': persona('bard', 'Rhymes.'),
      'presets.yaml': 'version: 1\npresets:\n  ours:\n    purpose: Ours\n    agents: [qa, wrter]\n',
    });
    const library = loadAgents({ builtinDir, repositoryDir });
    const found = library.diagnostics.map(({ rule, line, column, file }) => [
      rule,
      file.split('/').at(-1),
      line,
      column,
    ]);
    expect(found).toEqual([
      ['agent/shape', 'mentor.md', 2, 1],
      ['agent/front-matter', 'qa.md', 1, 1],
      ['agent/empty', 'security.md', 5, 1],
      ['agent/file-name', 'poet.md', 2, 1],
      ['presets/unknown-agent', 'presets.yaml', 5, 18],
    ]);
    expect(library.diagnostics.at(-1)?.fix).toBe("write 'writer'");
    expect(library.agents).toHaveLength(11);
    expect(library.agents.find(({ name }) => name === 'mentor')?.instructions).toMatch(
      /^You make others better/,
    );
    expect(library.presets.ours).toEqual(['qa']);
  });
});
