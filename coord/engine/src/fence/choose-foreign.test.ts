import type { RefLogEntry } from '@musterhq/git';
import { describe, expect, test } from 'vitest';
import { chooseForeign, type ForeignFacts } from './choose-foreign.ts';
import type { RepositoryState } from './repository-state.ts';

const before: RepositoryState = {
  version: 1,
  session: 2,
  isFenced: false,
  refs: {
    'refs/heads/main': 'm1',
    'refs/heads/integration/daily': 'i1',
    'refs/heads/session-2': 's1',
    'refs/heads/feature': 'f1',
    'refs/muster/saved/a': 'a1',
    'refs/muster/kept/k1': 'k1',
  },
  files: [{ kind: 'file', path: 'config', isExecutable: false, text: '[core]\n' }],
  mainCheckout: { path: '/repo', head: 'm1', branch: 'refs/heads/main', dirty: { 'mine.md': 'd1' } },
  idle: [
    { session: 3, turns: 1, path: '/w/3', head: 't1', branch: 'refs/heads/session-3', dirty: {} },
    {
      session: 4,
      turns: 0,
      path: '/w/4',
      head: 'u1',
      branch: 'refs/heads/session-4',
      dirty: { 'left.md': 'd1' },
    },
  ],
};
const idle = before.idle.map(({ turns: _, ...tree }) => tree);

const choose = (parts: Partial<ForeignFacts> = {}) =>
  chooseForeign({
    before,
    refs: before.refs,
    logs: {},
    files: before.files,
    mainCheckout: before.mainCheckout,
    idle,
    ownBranch: 'refs/heads/session-2',
    ownEmail: 'session-2@muster.invalid',
    integration: 'integration/daily',
    isNamed: () => false,
    isIntegrated: () => false,
    ...parts,
  });

const by = (from: string, to: string, who: 'session' | 'person' | 'coordinator'): RefLogEntry => ({
  ...(from === '' ? {} : { from }),
  to,
  email: who === 'session' ? 'session-2@muster.invalid' : 'ada@example.test',
  message: who === 'coordinator' ? 'muster: integrate e1' : 'commit: more',
});

function moved(ref: string, log: RefLogEntry[], more: Partial<ForeignFacts> = {}) {
  const to = log.at(-1)?.to;
  const refs = { ...before.refs };
  if (to === undefined) delete refs[ref];
  else refs[ref] = to;
  return choose({ refs, logs: { [ref]: log }, ...more }).map(({ act }) => act);
}

test('[F3] a turn in which nothing else happened changed nothing', () => {
  expect(choose()).toEqual([]);
});

describe('[F4] a ref that moved during a turn', () => {
  const integration = 'refs/heads/integration/daily';

  test('is not foreign when it is the session’s own branch, or a copy of a remote’s', () => {
    expect(moved('refs/heads/session-2', [by('s1', 's2', 'session')])).toEqual([]);
    expect(moved('refs/remotes/origin/main', [by('o1', 'o2', 'session')])).toEqual([]);
  });

  test('is the coordinator’s by its mark, whoever’s address it bears', () => {
    const log = { ...by('i1', 'i2', 'coordinator'), email: 'session-2@muster.invalid' };
    expect(moved(integration, [log])).toEqual([]);
  });

  test('is put back where the session’s address moved it last', () => {
    expect(moved(integration, [by('i1', 'i2', 'session')])).toEqual(['put_back']);
    expect(moved('refs/heads/feature', [by('f1', 'f2', 'session')])).toEqual(['put_back']);
    expect(moved('refs/heads/new', [by('', 'n1', 'session')])).toEqual(['put_back']);
    expect(moved('refs/muster/saved/a', [by('a1', 'a2', 'session')])).toEqual(['put_back']);
  });

  test('is only told of where somebody built upon it, and where things are stacked', () => {
    expect(moved(integration, [by('i1', 'i2', 'session'), by('i2', 'i3', 'coordinator')])).toEqual(['tell']);
    expect(moved('refs/stash', [by('', 'h1', 'session')])).toEqual(['tell']);
  });

  test('is a person’s affair where a person moved it', () => {
    expect(moved('refs/heads/feature', [by('f1', 'f2', 'person')])).toEqual([]);
    expect(moved(integration, [by('i1', 'i2', 'person')])).toEqual(['tell']);
  });

  test('is put back on the integration branch when git’s log knows nothing of it', () => {
    const refs = { ...before.refs, [integration]: 'i9' };
    expect(choose({ refs, logs: { [integration]: [by('i0', 'i1', 'coordinator')] } })).toMatchObject([
      { act: 'put_back', from: 'i1', to: 'i9' },
    ]);
    expect(moved(integration, [])).toEqual(['put_back']);
  });

  test('comes back where Muster keeps it, unless what it kept has landed', () => {
    expect(moved('refs/muster/saved/a', [])).toEqual(['put_back']);
    expect(moved('refs/muster/kept/k1', [])).toEqual(['put_back']);
    expect(moved('refs/muster/kept/k1', [], { isIntegrated: () => true })).toEqual([]);
  });

  test('is told of when a branch is gone, so that its tip is kept', () => {
    expect(moved('refs/heads/feature', [])).toEqual(['tell']);
  });
});

describe('[F5] hooks and settings that changed during a turn', () => {
  const files: ForeignFacts['files'] = [
    { kind: 'file', path: 'config', isExecutable: false, text: '[core]\n\thooksPath = /x\n' },
    { kind: 'file', path: 'hooks/pre-commit', isExecutable: true, text: '#!/bin/sh\n' },
  ];

  test('are put back, since any git of anybody follows them', () => {
    expect(choose({ files })).toMatchObject([
      { what: 'git_file', path: 'config', act: 'put_back' },
      { what: 'git_file', path: 'hooks/pre-commit', act: 'put_back' },
    ]);
  });

  test('are a person’s when the session was behind the fence', () => {
    expect(choose({ files, before: { ...before, isFenced: true } }).map(({ act }) => act)).toEqual([
      'tell',
      'tell',
    ]);
  });
});

describe('[F6] a path of the main checkout that changed during a turn', () => {
  const mainCheckout = { ...before.mainCheckout, dirty: { 'mine.md': 'd2', 'src/b.js': 'd3', 'c.md': 'd4' } };

  test('is put back when the turn names it and nobody had changed it before', () => {
    const found = choose({ mainCheckout, isNamed: (path) => path !== 'c.md' });
    expect(found.map(({ act, ...rest }) => [act, 'path' in rest && rest.path])).toEqual([
      ['tell', 'c.md'],
      ['tell', 'mine.md'],
      ['put_back', 'src/b.js'],
    ]);
  });

  test('is nobody’s finding when the session was behind the fence', () => {
    const found = choose({ mainCheckout, isNamed: () => true, before: { ...before, isFenced: true } });
    expect(found).toEqual([]);
  });
});

describe('[F7] the worktree of a session that is not at work', () => {
  test('is put back to where it stood, with its branch', () => {
    const changed = [{ ...idle[0]!, dirty: { 'src/b.js': 'd1' } }, idle[1]!];
    expect(choose({ idle: changed })).toMatchObject([{ session: 3, paths: ['src/b.js'], act: 'put_back' }]);
    expect(choose({ idle: [{ ...idle[0]!, head: 't2' }] })).toMatchObject([{ session: 3, act: 'put_back' }]);
  });

  test('is only told of where unfinished work stood in it', () => {
    expect(choose({ idle: [{ ...idle[1]!, dirty: { 'left.md': 'd2' } }] })).toMatchObject([
      { session: 4, paths: ['left.md'], act: 'tell' },
    ]);
  });

  test('is nobody’s finding once its session works again', () => {
    expect(choose({ idle: [] })).toEqual([]);
  });
});
