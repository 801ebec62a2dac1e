import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureWorktree, listSavedStates, moveRef, openRepository, type Repository } from '@musterhq/git';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { runProcess } from '@musterhq/process';
import {
  endTurn,
  type Fence,
  insertAttempt,
  insertRun,
  insertTurn,
  judgeTurn,
  makeStore,
  readEvents,
  type Store,
  takeRun,
} from '@musterhq/store';
import { makeTemporaryRepository, makeTestDatabase, type TemporaryRepository } from '@musterhq/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AfterTurn, checkAfterTurn } from '../src/fence/check-after-turn.ts';
import { identityEnv } from '../src/fence/identity-env.ts';
import { type FenceContext, noteBeforeTurn } from '../src/fence/note-before-turn.ts';
import { seatOf } from '../src/seat.ts';
import { planOf } from './make-facts.ts';

const plan = planOf({ '1-2': { 1: '', 2: '', 3: '', 4: '' } });
const migrations = readMigrations(fileURLToPath(new URL('../../store/migrations', import.meta.url)));

let store: Store;
let endStore: () => Promise<void>;
let fence: Fence;
let given: TemporaryRepository;
let repo: Repository;
let context: FenceContext;
let turns = 0;

beforeAll(async () => {
  const migrate = async (url: string) => {
    const pool = makePool(url, { applicationName: 'fence-template', max: 1 });
    await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
  };
  const database = await makeTestDatabase({ template: 'coord-fence', migrate });
  const pool = makePool(database.url, { applicationName: 'fence-test', max: 4 });
  store = makeStore(pool);
  const startedAt = new Date();
  await insertRun(store, {
    id: 'r1',
    documentPath: 'PLAN.md',
    options: {},
    planStart: '2026-11-23',
    startedAt,
  });
  fence = await takeRun(store, 'r1', { pid: 1, startedAt: 'boot', host: 'here' });
  endStore = async () => {
    await pool.end();
    await database.remove();
  };
});
afterAll(() => endStore());

beforeEach(async () => {
  const files = {
    'PLAN.md': '# Plan\n',
    'src/b.js': 'b\n',
    'content/a.md': 'a\n',
    '.gitignore': '.muster/\n',
  };
  given = await makeTemporaryRepository({ files });
  await given.git('branch', 'integration/daily');
  repo = await openRepository({ dir: given.dir, env: given.env });
  context = {
    ...{ store, fence, repo, stateDir: join(repo.dir, '.muster'), live: { plan, text: '' } },
    ...{ main: 'main', integration: 'integration/daily', documentPath: 'PLAN.md' },
  };
  for (const session of [2, 3]) {
    const { worktree, branch } = seat(session);
    const startPoint = await given.git('rev-parse', 'main');
    await ensureWorktree(repo, { path: worktree, branch, startPoint, token: `t${session}` });
  }
  return () => given.remove();
});

const seat = (session: number) => seatOf(plan, join(repo.dir, '.muster'), session);
const text = (...parts: string[]): string => readFileSync(join(repo.dir, ...parts), 'utf8');

function write(words: string, ...parts: string[]): void {
  const file = join(repo.dir, ...parts);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, words);
}

/** A shell of the turn, in its worktree. */
async function shell(script: string): Promise<void> {
  const { worktree, author } = seat(2);
  const env = { ...given.env, ...identityEnv(author), REPO: repo.dir };
  const ended = await runProcess({ command: 'sh', args: ['-ec', script], cwd: worktree, env });
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
}

const attempt = { task: 'p1.d1-2.s2', attempt: 1, session: 2 };

/** Lets something happen while session 2 has a turn, and looks afterwards. */
async function during(
  work: (turn: string) => unknown,
  { isFenced = false, says = '' } = {},
): Promise<AfterTurn & { turn: string }> {
  turns += 1;
  const turn = { id: `r1.t${turns}`, number: turns };
  await insertAttempt(store, fence, attempt, {});
  await insertTurn(store, fence, attempt, { ...turn, driver: 'scripted' });
  await noteBeforeTurn(context, { turn: turn.id, session: 2, isFenced });
  write(says, '.muster/turns', turn.id, 'order.json');
  await work(turn.id);
  await endTurn(store, fence, attempt, turn, { kind: 'finished' });
  const found = await check(turn.id);
  expect(await check(turn.id)).toEqual(found);
  await judgeTurn(store, fence, attempt, turn, { kind: 'rework', cause: 'ownership', feedback: '' });
  return { ...found, turn: turn.id };
}

const check = (turn: string) => checkAfterTurn(context, { turn, session: 2, task: attempt.task });
const wordsOf = (found: AfterTurn): string => (found.kind === 'clean' ? 'nothing' : found.words);

async function toldOf(turn: string): Promise<unknown[]> {
  const events = await readEvents(store.database, 'r1', { kind: 'foreign_changes' });
  const found = events.find(({ key }) => key === `turn:${turn}:foreign`);
  return (
    (found?.data.changes as { act: string; what: string }[] | undefined)?.map(
      ({ act, what }) => `${act} ${what}`,
    ) ?? []
  );
}

describe('[F3] a turn that stayed in its worktree', () => {
  test('has changed nothing else, whatever the coordinator did meanwhile', async () => {
    const found = await during(async () => {
      await shell('echo x > content/a.md && git commit --quiet --all -m "Write"');
      const tip = await given.git('rev-parse', 'integration/daily');
      const landed = await given.git('commit-tree', '-p', tip, '-m', 'Integrate', 'main^{tree}');
      await moveRef(repo, 'refs/heads/integration/daily', landed, tip, 'muster: integrate e1');
      await given.git('merge', '--quiet', '--ff-only', landed);
    });
    expect(found).toMatchObject({ kind: 'clean' });
    expect(await toldOf(found.turn)).toEqual([]);
  });

  test('leaves people’s work alone', async () => {
    const found = await during(async () => {
      write('a person wrote this\n', 'src/b.js');
      await given.git('commit', '--quiet', '--all', '--message', 'By a person');
      write('and this\n', 'content/a.md');
      await given.git('branch', 'feature');
    });
    expect(found.kind).toBe('clean');
    expect([text('src/b.js'), text('content/a.md')]).toEqual(['a person wrote this\n', 'and this\n']);
    expect(await toldOf(found.turn)).toEqual(['tell main_checkout']);
    await given.git('checkout', '--quiet', '--', '.');
  });
});

describe('[F4] a ref that a session moved', () => {
  test('goes back, and what it was moved to is kept', async () => {
    const tip = await given.git('rev-parse', 'integration/daily');
    const found = await during(() =>
      shell('git update-ref refs/heads/integration/daily $(git commit-tree -p HEAD -m Mine HEAD^{tree})'),
    );
    expect(wordsOf(found)).toMatch(
      /refs\/heads\/integration\/daily: moved from \w+ to \w+, which is kept; moved as session-2@/,
    );
    expect(await given.git('rev-parse', 'integration/daily')).toBe(tip);
    expect(await given.git('for-each-ref', '--format=%(subject)', 'refs/muster/kept')).toBe('Mine');
  });

  test('goes back where it was written past git', async () => {
    const tip = await given.git('rev-parse', 'integration/daily');
    const found = await during(() =>
      shell('git commit-tree -p HEAD -m Mine HEAD^{tree} > "$REPO/.git/refs/heads/integration/daily"'),
    );
    expect(wordsOf(found)).toContain('its log knows nothing of this');
    expect(await given.git('rev-parse', 'integration/daily')).toBe(tip);
  });

  test('with the main checkout that it was committed in', async () => {
    const tip = await given.git('rev-parse', 'main');
    const found = await during(() =>
      shell('cd "$REPO" && echo mine > src/b.js && git commit --quiet --all -m "Mine"'),
    );
    expect(wordsOf(found)).toContain('refs/heads/main: moved');
    expect([await given.git('rev-parse', 'main'), text('src/b.js')]).toEqual([tip, 'b\n']);
    expect(await given.git('status', '--porcelain')).toBe('');
  });

  test('comes back when it was removed', async () => {
    const found = await during(() => shell('git update-ref -d refs/heads/integration/daily'));
    expect(wordsOf(found)).toContain('removed, it was at');
    expect(await given.git('rev-parse', 'integration/daily')).toBe(await given.git('rev-parse', 'main'));
  });
});

describe('[F5] hooks and settings', () => {
  const attack =
    'git config core.fsmonitor "$REPO/x"; mkdir -p "$REPO/.git/hooks"; printf "#!/bin/sh\\n" > "$REPO/.git/hooks/pre-commit"; chmod +x "$REPO/.git/hooks/pre-commit"';

  test('go back, and what stood there is kept in the state folder', async () => {
    const before = text('.git/config');
    const found = await during(() => shell(attack));
    expect(wordsOf(found)).toMatch(/\.git\/config: .*\n.*\.git\/hooks\/pre-commit: /);
    expect(text('.git/config')).toBe(before);
    expect(existsSync(join(repo.dir, '.git/hooks/pre-commit'))).toBe(false);
    const kept = join(repo.dir, '.muster/saved-files', found.turn);
    expect(readFileSync(join(kept, 'config'), 'utf8')).toContain('fsmonitor');
    expect(statSync(join(kept, 'hooks/pre-commit')).mode & 0o100).toBe(0o100);
  });

  test('go back to what was there before the first of those at work, whoever looks first', async () => {
    const before = text('.git/config');
    const own = { ...attempt, task: 'p1.d1-2.s4', session: 4 };
    const other = { id: 'r1.other', number: 1 };
    const found = await during(async () => {
      await shell(attack);
      await insertAttempt(store, fence, own, {});
      await insertTurn(store, fence, own, { ...other, driver: 'scripted' });
      await noteBeforeTurn(context, { turn: other.id, session: 4, isFenced: false });
    });
    expect(found.kind).toBe('foreign');
    expect(await checkAfterTurn(context, { turn: other.id, session: 4, task: own.task })).toEqual({
      kind: 'clean',
    });
    await endTurn(store, fence, own, other, { kind: 'stopped' });
    await judgeTurn(store, fence, own, other, { kind: 'stopped' });
    expect(text('.git/config')).toBe(before);
  });

  test('stay when the session was behind the fence: then a person changed them', async () => {
    const found = await during(() => given.git('config', 'muster.test', 'yes'), { isFenced: true });
    expect(found.kind).toBe('clean');
    expect(await toldOf(found.turn)).toEqual(['tell git_file']);
    expect(await given.git('config', 'muster.test')).toBe('yes');
  });
});

test('[F6] what the turn says that it writes in the main checkout goes back, and is saved', async () => {
  const found = await during(() => shell('echo mine > "$REPO/src/b.js"; echo mine > "$REPO/src/new.js"'), {
    says: 'echo mine > /repo/src/b.js; echo mine > /repo/src/new.js',
  });
  expect(wordsOf(found)).toContain(`src/b.js in the main checkout: the turn names it`);
  expect(text('src/b.js')).toBe('b\n');
  expect(existsSync(join(repo.dir, 'src/new.js'))).toBe(false);
  const saved = await listSavedStates(repo, ['main']);
  expect(saved.map(({ name }) => name)).toContain(`foreign/${found.turn}/main-checkout`);
});

describe('[F7] the worktree of a session that is not at work', () => {
  test('goes back with its branch, and what was written there is saved', async () => {
    const { worktree } = seat(3);
    const tip = await given.git('rev-parse', seat(3).branch);
    const found = await during(() =>
      shell(
        'cd ../session-3 && echo mine > src/b.js && git commit --quiet --all -m Mine && echo more > src/c.js',
      ),
    );
    expect(wordsOf(found)).toContain('in the worktree of Session 3: Session 3 was not at work');
    expect(readFileSync(join(worktree, 'src/b.js'), 'utf8')).toBe('b\n');
    expect(existsSync(join(worktree, 'src/c.js'))).toBe(false);
    expect(await given.git('rev-parse', seat(3).branch)).toBe(tip);
    expect(await given.git('show', `refs/muster/saved/foreign/${found.turn}/session-3:src/c.js`)).toBe(
      'more',
    );
  });

  test('cannot be told apart from its own work while it works', async () => {
    const own = { ...attempt, task: 'p1.d1-2.s3', session: 3 };
    await insertAttempt(store, fence, own, {});
    const found = await during(() => shell('echo mine > ../session-3/src/b.js'));
    expect(found.kind).toBe('clean');
  });
});

test('[F2] what was found is told again after a crash between the log and the putting back', async () => {
  const before = text('.git/config');
  const found = await during(async (turn) => {
    await shell('git config core.fsmonitor x');
    // The settings cannot be copied aside, so the first look ends where a crash would have ended it.
    write('in the way', '.muster/saved-files', turn);
    await expect(check(turn)).rejects.toThrow();
    expect(text('.git/config')).not.toBe(before);
    rmSync(join(repo.dir, '.muster/saved-files', turn));
  });
  expect(wordsOf(found)).toContain('.git/config');
  expect(text('.git/config')).toBe(before);
});
