import {
  endSeenAlert,
  endSettledAlerts,
  findPublication,
  insertCredential,
  readOpenAlerts,
  sendBack,
  setWish,
} from '@musterhub/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advance, type Context, tellExpiring, tellStuck } from '../src/index.ts';
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
const after = (ms: number) => new Date(world.sandbox.now().getTime() + ms);
const alertsOf = async (subject: string) =>
  (await readOpenAlerts(world.store.database)).filter((alert) => alert.subject === subject);

test('[J20] what is stuck past its hour is told of once, and taken back when it came to its end', async () => {
  const account = await world.connect('x');
  const id = await world.plan(account.id, plainPost('x', 'Stuck'));
  world.sandbox.advance(hourMs);
  await tellStuck(context);
  await tellStuck(context);
  expect(await alertsOf(id)).toMatchObject([{ kind: 'stuck' }]);
  await advance(context, id);
  await tellStuck(context);
  expect(await alertsOf(id)).toEqual([]);
});

test('[J20] posts that are due after every key of their account are told of once, until there is a key that lasts', async () => {
  const account = await world.connect('x');
  await world.pool.query(`update hub.credentials set refresh_token = null, expires_at = $2 where id = $1`, [
    account.credential,
    after(2 * hourMs),
  ]);
  const told = async () => {
    await tellExpiring(context);
    await tellExpiring(context);
    return (await alertsOf(account.id)).map(({ kind }) => kind);
  };
  await world.plan(account.id, plainPost('x', 'While the key lasts'), { dueAt: after(hourMs) });
  expect(await told()).toEqual([]);
  await world.plan(account.id, plainPost('x', 'After its end'), { dueAt: after(3 * hourMs) });
  expect(await told()).toEqual(['expires']);
  await insertCredential(
    world.store,
    { id: `${account.id}/2`, account: account.id, rank: 2 },
    {
      accessToken: 'lasts',
      refreshToken: undefined,
      issuedAt: world.sandbox.now(),
      expiresAt: after(4 * hourMs),
    },
  );
  expect(await told()).toEqual([]);
});

test('[J20] what the platform does not do for anybody is told of until a person has seen it', async () => {
  const { database } = world.store;
  const account = await world.connect('instagram');
  const id = await world.plan(account.id, richPost('instagram', 'Stays for ever'));
  await advance(context, id);
  await setWish(database, id, { kind: 'remove' }, world.sandbox.now());
  await advance(context, id);
  await endSettledAlerts(database, world.sandbox.now());
  const [told] = await alertsOf(id);
  expect(told).toMatchObject({ kind: 'wish', text: expect.stringContaining('could not be taken down') });
  expect(await endSeenAlert(world.store, told!.id, world.sandbox.now())).toMatchObject({ subject: id });
  expect(await alertsOf(id)).toEqual([]);
  await expect(endSeenAlert(world.store, told!.id, world.sandbox.now())).rejects.toMatchObject({
    code: 'no_row',
  });
});

test('[J20] what is not so any more is told of no longer', async () => {
  const { database } = world.store;
  const account = await world.connect('facebook');
  const id = await world.plan(account.id, plainPost('facebook', 'With a tpyo'));
  await advance(context, id);
  world.sandbox.faults.script({
    ...{ kind: 'answered_with', endpoint: 'fb.update_post', status: 400, times: 50 },
    body: { error: { message: '(#200) no', type: 'OAuthException', code: 200 } },
  });
  const wish = { kind: 'correct', text: 'With a typo' } as const;
  await setWish(database, id, wish, world.sandbox.now());
  await advance(context, id);
  expect(await alertsOf(id)).toMatchObject([{ kind: 'wish' }]);
  world.sandbox.faults.clear();
  // An account that a person has to look at is left alone for an hour.
  world.sandbox.advance(2 * hourMs);
  await setWish(database, id, wish, world.sandbox.now());
  await advance(context, id);
  expect(await alertsOf(id)).toEqual([]);
  expect(await find(id)).toMatchObject({ wish: 'none', verification: 'matched' });
});

test('[J20] a dead letter that is sent back is over; a decision cannot be seen away', async () => {
  const { database } = world.store;
  const account = await world.connect('x');
  const id = await world.plan(account.id, plainPost('x', 'Refused for good'));
  world.sandbox.faults.script({
    ...{ kind: 'answered_with', endpoint: 'x.create_post', status: 400, times: 1 },
    body: {
      title: 'Invalid Request',
      detail: 'no',
      type: 'https://api.twitter.com/2/problems/invalid-request',
    },
  });
  await advance(context, id);
  const { state, item, contentHash } = await find(id);
  expect(state).toBe('failed');
  const [alert] = await alertsOf(id);
  await expect(endSeenAlert(world.store, alert!.id, world.sandbox.now())).rejects.toMatchObject({
    code: 'taken',
  });
  const no = { item, contentHash, by: 'somebody', reason: 'not this one', at: world.sandbox.now() };
  await sendBack(world.store, no);
  expect(await find(id)).toMatchObject({
    state: 'canceled',
    reason: expect.stringMatching(/^it was sent back: not this one; it had failed: ./),
  });
  await endSettledAlerts(database, world.sandbox.now());
  expect(await alertsOf(id)).toEqual([]);
});
