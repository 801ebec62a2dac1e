import type { Channel } from '@musterhub/channels';
import { brandSchema, contentHash, type Item as PlannedItem, ruleSetOf } from '@musterhub/rules';
import {
  approveItem,
  beginAttempt,
  claimRefresh,
  dispatchDue,
  editVariant,
  endLook,
  endSettledAlerts,
  endSilentWorkers,
  enterWorker,
  findAccount,
  findPublication,
  getTokens,
  insertCalendar,
  insertCredential,
  moveItem,
  readAttempts,
  readCredentials,
  readMetrics,
  readOpenAlerts,
  reopenPublication,
  restoreFence,
  resumeEverything,
  schedulePublication,
  setBrand,
  setPlannedItem,
  settleByPerson,
  setWish,
  stopEverything,
  storeRefreshed,
  takeFence,
  wakePublications,
  withdrawFence,
} from '@musterhub/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advance, type Context, collectMetrics, refreshCredential } from '../src/index.ts';
import { makeWorld, type World } from './make-world.ts';
import { plainPost, richPost } from './posts.ts';

const hourMs = 3_600_000;
let world: World;
let context: Context;
beforeAll(async () => {
  world = await makeWorld();
  context = await world.worker();
});
afterAll(() => world.close());

const find = async (id: string) => (await findPublication(world.store.database, id))!;
const shown = (accountId: string) => world.sandbox.inspect.posts({ accountId, visible: true });
const after = (ms: number) => new Date(world.sandbox.now().getTime() + ms);
const alertsOf = async (subject: string) =>
  (await readOpenAlerts(world.store.database)).filter((alert) => alert.subject === subject);
const say = { remoteId: '', url: undefined, reason: 'it was put out by hand' };

describe('[J10] stop everything', () => {
  test('no call begins while it stands, a post is taken down all the same, and what was missed is planned anew', async () => {
    const account = await world.connect('facebook', { spacingMs: 600_000 });
    const out = await world.plan(account.id, plainPost('facebook', 'Out before the stop'));
    await advance(context, out);
    const late = { afterMs: 60_000, action: 'replan' } as const;
    const missed = await Promise.all(
      ['one', 'two'].map((text) => world.plan(account.id, plainPost('facebook', `Missed ${text}`), { late })),
    );
    await stopEverything(world.store, { by: 'somebody', because: 'a storm', at: world.sandbox.now() });
    for (const id of missed) expect(await advance(context, id)).toBeUndefined();
    await setWish(world.store.database, out, { kind: 'remove' }, world.sandbox.now());
    await advance(context, out);
    expect((await find(out)).state).toBe('removed');
    expect(await shown(account.remoteId)).toEqual([]);

    world.sandbox.advance(2 * hourMs);
    await resumeEverything(world.store);
    await wakePublications(world.store, world.sandbox.now(), 'open');
    const [one, two] = missed as [string, string];
    await advance(context, one);
    await advance(context, two);
    const [first, second] = [await find(one), await find(two)];
    expect([first.state, second.state]).toEqual(['published', 'published']);
    expect(second.publishedAt!.getTime() - first.publishedAt!.getTime()).toBeGreaterThanOrEqual(600_000);
  });
});

describe('[J4] who may send', () => {
  test('an instance that lost the fence writes no intent, and says so', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Of an older instance'));
    const fence = await takeFence(world.store);
    await expect(advance(context, id)).rejects.toMatchObject({ code: 'fence_lost' });
    context = { ...context, fence };
    await advance(context, id);
    expect((await find(id)).state).toBe('published');
  });

  test('a copy publishes nothing until a person says that the other one is gone', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'From a copy'));
    await withdrawFence(world.store, 'it was restored from a backup');
    expect(await advance(context, id)).toBeUndefined();
    await expect(takeFence(world.store)).rejects.toMatchObject({ code: 'fence_withdrawn' });
    await restoreFence(world.store, world.sandbox.now());
    // The same database under another name is a copy too.
    context = { ...context, fence: await takeFence(world.store) };
    await world.pool.query(`update hub.fence set home = 'elsewhere/1'`);
    await expect(takeFence(world.store)).rejects.toMatchObject({ code: 'fence_withdrawn' });
    await restoreFence(world.store, world.sandbox.now());
    context = { ...context, fence: await takeFence(world.store) };
    await advance(context, id);
    expect(await shown(account.remoteId)).toHaveLength(1);
  });

  test('two workers at one publication write one intent', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Wanted by two'));
    const others = await Promise.all([world.worker(), world.worker()]);
    const intents = await Promise.all(
      others.map(({ worker }) =>
        beginAttempt(world.store, context.fence, {
          publication: id,
          call: { name: 'create_post:0', visible: true, lostAnswer: 'read_account' },
          credential: account.credential,
          tokenVersion: 1,
          fingerprint: 'f',
          worker,
          at: world.sandbox.now(),
        }),
      ),
    );
    expect(intents.map(({ kind }) => kind).toSorted()).toEqual(['begun', 'refused']);
  });

  test('a process that stood still after its intent sends nothing', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Slept over'));
    let looks = 0;
    const limits = {
      ...context.limits,
      // At the first intent any pause is too long.
      get longestPauseMs() {
        looks += 1;
        return looks === 1 ? -1 : context.limits.longestPauseMs;
      },
    };
    await advance({ ...context, limits }, id);
    const attempts = await readAttempts(world.store.database, id);
    expect(attempts.map(({ state }) => state)).toEqual(['unsent', 'done']);
    expect(await shown(account.remoteId)).toHaveLength(1);
  });
});

describe('[J14] an edit', () => {
  test('voids the approval and takes the waiting publication back', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'As approved'), { dueAt: after(hourMs) });
    const { item } = await find(id);
    const post = plainPost('x', 'As edited');
    const edit = { variant: 'A', factor: 'none', post, contentHash: contentHash(post) } as const;
    await editVariant(world.store, item, edit, world.sandbox.now());
    expect(await find(id)).toMatchObject({ state: 'canceled', reason: 'it was edited after its approval' });
    await expect(schedulePublication(world.store, item, world.sandbox.now())).rejects.toMatchObject({
      code: 'not_approved',
    });
  });

  test('is none where the same content is approved once more', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Approved twice'));
    const { item, contentHash: approved } = await find(id);
    const by = { rulesVersion: '2', by: 'somebody else', at: world.sandbox.now() };
    await approveItem(world.store, { item, contentHash: approved, ...by });
    await advance(context, id);
    expect((await find(id)).state).toBe('published');
    const stale = { item, contentHash: '0'.repeat(64), ...by };
    await expect(approveItem(world.store, stale)).rejects.toMatchObject({ code: 'not_approved' });
  });

  test('waits while nobody knows whether the post is out', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Perhaps out'));
    world.sandbox.faults.script({ kind: 'before_commit', accountId: account.remoteId, times: 100 });
    await advance(context, id);
    world.sandbox.faults.clear();
    const { item, state } = await find(id);
    expect(state).toBe('ambiguous');
    const post = plainPost('x', 'Another text');
    const edit = { variant: 'A', factor: 'none', post, contentHash: contentHash(post) } as const;
    const refused = { code: 'edit_waits' };
    await expect(editVariant(world.store, item, edit, world.sandbox.now())).rejects.toMatchObject(refused);
    const to = {
      wallTime: '2026-12-09T09:00',
      zone: 'UTC',
      decision: 'plain',
      dueAt: after(hourMs),
    } as const;
    await expect(moveItem(world.store, item, to, world.sandbox.now())).rejects.toMatchObject(refused);
    expect(await alertsOf(id)).toMatchObject([{ kind: 'ambiguous' }]);

    await settleByPerson(
      world.store,
      id,
      { kind: 'is_not_out', reason: 'looked at the account' },
      world.sandbox.now(),
    );
    await editVariant(world.store, item, edit, world.sandbox.now());
  });
});

describe('[J14] [J23] the rules of the brand', () => {
  const brand = (banned: string[]) =>
    brandSchema.parse({
      ...{ brand: 'kiln', name: 'Kiln', product: 'a booking app', locale: 'en', zone: 'UTC' },
      voice: { summary: 'plain' },
      audience: { who: 'potters', one: 'potter', many: 'potters' },
      colours: { background: '#ffffff', text: '#111111', accent: '#aa3311' },
      pillars: [{ id: 'story', weight: 1 }],
      words: { banned: banned.map((word) => ({ word })) },
      links: { target: 'https://kiln.example' },
      windows: { x: { daily: ['08:00-20:00'] } },
      channels: [{ id: 'kiln-x', platform: 'x', account: '@kiln' }],
    });
  /** Keeps a brand, and answers with the version of its rules. */
  const keep = async (banned: string[]) => {
    const profile = brand(banned);
    const rulesVersion = ruleSetOf(profile);
    const row = { id: 'kiln', name: 'Kiln', profile, rulesVersion, changedAt: world.sandbox.now() };
    await setBrand(world.store, row);
    return rulesVersion;
  };
  const levels = {
    hook: 'question',
    format: 'prose',
    call_to_action: 'reply',
    image: 'words',
    time: 'early',
  } as const;
  const planned = (item: string, text: string): PlannedItem => {
    const wall = '2026-12-01T09:00';
    const at = '2026-12-01T09:00:00.000Z';
    const parts = { hook: text, body: '', call: '', tags: '' };
    const same = { factor: 'hook', level: 'question', levels, wall, at, text, parts, media: [] } as const;
    return {
      ...{ id: item, key: item, platform: 'x', channel: 'kiln-x', kind: 'text', pillar: 'story' },
      ...{
        wall,
        zone: 'UTC',
        policy: { gap: 'later', overlap: 'first' },
        resolved: 'exact',
        at,
        publishes: 'A',
      },
      disclosure: { aiGenerated: false, paidPartnership: false },
      variants: [
        { ...same, id: `${item}-a`, label: 'A', media: [] },
        { ...same, id: `${item}-b`, label: 'B', media: [] },
      ],
    };
  };
  const planOf = async (text: string, rulesVersion: string) => {
    const account = await world.connect('x');
    const dueAt = after(hourMs);
    const id = await world.plan(account.id, plainPost('x', text), { dueAt });
    const { item, contentHash: approved } = await find(id);
    await insertCalendar(world.store, { id: 'kiln', brand: 'kiln', facts: {}, addedAt: world.sandbox.now() });
    await setPlannedItem(world.store, { item, calendar: 'kiln', plan: planned(item, text) });
    const yes = { item, contentHash: approved, rulesVersion, by: 'somebody', at: world.sandbox.now() };
    await approveItem(world.store, yes);
    return { id, account };
  };
  const limits = () => ({ ...context.limits, shortWaitMs: -1 });

  test('that were changed after the approval hold what breaks them, at once, and let the rest go out', async () => {
    const before = await keep([]);
    const broken = await planOf('A quick thought about glaze today', before);
    const clean = await planOf('A slow thought about glaze today', before);
    for (const { id } of [broken, clean])
      expect(await advance({ ...context, limits: limits() }, id)).toEqual(after(hourMs));
    await keep(['quick', 'easy']);
    for (const { id } of [broken, clean]) {
      expect((await find(id)).wakeAt).toEqual(world.sandbox.now());
      await advance({ ...context, limits: limits() }, id);
    }
    expect(await find(broken.id)).toMatchObject({
      state: 'held',
      reason: expect.stringContaining('[L1/banned-word]'),
    });
    expect(await alertsOf(broken.id)).toMatchObject([{ kind: 'held' }]);
    expect((await find(clean.id)).state).toBe('open');
    world.sandbox.advance(hourMs);
    await advance(context, clean.id);
    expect((await find(clean.id)).state).toBe('published');
    await keep([]);
    await reopenPublication(world.store, broken.id, world.sandbox.now());
    await advance(context, broken.id);
    expect((await find(broken.id)).state).toBe('published');
  });
});

describe('[J9] what was late and is taken up by a person', () => {
  test('goes out then, or at the hour that it is moved to', async () => {
    const account = await world.connect('x');
    const late = { afterMs: 60_000, action: 'ask' } as const;
    const plan = (text: string) => world.plan(account.id, plainPost('x', text), { late });
    const [now, moved] = [await plan('Asked about, and sent'), await plan('Asked about, and moved')];
    world.sandbox.advance(hourMs / 4);
    for (const id of [now, moved]) {
      await advance(context, id);
      expect((await find(id)).state).toBe('held');
    }
    await reopenPublication(world.store, now, world.sandbox.now());
    await advance(context, now);
    expect((await find(now)).state).toBe('published');
    const { item } = await find(moved);
    const dueAt = after(hourMs / 4);
    const to = { wallTime: dueAt.toISOString().slice(0, 19), zone: 'UTC', decision: 'plain', dueAt } as const;
    await moveItem(world.store, item, to, world.sandbox.now());
    expect(await find(moved)).toMatchObject({ state: 'open', dueAt, reason: null });
    await advance(context, moved);
    expect(await find(moved)).toMatchObject({ state: 'published', publishedAt: dueAt });
  });
});

describe('[J7] [J15] what waits for a person', () => {
  test('is not taken up again while another publication has its place', async () => {
    const account = await world.connect('x');
    const late = { afterMs: 60_000, action: 'skip' } as const;
    const id = await world.plan(account.id, plainPost('x', 'In its place'), { late });
    world.sandbox.advance(hourMs);
    await advance(context, id);
    const { item, state } = await find(id);
    expect(state).toBe('skipped');
    const { publication } = await schedulePublication(world.store, item, world.sandbox.now());
    await expect(reopenPublication(world.store, id, world.sandbox.now())).rejects.toMatchObject({
      code: 'taken',
      facts: { live: publication.id },
    });
    await expect(reopenPublication(world.store, 'none', world.sandbox.now())).rejects.toMatchObject({
      code: 'no_row',
    });
  });

  test('is read again when that person asks, and goes on from there', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Read again'));
    world.sandbox.faults.script(
      { kind: 'after_commit_no_answer', accountId: account.remoteId },
      { kind: 'before_commit', accountId: account.remoteId, nth: 2, times: 100 },
    );
    await advance(context, id);
    expect((await find(id)).state).toBe('ambiguous');
    world.sandbox.faults.clear();
    await reopenPublication(world.store, id, world.sandbox.now());
    await advance(context, id);
    expect(await find(id)).toMatchObject({ state: 'published', verification: 'matched' });
    expect(await shown(account.remoteId)).toHaveLength(1);
  });

  test('a dead letter is tried anew', async () => {
    const account = await world.connect('x');
    const id = await world.plan(account.id, plainPost('x', 'Tried anew'));
    world.sandbox.accounts.restrict(account.remoteId, true);
    await advance(context, id);
    const failed = await find(id);
    world.sandbox.accounts.restrict(account.remoteId, false);
    expect(failed.state).toBe('failed');
    await world.pool.query(
      `update hub.accounts set breaker = '{"state":"closed","failures":0}' where id = $1`,
      [account.id],
    );
    await reopenPublication(world.store, id, world.sandbox.now());
    await advance(context, id);
    expect((await find(id)).state).toBe('published');
  });

  test('a packet that a person put out is out, and is not published again', async () => {
    const account = await world.connect('x', { canHandOff: true });
    const id = await world.plan(account.id, plainPost('x', 'By hand'));
    world.sandbox.accounts.revoke(account.remoteId);
    await advance(context, id);
    const { item, state } = await find(id);
    expect(state).toBe('handed_off');
    expect((await schedulePublication(world.store, item, world.sandbox.now())).isNew).toBe(false);
    await settleByPerson(world.store, id, { ...say, kind: 'is_out', remoteId: '42' }, world.sandbox.now());
    expect(await find(id)).toMatchObject({ state: 'published', remoteId: '42' });
  });

  test.each(['instagram', 'facebook', 'x'] as const)(
    'of what a person put out on %s nothing is sent, though the platform works again',
    async (platform) => {
      const account = await world.connect(platform, { canHandOff: true });
      const id = await world.plan(account.id, richPost(platform, 'By hand, with all of it'));
      world.sandbox.faults.script({ kind: 'before_commit', accountId: account.remoteId, times: 100 });
      await advance(context, id);
      expect((await find(id)).state).toBe('handed_off');
      await endSettledAlerts(world.store.database, world.sandbox.now());
      expect(await alertsOf(id)).toMatchObject([{ kind: 'handed_off' }]);
      const before = await readAttempts(world.store.database, id);
      world.sandbox.faults.clear();
      await closeBreaker(account.id);
      await settleByPerson(world.store, id, { ...say, kind: 'is_out', remoteId: '42' }, world.sandbox.now());
      await advance(context, id);
      expect(await find(id)).toMatchObject({ state: 'published', remoteId: '42', followUp: 'complete' });
      expect(await readAttempts(world.store.database, id)).toEqual(before);
      await endSettledAlerts(world.store.database, world.sandbox.now());
      expect((await alertsOf(id)).filter(({ kind }) => kind === 'handed_off')).toEqual([]);
      expect(await shown(account.remoteId)).toEqual([]);
    },
  );

  test.each(['instagram', 'facebook', 'x'] as const)(
    'what a person saw on %s is out once, and what belongs to it follows',
    async (platform) => {
      const account = await world.connect(platform);
      const id = await world.plan(account.id, richPost(platform, 'Seen by a person'));
      await advance({ ...(await world.worker(blind)), fence: context.fence }, id);
      expect((await find(id)).state).toBe('ambiguous');
      const [post, ...others] = await shown(account.remoteId);
      expect(others).toEqual([]);
      const seen = {
        kind: 'is_out',
        remoteId: post!.id,
        url: undefined,
        reason: 'it is at the top',
      } as const;
      await settleByPerson(world.store, id, seen, world.sandbox.now());
      await closeBreaker(account.id);
      await advance(context, id);
      expect(await find(id)).toMatchObject({ state: 'published', verification: 'matched' });
      const found = (await readAttempts(world.store.database, id)).filter(({ state }) => state === 'found');
      expect(found).toMatchObject([{ visible: true, cause: 'a person has seen it: it is at the top' }]);
      expect(await shown(account.remoteId)).toHaveLength(platform === 'x' ? 2 : 1);
    },
  );
});

const closeBreaker = (account: string) =>
  world.pool.query(`update hub.accounts set breaker = '{"state":"closed","failures":0}' where id = $1`, [
    account,
  ]);

/** Each visible call takes effect and loses its answer, and nobody can read the account. */
const blind = (channel: Channel): Channel => ({
  ...channel,
  find: async () => ({ kind: 'unreadable', error: { cause: 'nobody can read it' } }),
  async perform(call, ...rest) {
    const answer = await channel.perform(call, ...rest);
    return call.visible ? { kind: 'unknown', cause: 'its answer was lost', allowances: [] } : answer;
  },
});

describe('[J11] [J16] credentials', () => {
  test('the second credential of an account goes on where the first is refused', async () => {
    const account = await world.connect('facebook');
    const { accessToken } = await getTokens(world.store, account.credential);
    await insertCredential(
      world.store,
      { id: `${account.id}/2`, account: account.id, rank: 2 },
      { accessToken, refreshToken: undefined, issuedAt: world.sandbox.now(), expiresAt: undefined },
    );
    await storeRefreshed(
      world.store,
      { id: account.credential, tokenVersion: 1 },
      { accessToken: 'spent', refreshToken: undefined, issuedAt: world.sandbox.now(), expiresAt: undefined },
    );
    const id = await world.plan(account.id, plainPost('facebook', 'By the second key'));
    await advance(context, id);
    expect((await find(id)).state).toBe('published');
    const keys = (await readAttempts(world.store.database, id)).map(
      ({ credential, state }) => `${credential.at(-1)} ${state}`,
    );
    expect(keys).toEqual(['1 refused', '2 done', '2 done']);
  });

  test('of two that refresh one asks the platform, and an answer without a refresh token keeps the stored one', async () => {
    const account = await world.connect('x');
    let asked = 0;
    const refreshTokens: Context['refreshTokens'] = async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
      const tokens = {
        accessToken: 'fresh',
        refreshToken: '',
        issuedAt: world.sandbox.now(),
        expiresAt: undefined,
      };
      return { kind: 'refreshed', tokens };
    };
    const workers = await Promise.all([world.worker(), world.worker()]);
    const [credential] = await readCredentials(world.store.database, account.id);
    const row = (await findAccount(world.store.database, account.id))!;
    const before = await getTokens(world.store, account.credential);
    const answers = await Promise.all(
      workers.map((one) => refreshCredential({ ...one, refreshTokens }, row, credential!)),
    );
    expect(answers.toSorted()).toEqual(['refreshed', 'somebody_else']);
    expect(asked).toBe(1);
    expect(await getTokens(world.store, account.credential)).toEqual({
      accessToken: 'fresh',
      refreshToken: before.refreshToken,
      tokenVersion: 2,
    });
    expect(
      await claimRefresh(world.store, { id: account.credential, tokenVersion: 1, worker: context.worker }),
    ).toBe(false);
  });

  test('a refresh that may pass is tried again later, a spent token ends and is told of once', async () => {
    const account = await world.connect('x');
    const row = (await findAccount(world.store.database, account.id))!;
    const read = async () => (await readCredentials(world.store.database, account.id))[0]!;
    const blip: Context['refreshTokens'] = async () => ({ kind: 'unknown', cause: 'no answer' });
    expect(await refreshCredential({ ...context, refreshTokens: blip }, row, await read())).toBe('failed');
    expect(await read()).toMatchObject({ state: 'live', refreshFailures: 1 });
    expect(await refreshCredential(context, row, await read())).toBe('dead');
    expect(await read()).toMatchObject({ state: 'dead' });
    expect(await alertsOf(account.credential)).toMatchObject([{ kind: 'reconnect' }]);
  });
});

test('[J13] a text is corrected by the ledger, and read back again', async () => {
  const account = await world.connect('facebook');
  const id = await world.plan(account.id, plainPost('facebook', 'With a tpyo'));
  await advance(context, id);
  await setWish(world.store.database, id, { kind: 'correct', text: 'With a typo' }, world.sandbox.now());
  await advance(context, id);
  expect((await shown(account.remoteId)).map(({ text }) => text)).toEqual(['With a typo']);
  expect(await find(id)).toMatchObject({ wish: 'none', verification: 'matched' });
});

test('[J17] figures are read by the timetable, and a reading that fails is done again', async () => {
  const account = await world.connect('facebook');
  const id = await world.plan(account.id, richPost('facebook', 'Counted'));
  await advance(context, id);
  world.sandbox.advance(hourMs);
  world.sandbox.faults.script({ kind: 'before_commit', accountId: account.remoteId, times: 50 });
  await collectMetrics(context);
  world.sandbox.faults.clear();
  expect(await readMetrics(world.store.database, id)).toEqual([]);
  world.sandbox.advance(10 * 60_000);
  await collectMetrics(context);
  const figures = await readMetrics(world.store.database, id);
  expect(figures.length).toBeGreaterThan(0);
  expect(new Set(figures.map(({ reading }) => reading))).toEqual(new Set(['1h']));
});

test('[J18] a look that is over before it is marked as queued does not take the next one with it', async () => {
  const { store, pool } = world;
  const account = await world.connect('x');
  const id = await world.plan(account.id, plainPost('x', 'Looked at early'));
  const next = after(hourMs);
  let ending = Promise.resolve();
  await dispatchDue(store, { until: world.sandbox.now(), limit: 1_000 }, async (due, mark) => {
    let isOver = false;
    const { wake } = due.find((one) => one.id === id)!;
    ending = endLook(store, { id, wake, wakeAt: next }).then(() => {
      isOver = true;
    });
    for (let tries = 0; tries < 200 && !isOver; tries += 1) {
      const { rows } = await pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) break;
    }
    await mark();
  });
  await ending;
  expect(await find(id)).toMatchObject({ wake: 2, dispatched: 1, wakeAt: next });
});

test('[J18] a worker whose process is gone is gone at once, one that is there is not', async () => {
  const { store, pool, fence } = world;
  const [there, gone] = ['there', 'gone'];
  const { generation } = fence;
  const leave = await enterWorker(store, { id: there, generation });
  const die = await enterWorker(store, { id: gone, generation });
  const silence = { silentMs: 60_000, generation };
  expect(await endSilentWorkers(store, silence)).not.toContain(gone);
  die();
  // The server takes the lock back when it sees that the connection was closed.
  const ended: string[] = [];
  for (const end = Date.now() + 10_000; Date.now() < end && !ended.includes(gone); )
    ended.push(...(await endSilentWorkers(store, silence)));
  expect(ended).toContain(gone);
  expect(ended).not.toContain(there);
  const { rows } = await pool.query(`select id from hub.workers where id = $1 and ended_at is null`, [there]);
  expect(rows).toHaveLength(1);
  leave();
});

describe('[J21] Facebook publishes by itself what it does not publish when it is asked', () => {
  /** A post whose flip is lost three times, so far that Facebook's scheduler has it. */
  const hand = async (text: string) => {
    const account = await world.connect('facebook');
    const id = await world.plan(account.id, plainPost('facebook', text));
    const at = { accountId: account.remoteId, endpoint: 'fb.update_post' };
    world.sandbox.faults.script({ ...at, kind: 'before_commit', times: 3 });
    // The clock is where somebody waits for it at once; here each wait is handed back.
    const limits = { ...context.limits, shortWaitMs: -1 };
    const step = () => advance({ ...context, limits }, id);
    for (let wakeAt = await step(); ; wakeAt = await step()) {
      const attempts = await readAttempts(world.store.database, id);
      if (attempts.some(({ call, state }) => call === 'schedule' && state === 'done'))
        return { account, id, wakeAt: wakeAt! };
      await world.clock.sleepUntil(wakeAt!);
    }
  };
  const scheduledOf = async (accountId: string) =>
    (await world.sandbox.inspect.posts({ accountId })).filter(
      (post) => post.scheduledFor !== undefined && post.deletedAt === undefined,
    );

  test('it is out at the hour that Facebook was told, and read back', async () => {
    const { account, id, wakeAt } = await hand('By the scheduler');
    expect(await shown(account.remoteId)).toEqual([]);
    expect(await scheduledOf(account.remoteId)).toHaveLength(1);
    expect(wakeAt.getTime() - world.sandbox.now().getTime()).toBeGreaterThanOrEqual(600_000);
    await world.clock.sleepUntil(wakeAt);
    await advance(context, id);
    expect(await find(id)).toMatchObject({ state: 'published', verification: 'matched' });
    expect(await shown(account.remoteId)).toHaveLength(1);
  });

  test('an edit waits for it, and a person takes it back', async () => {
    const { account, id } = await hand('Taken back');
    const { item, post } = await find(id);
    const edited = { ...post, text: 'Edited meanwhile' };
    const variant = {
      variant: 'A' as const,
      factor: 'none' as const,
      post: edited,
      contentHash: contentHash(edited),
    };
    await expect(editVariant(world.store, item, variant, world.sandbox.now())).rejects.toMatchObject({
      code: 'edit_waits',
    });
    await setWish(world.store.database, id, { kind: 'remove' }, world.sandbox.now());
    await advance(context, id);
    expect(await find(id)).toMatchObject({ state: 'canceled' });
    expect(await scheduledOf(account.remoteId)).toEqual([]);
    world.sandbox.advance(hourMs);
    expect(await shown(account.remoteId)).toEqual([]);
    await editVariant(world.store, item, variant, world.sandbox.now());
  });

  test('stopping everything takes it back', async () => {
    const { account, id } = await hand('Stopped meanwhile');
    await stopEverything(world.store, { by: 'somebody', because: 'a storm', at: world.sandbox.now() });
    expect(await advance(context, id)).toBeUndefined();
    world.sandbox.advance(hourMs);
    expect(await shown(account.remoteId)).toEqual([]);
    await resumeEverything(world.store);
    await advance(context, id);
    expect(await find(id)).toMatchObject({ state: 'failed' });
    await reopenPublication(world.store, id, world.sandbox.now());
    await advance(context, id);
    expect(await find(id)).toMatchObject({ state: 'published' });
    expect(await shown(account.remoteId)).toHaveLength(1);
  });
});
