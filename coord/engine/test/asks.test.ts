import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask, turnFolder } from '@musterhq/agents';
import type { ToolName, ToolResult } from '@musterhq/desk';
import { openRepository } from '@musterhq/git';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import {
  announce,
  blockAttempt,
  endTurn,
  type Fence,
  finishAttempt,
  insertAttempt,
  insertGrant,
  insertRun,
  insertTurn,
  judgeTurn,
  makeStore,
  readEvents,
  readHandoffs,
  readLiveGrants,
  readOpenRequests,
  readQuestions,
  readReports,
  type Store,
  StoreError,
  takeRun,
} from '@musterhq/store';
import { makeTemporaryRepository, makeTestDatabase, type TemporaryRepository } from '@musterhq/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refuseGrant } from '../src/actions/refuse-grant.ts';
import { answerAsks } from '../src/asks/answer-asks.ts';
import { answerTool } from '../src/asks/answer-tool.ts';
import { roomOf } from '../src/asks/ask-room.ts';
import { readGrantRequests } from '../src/asks/read-grant-requests.ts';
import { readComments } from '../src/comments/read-comments.ts';
import type { Context } from '../src/context.ts';
import type { TurnWork } from '../src/decide.ts';
import { type Attendance, attendTurn, makePolicyKeeper } from '../src/driving/attend-turn.ts';
import type { Surroundings } from '../src/open-run.ts';
import { sha256 } from '../src/sha256.ts';
import { workOf } from '../src/work.ts';
import { launchPlan } from './documents.ts';
import { compilePlan } from './make-facts.ts';

const plan = compilePlan(launchPlan);
const migrations = readMigrations(fileURLToPath(new URL('../../store/migrations', import.meta.url)));
const coordinator = { pid: 1, startedAt: 'boot', host: 'here' };
/** Sessions 2 (owns `content_templates/`), 3 (owns `src/`) and 4, each in the middle of a turn. */
const turns = {
  2: { id: 'r1.p4.d1-2.s2.a1.t1', session: 2, task: 'p4.d1-2.s2' },
  3: { id: 'r1.p4.d1-2.s3.a1.t1', session: 3, task: 'p4.d1-2.s3' },
  4: { id: 'r1.p4.d5-7.s4.a1.t1', session: 4, task: 'p4.d5-7.s4' },
} as const;

let store: Store;
let given: TemporaryRepository;
let context: Context;
let fence: Fence;
let now: number;
let end: () => Promise<void>;

beforeAll(async () => {
  const migrate = async (url: string) => {
    const pool = makePool(url, { applicationName: 'asks-template', max: 1 });
    await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
  };
  const database = await makeTestDatabase({ template: 'coord-asks', migrate });
  const pool = makePool(database.url, { applicationName: 'asks-test', max: 6 });
  store = makeStore(pool);
  given = await makeTemporaryRepository({
    files: { 'src/api.js': 'api\n', 'src/db.js': 'db\n', 'content_templates/a.md': 'a\n' },
  });
  const stateDir = join(given.dir, '.muster');
  for (const session of [2, 3, 4])
    await given.git(
      ...['worktree', 'add', '--quiet', '-b', `s${session}`],
      join(stateDir, 'worktrees', `session-${session}`),
    );
  context = {
    store,
    repo: await openRepository({ dir: given.dir, env: given.env }),
    stateDir,
    documentPath: 'PLAN.md',
    live: { plan, text: launchPlan },
    configuration: { grants: [{ paths: ['src/shared/'], to: [2, 4], atMost: 30 * 60_000 }] },
    clock: { now: () => now },
  } as unknown as Context;
  end = async () => {
    await pool.end();
    await database.remove();
    given.remove();
  };
});
afterAll(() => end());

beforeEach(async () => {
  await store.pool.query('delete from muster.runs');
  await store.pool.query('delete from muster.grants');
  for (const { id } of Object.values(turns)) {
    const folder = folderOf(id);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  now = Date.now();
  const startedAt = new Date(now);
  await insertRun(store, {
    ...{ id: 'r1', documentPath: 'PLAN.md', options: {}, planStart: '2026-11-23', startedAt },
  });
  fence = await takeRun(store, 'r1', coordinator);
  context.fence = fence;
});

const folderOf = (turn: string): string => turnFolder({ stateDir: context.stateDir, turn });
const worktreeOf = (session: number): string => join(context.stateDir, 'worktrees', `session-${session}`);
const eventsOf = () => readEvents(store.database, 'r1');

/** Asks in a session's turn and has the coordinator answer. */
async function say<Name extends ToolName>(
  session: 2 | 3 | 4,
  tool: Name,
  input: unknown,
): Promise<ToolResult<Name> | string> {
  const asking = ask(folderOf(turns[session].id), { tool, input, limitMs: 30_000 });
  await answerAsks(context, turns[session]);
  const answer = await asking;
  if (answer.kind === 'answered') return answer.result as ToolResult<Name>;
  return answer.kind === 'refused' ? answer.message : 'waiting';
}

/** The answer of a session that has no turn here. */
function answerAs(session: number, input: { question: number; answer: string }, key = 'k1') {
  const asker = { session, worktree: context.stateDir, key };
  return answerTool(roomOf(context), asker, 'answer_question', input);
}

/** Lands what lies in a session's worktree as the work of its task. */
async function land(session: 2 | 3 | 4): Promise<string> {
  const { id, task } = turns[session];
  const key = { task, attempt: 1, session };
  await given.git('-C', worktreeOf(session), 'add', '--all');
  await given.git('-C', worktreeOf(session), 'commit', '--quiet', '--message', `Work of ${task}`);
  const commit = await given.git('-C', worktreeOf(session), 'rev-parse', 'HEAD');
  const turn = { id, number: 1 };
  await insertAttempt(store, fence, key, {});
  await insertTurn(store, fence, key, { ...turn, driver: 'runbook' });
  await endTurn(store, fence, key, turn, { kind: 'finished' });
  await judgeTurn(store, fence, key, turn, { kind: 'submitted', commit });
  const artifacts = [{ path: 'content_templates/calendar.md', sha256: sha256('the calendar\n') }];
  const deliveries = session === 2 ? [{ handoff: 'content-to-api-handoff', delivery: 1, artifacts }] : [];
  await finishAttempt(store, fence, key, { entry: 'e1', commit, paths: [], tree: commit }, deliveries);
  return commit;
}

describe('reports, blockers, questions', () => {
  test('[K3] become reports of the session whose turn it is', async () => {
    const report = await say(2, 'report_progress', { state: 'at_risk', done: 'half', next: 'the rest' });
    expect(report).toEqual({ stored: `turn:${turns[2].id}:ask:1` });
    await say(3, 'raise_blocker', { what: 'no key', needs: 'a key' });
    await say(4, 'ask_master', { question: 'which colour' });
    expect(await readReports(store.database, 'r1', 10)).toMatchObject([
      { from: 'Session 2', session: 2, kind: 'progress', text: 'At risk. half Next: the rest' },
      { from: 'Session 3', session: 3, kind: 'blocker', text: 'no key Needs: a key' },
      { from: 'Session 4', session: 4, kind: 'question', text: 'which colour' },
    ]);
    expect((await eventsOf()).map(({ task }) => task)).toContain(turns[4].task);
  });

  test('[K10] a question is answered once, by the master or a person, and a task that was blocked for it is tried again', async () => {
    await say(4, 'ask_master', { question: 'which colour' });
    const { questions } = await readQuestions(store.database, 'r1');
    const { id } = questions[0]!;
    expect(questions).toMatchObject([
      { session: 4, task: turns[4].task, text: 'which colour', answer: null },
    ]);
    expect(await say(2, 'answer_question', { question: id, answer: 'red' })).toMatch(/by the master/);
    expect(await answerAs(1, { question: id + 100, answer: 'red' })).toMatchObject({
      message: `There is no question ${id + 100}. Open: ${id}.`,
    });
    const key = { task: turns[4].task, attempt: 1, session: 4 };
    await insertAttempt(store, fence, key, {});
    await blockAttempt(store, fence, key, 'It asks', {});
    expect(await answerAs(1, { question: id, answer: 'red' })).toMatchObject({
      result: { session: 4, next: expect.stringContaining('tried again') },
    });
    expect(await answerAs(1, { question: id, answer: 'blue' }, 'k2')).toMatchObject({
      message: `Question ${id} was answered by Session 1: red`,
    });
    expect((await readQuestions(store.database, 'r1')).answers).toMatchObject([
      { session: 4, from: 'Session 1', text: 'red' },
    ]);
    expect(await readOpenRequests(store.database, 'r1')).toMatchObject([
      { kind: 'retry', data: { task: turns[4].task } },
    ]);
  });

  test('[K12] a comment is told with the next report of the session, once, and settled once, by it or a person', async () => {
    const made = async (session: 2 | 3, text: string) => {
      const data = { by: 'Ada', commit: 'c'.repeat(40), path: 'src/api.js', side: 'new', quote: 'api', text };
      const about = { session, task: turns[session].task, data: { ...data, fromLine: 1, toLine: 1 } };
      await announce(store, 'r1', { key: `comment:${text}`, kind: 'comment_made', ...about });
      return (await readComments(store.database, 'r1')).at(-1)!.id;
    };
    const mine = await made(2, 'name it');
    const other = await made(3, 'not for you');
    const step = { state: 'on_track', done: 'half' };
    expect(await say(2, 'report_progress', step)).toMatchObject({
      comments: `- comment ${mine} by Ada on src/api.js, line 1 (commit ${'c'.repeat(10)}): name it\n  > api`,
    });
    expect(await say(2, 'report_progress', step)).not.toHaveProperty('comments');
    expect(await say(2, 'report_progress', { ...step, comment: other })).toMatch(/of Session 3/);
    expect(await say(2, 'report_progress', { ...step, comment: 9_999 })).toMatch(`Open: ${mine}, ${other}.`);
    const named = { ...step, done: 'it has a name', comment: mine };
    expect(await say(2, 'report_progress', named)).toHaveProperty('stored');
    expect(await say(2, 'report_progress', named)).toMatch(/settled by Session 2: it has a name/);
    expect(await readComments(store.database, 'r1')).toMatchObject([
      { told: [{ turn: turns[2].id }], answer: { from: 'Session 2', text: 'it has a name' } },
      { told: [], answer: null },
    ]);
  });

  test('[K1] an input that is wrong, or names another session, is refused and leaves nothing', async () => {
    const before = (await eventsOf()).length;
    expect(await say(2, 'report_progress', { state: 'fine', done: 'x' })).toMatch(/state/);
    expect(await say(2, 'ask_master', { question: 'why', session: 3 })).toMatch(/session/);
    expect(await say(2, 'teleport' as ToolName, {})).toMatch(/no tool 'teleport'/);
    expect(await eventsOf()).toHaveLength(before);
  });
});

describe('an ask is answered once', () => {
  test('[K2] a coordinator that was killed between the log and the answer is followed by one that says the same', async () => {
    const folder = folderOf(turns[2].id);
    const input = { path: 'src/shared/a.js', reason: 'needed', minutes: 60 };
    const first = await say(2, 'request_grant', input);
    await say(2, 'ask_master', { question: 'why' });
    for (const name of ['000001.json', '000002.json']) rmSync(join(folder, 'answers', name));
    const before = await eventsOf();
    now += 5 * 60_000;
    context.fence = await takeRun(store, 'r1', { ...coordinator, pid: 2 });
    expect(await answerAsks(context, turns[2])).toEqual(['request_grant', 'ask_master']);
    expect(JSON.parse(readFileSync(join(folder, 'answers', '000001.json'), 'utf8')).result).toEqual(first);
    expect(await eventsOf()).toEqual(before);
    expect(await readLiveGrants(store.database, new Date(now))).toHaveLength(1);
  });

  test('[K2] two that answer at the same time leave one event and one answer', async () => {
    const asking = ask(folderOf(turns[3].id), {
      tool: 'raise_blocker',
      input: { what: 'a', needs: 'b' },
      limitMs: 30_000,
    });
    await Promise.all([answerAsks(context, turns[3]), answerAsks(context, turns[3])]);
    expect(await asking).toMatchObject({ kind: 'answered' });
    expect(await readEvents(store.database, 'r1', { kind: 'report_made' })).toHaveLength(1);
  });

  test('[K2] a coordinator that was overtaken writes nothing and answers nothing', async () => {
    await takeRun(store, 'r1', { ...coordinator, pid: 2 });
    const asking = ask(folderOf(turns[3].id), {
      tool: 'ask_master',
      input: { question: 'why' },
      limitMs: 50,
    });
    await expect(answerAsks(context, turns[3])).rejects.toThrow(StoreError);
    expect(await asking).toMatchObject({ kind: 'waiting', number: 1 });
  });

  test('[K2] while a turn is attended its asks are answered as they come, the last ones at its end', async () => {
    const attendance = attend(2);
    const folder = folderOf(turns[2].id);
    const answer = await ask(folder, { tool: 'ask_master', input: { question: '1' }, limitMs: 30_000 });
    expect(answer.kind).toBe('answered');
    attendance.close();
    const last = ask(folder, { tool: 'ask_master', input: { question: '2' }, limitMs: 30_000 });
    await attendance.isThrough();
    expect((await last).kind).toBe('answered');
  });

  test('[K5] a grant is in the policy of the turn before the one who asked hears of it', async () => {
    const attendance = attend(2);
    const input = { path: 'src/shared/a.js', reason: 'needed', minutes: 5 };
    const folder = folderOf(turns[2].id);
    const answer = await ask(folder, { tool: 'request_grant', input, limitMs: 30_000 });
    expect(answer).toMatchObject({ result: { state: 'granted' } });
    const { grants } = JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8'));
    expect(grants).toMatchObject([{ path: 'src/shared/a.js' }]);
    attendance.close();
    await attendance.isThrough();
  });

  function attend(session: 2): Attendance {
    const { id, task } = turns[session];
    const work = workOf(plan, []).find((one) => one.id === task)!;
    const order = { session, task, attempt: 1, turn: 1, by: 'driver' } as TurnWork;
    const keepPolicy = makePolicyKeeper(context, folderOf(id), work);
    return attendTurn(context, order, { id, agent: { keepPolicy, onUsage: async () => undefined } });
  }
});

describe('grants', () => {
  const wish = { path: 'src/api.js', reason: 'one export', minutes: 20 };

  test('[K4] a rule gives what it may, no longer than it may, and to whom it may', async () => {
    const asked = { path: 'src/shared/a.js', reason: 'needed', minutes: 600 };
    const until = new Date(now + 30 * 60_000).toISOString();
    expect(await say(2, 'request_grant', asked)).toMatchObject({ state: 'granted', until });
    expect(await readLiveGrants(store.database, new Date(now))).toMatchObject([
      { path: 'src/shared/a.js', session: 2, grantedBy: 'rule' },
    ]);
    expect(await say(2, 'request_grant', { ...asked, path: 'src/sharedx/a.js' })).toMatchObject({
      state: 'waiting',
    });
  });

  test('[K4] what is yours needs none; git and the plan have none', async () => {
    expect(await say(2, 'request_grant', { ...wish, path: 'content_templates/b.md' })).toMatchObject({
      state: 'yours',
    });
    expect(await say(2, 'request_grant', { ...wish, path: 'src/.git/config' })).toMatch(/folder of git/);
    expect(await say(2, 'request_grant', { ...wish, path: 'PLAN.md' })).toMatch(/the plan itself/);
    expect(await say(2, 'request_grant', { ...wish, path: '../elsewhere' })).toMatch(/no path inside/);
  });

  test('[K4] a person refuses as well, once, and the one who asked is told why', async () => {
    await say(2, 'request_grant', wish);
    const [open] = await readGrantRequests(store.database, 'r1');
    const no = { request: open!.id, why: 'ask for an export', by: 'Ada' };
    const around = context as unknown as Surroundings;
    expect(await refuseGrant(around, no)).toMatchObject({ session: 2, path: 'src/api.js' });
    await expect(refuseGrant(around, no)).rejects.toThrow(/decided already/);
    expect(await readGrantRequests(store.database, 'r1')).toEqual([]);
    expect(await say(2, 'request_grant', wish)).toMatchObject({
      ...{ state: 'refused', next: expect.stringContaining('Ada said no: ask for an export.') },
    });
  });

  test('[K4] the owner decides, and nobody else; the one who asked is told when it asks again', async () => {
    expect(await say(2, 'request_grant', wish)).toMatchObject({
      state: 'waiting',
      next: expect.stringContaining('Session 3'),
    });
    const [open] = await readGrantRequests(store.database, 'r1');
    expect(open).toMatchObject({ session: 2, owner: 3, path: 'src/api.js' });
    const plain = await say(3, 'read_plan', {});
    expect(plain).toMatchObject({ text: expect.stringContaining(`#${open!.id}: Session 2`) });
    const decide = { request: open!.id, decision: 'grant', why: 'small' };
    expect(await say(4, 'decide_grant', decide)).toMatch(/not your session's/);
    expect(await say(2, 'decide_grant', decide)).toMatch(/not your session's/);
    expect(await say(3, 'decide_grant', decide)).toMatchObject({ state: 'granted', session: 2 });
    expect(await say(3, 'decide_grant', decide)).toMatch(/decided already/);
    expect(await say(2, 'request_grant', wish)).toMatchObject({ state: 'granted' });
    expect(await readGrantRequests(store.database, 'r1')).toEqual([]);
  });

  test('[K5] a refusal stands for its reason; a person overrules it with a grant', async () => {
    await say(2, 'request_grant', wish);
    const [open] = await readGrantRequests(store.database, 'r1');
    await say(3, 'decide_grant', { request: open!.id, decision: 'refuse', why: 'use the port' });
    expect(await say(2, 'request_grant', wish)).toMatchObject({
      state: 'refused',
      next: expect.stringContaining('use the port'),
    });
    expect(await say(2, 'request_grant', { ...wish, reason: 'the port is gone' })).toMatchObject({
      state: 'waiting',
    });
    await giveByHand('src/', 60);
    expect(await say(2, 'request_grant', wish)).toMatchObject({ state: 'granted' });
    expect(await readGrantRequests(store.database, 'r1')).toEqual([]);
  });

  test('[K5] a grant that is over has answered its request, and may be asked for again', async () => {
    await say(2, 'request_grant', wish);
    await giveByHand('src/api.js', 10);
    now += 11 * 60_000;
    expect(await readGrantRequests(store.database, 'r1')).toEqual([]);
    expect(await say(2, 'request_grant', wish)).toMatchObject({ state: 'waiting' });
    expect(await readEvents(store.database, 'r1', { kind: 'grant_asked' })).toHaveLength(2);
  });

  /** As `muster grant` does it. */
  async function giveByHand(path: string, minutes: number): Promise<void> {
    const [grantedAt, expiresAt] = [new Date(now), new Date(now + minutes * 60_000)];
    const id = `by-hand-${path}-${now}`;
    await insertGrant(store, {
      ...{ id, path, session: 2, reason: 'yes', grantedBy: 'a person', grantedAt, expiresAt },
    });
    await announce(store, 'r1', { key: `grant:${id}`, kind: 'grant_given', session: 2, data: { path } });
  }
});

describe('artifacts', () => {
  test('[K6] are told by hash, and fetched once they have landed as they were', async () => {
    writeFileSync(join(worktreeOf(2), 'content_templates/calendar.md'), 'the calendar\n');
    const told = await say(2, 'publish_artifact', {
      path: 'content_templates/calendar.md',
      summary: 'all posts',
    });
    expect(told).toMatchObject({ sha256: sha256('the calendar\n'), bytes: 13 });
    const hash = sha256('the calendar\n');
    expect(await say(3, 'fetch_artifact', { sha256: hash })).toMatch(/has not landed yet/);
    expect(await say(3, 'fetch_artifact', { sha256: 'deadbeef' })).toMatch(/No handoff and no session/);
    const commit = await land(2);
    expect(await say(3, 'fetch_artifact', { sha256: hash.slice(0, 12) })).toMatchObject({
      text: `content_templates/calendar.md at ${commit.slice(0, 12)}, sha256 ${hash}, characters 0 to 13 of 13\n\nthe calendar\n`,
    });
    expect(await readHandoffs(store.database, 'r1')).toHaveLength(1);
  });

  test('[K6] a file that is none of the worktree, or a link out of it, is not published', async () => {
    symlinkSync('/etc/hostname', join(worktreeOf(4), 'out.txt'));
    symlinkSync('/etc', join(worktreeOf(4), 'etc'));
    for (const path of ['out.txt', 'etc/hostname', '../session-3/src/api.js', 'none.txt', 'src/'])
      expect(await say(4, 'publish_artifact', { path, summary: 'x' }), path).toEqual(expect.any(String));
    rmSync(join(worktreeOf(4), 'out.txt'));
    rmSync(join(worktreeOf(4), 'etc'));
    expect(await readEvents(store.database, 'r1', { kind: 'artifact_published' })).toEqual([]);
  });
});

describe('handing over', () => {
  test('[K7] leaves a note for the handoff of the task, which the other side reads in the plan', async () => {
    expect(await say(2, 'hand_off', { summary: 'times are in UTC' })).toMatchObject({
      handoff: 'content-to-api-handoff',
      to: 'Session 3 (Backend & Services), b1s3',
      validation: 'Session 1 validates that every entry can be posted',
    });
    expect(await say(3, 'read_plan', {})).toMatchObject({
      text: expect.stringContaining('note: times are in UTC'),
    });
    expect(await say(3, 'hand_off', { handoff: 'content-to-api-handoff', summary: 'x' })).toMatch(
      /api-to-analytics-handoff/,
    );
  });

  test('the plan around a task has what it waits for and who waits for it, and an unknown task is named', async () => {
    const read = await say(3, 'read_plan', { task: 'b1s2' });
    expect(read).toMatchObject({
      text: expect.stringMatching(/^b1s2 .*not begun[\s\S]*Waited for by:[\s\S]*b1s3/),
    });
    expect(await say(3, 'read_plan', { task: 'b9s9' })).toMatch(/no task 'b9s9'.*b1s3/);
  });
});

describe('findings', () => {
  const finding = { topic: 'paging of the API', text: 'cursor, not offset', paths: ['src/api.js'] };

  test('[K8] are told to others as long as their files are the same, and never afterwards', async () => {
    await say(3, 'record_finding', finding);
    await say(3, 'record_finding', { ...finding, topic: 'database', paths: ['src'] });
    expect(await say(4, 'search_findings', { words: 'how does paging work' })).toMatchObject({
      findings: [{ topic: 'paging of the API', session: 3, paths: ['src/api.js'] }],
      outdated: 0,
    });
    writeFileSync(join(worktreeOf(4), 'src/db.js'), 'another\n');
    await given.git('-C', worktreeOf(4), 'commit', '--quiet', '--all', '--message', 'Another database');
    expect(await say(4, 'search_findings', { words: 'cursor' })).toMatchObject({
      findings: [{ topic: 'paging of the API' }],
      outdated: 1,
    });
    expect(await say(2, 'search_findings', { words: 'cursor' })).toMatchObject({ outdated: 0 });
  });

  test('[K8] of an earlier run are told as well', async () => {
    await say(3, 'record_finding', finding);
    await store.pool.query(`update muster.runs set state = 'finished', finished_at = now() where id = 'r1'`);
    await insertRun(store, {
      ...{ id: 'r2', documentPath: 'PLAN.md', options: {}, planStart: '2026-11-23', startedAt: new Date() },
    });
    context.fence = await takeRun(store, 'r2', coordinator);
    expect(await say(2, 'search_findings', { words: 'paging' })).toMatchObject({
      findings: [{ topic: 'paging of the API' }],
    });
  });

  test('[K8] do not rest on what the session has changed itself, or on nothing', async () => {
    writeFileSync(join(worktreeOf(3), 'src/api.js'), 'mine\n');
    expect(await say(3, 'record_finding', finding)).toMatch(/You have changed src\/api\.js/);
    expect(await say(3, 'record_finding', { ...finding, paths: ['src/none.js'] })).toMatch(/There is no/);
    expect(await say(3, 'record_finding', { ...finding, paths: [] })).toMatch(/paths/);
    await given.git('-C', worktreeOf(3), 'checkout', '--quiet', '--', '.');
  });
});
