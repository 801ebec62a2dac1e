import { insertAttempt, insertBrief, insertTurn, readEvents, recordEvent } from '@musterhq/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

let dashboard: Dashboard;
let commit: string;
const key = { task: 'p1.d1-2.s2', attempt: 1, session: 2 };
const turn = 'r1.p1.d1-2.s2.a1.t2';

beforeAll(async () => {
  dashboard = await makeDashboard();
  const { around, fence } = dashboard;
  const gates = (await (await dashboard.ask('/api/gates')).json()) as { tip: string };
  commit = gates.tip;
  await insertAttempt(around.store, fence, key, { label: 'b1s2' });
  const { session, task } = key;
  const data = { commit, paths: ['PLAN.md'] };
  await recordEvent(around.store, fence, { key: 'commit:tip', kind: 'commit_made', session, task, data });
});
afterAll(() => dashboard.remove());

type View = { comments: { id: number; state: { kind: string } }[] };
const commentsOf = async () => ((await (await dashboard.ask('/api/tasks/b1s2')).json()) as View).comments;
const say = (order: object) =>
  dashboard.post('/api/actions/comment', {
    commit,
    path: 'PLAN.md',
    lines: '1-2',
    text: 'Shorter',
    ...order,
  });

test('[S14] a comment is kept with its lines, told to a turn by its brief, and settled', async () => {
  const said = await say({});
  expect(said.status).toBe(200);
  const { event } = (await said.json()) as { event: number };
  const [comment] = await commentsOf();
  expect(comment).toMatchObject({
    ...{ id: event, by: 'a lead', session: 2, commit, path: 'PLAN.md', side: 'new' },
    ...{ fromLine: 1, toLine: 2, text: 'Shorter', state: { kind: 'waiting' } },
  });
  expect(comment).toHaveProperty('quote', expect.stringMatching(/\n/));
  const { store } = dashboard.around;
  await insertTurn(store, dashboard.fence, key, { id: turn, number: 2, driver: 'runbook' });
  const brief = { turn, session: 2, task: key.task, text: 'x', tokens: 1, sections: [], leftOut: [] };
  for (const time of [1, 2])
    await insertBrief(
      store,
      dashboard.fence,
      { ...brief, tokens: time, followUp: null, followUpTokens: null },
      [event],
    );
  expect(await readEvents(store.database, 'r1', { kind: 'comment_told' })).toHaveLength(1);
  expect((await commentsOf())[0]?.state).toEqual({ kind: 'told', turn });
  const settled = await dashboard.post('/api/actions/settle-comment', { comment: event, text: 'fine now' });
  expect(settled.status).toBe(200);
  expect((await commentsOf())[0]?.state).toMatchObject({
    kind: 'answered',
    from: 'a lead',
    text: 'fine now',
  });
  const again = await dashboard.post('/api/actions/settle-comment', { comment: event, text: 'no' });
  expect(again.status).toBe(409);
});

test.each([
  [{ commit: 'f'.repeat(40) }, 409, /No task of run r1/],
  [{ path: 'elsewhere.md' }, 409, /does not change elsewhere.md/],
  [{ lines: '90000' }, 409, /does not show/],
  [{ lines: '2-1' }, 409, /wrong way round/],
  [{ lines: '0' }, 400, /lines/],
  [{ side: 'old' }, 409, /does not show/],
])('[S14] a comment on what the commit does not show is refused: %j', async (order, status, words) => {
  const before = await dashboard.countRows();
  const refused = await say(order);
  expect(refused.status).toBe(status);
  expect(await refused.text()).toMatch(words);
  expect(await dashboard.countRows()).toEqual(before);
});
