import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxAccount } from '../src/index.ts';
import { dayMs, hourMs, makeStage, type Stage, startAt } from './fixtures/make-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await makeStage({ rules: { x: { duplicateWindowMs: 0, createPerWindow: 200 } } });
});
afterAll(() => stage.close());

const impressions = async (account: SandboxAccount, ids: string[]) => {
  const { accessToken } = stage.sandbox.accounts.list('x').find(({ id }) => id === account.id)!;
  const { body } = await stage.x(
    { ...account, accessToken },
    'GET',
    `/2/tweets?ids=${ids.join(',')}&tweet.fields=public_metrics`,
  );
  return body.data.map(
    (post: { public_metrics: { impression_count: number } }) => post.public_metrics.impression_count,
  );
};
const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

test('[A1] what is true of an audience follows from the seed and the account, and differs between accounts', async () => {
  const again = await makeStage();
  const [one, other] = stage.sandbox.accounts.list('x');
  const truth = stage.sandbox.audience.truth(one!.id);
  expect(again.sandbox.audience.truth(one!.id)).toEqual(truth);
  expect(stage.sandbox.audience.truth(other!.id)).not.toEqual(truth);
  expect(truth.hours).toHaveLength(24);
  expect(mean(truth.hours)).toBeCloseTo(1, 9);
  await again.close();
});

test('[A2] a variant that truly reaches twice as many is seen to, by its text or by utm_content of its link', async () => {
  const account = stage.sandbox.accounts.add({ platform: 'x', followers: 20_000 })[0]!;
  const even = { reach: 1, engagement: 1, click: 1 };
  stage.sandbox.audience.setEffect('variant', 'A', even);
  stage.sandbox.audience.setEffect('variant', 'B', { ...even, reach: 2 });
  const ids: Record<'A' | 'B', string[]> = { A: [], B: [] };
  for (let number = 0; number < 40; number += 1)
    for (const variant of ['A', 'B'] as const) {
      const byText = number % 2 === 0;
      const text = byText
        ? `${variant} number ${number}`
        : `see https://shop.example.com/?utm_content=${variant}&n=${number}`;
      if (byText) stage.sandbox.audience.describe(text, { variant });
      ids[variant].push((await stage.x(account, 'POST', '/2/tweets', { text })).body.data.id);
    }
  stage.sandbox.advance(hourMs);
  const [a, b] = [mean(await impressions(account, ids.A)), mean(await impressions(account, ids.B))];
  expect(b / a).toBeGreaterThan(1.9);
  expect(b / a).toBeLessThan(2.1);
  expect(stage.sandbox.audience.effect('pillar', 'proof')).toEqual(
    stage.sandbox.audience.effect('pillar', 'proof'),
  );
});

test('[A3] the local hour of publishing works as the truth says', async () => {
  const account = stage.sandbox.accounts.add({ platform: 'x', followers: 1_000_000, utcOffsetHours: 2 })[0]!;
  const { hours } = stage.sandbox.audience.truth(account.id);
  const seen: { hour: number; id: string }[] = [];
  let token = account;
  for (let step = 0; step < 24; step += 1) {
    const hour = (stage.sandbox.now().getUTCHours() + 2) % 24;
    seen.push({ hour, id: (await stage.x(token, 'POST', '/2/tweets', { text: `at ${step}` })).body.data.id });
    stage.sandbox.advance(hourMs);
    token = await refreshed(account);
  }
  stage.sandbox.advance(3 * dayMs);
  const counts = await impressions(
    await refreshed(account),
    seen.map(({ id }) => id),
  );
  const best = seen[counts.indexOf(Math.max(...counts))]!.hour;
  expect(hours[best]).toBeGreaterThan(Math.max(...hours) * 0.97);
});

/** X's access tokens live two hours of the virtual clock. */
async function refreshed(account: SandboxAccount): Promise<SandboxAccount> {
  const [app] = stage.sandbox.accounts.apps('x');
  const current = stage.sandbox.accounts.list('x').find(({ id }) => id === account.id)!;
  await fetch(`${stage.sandbox.hosts['api.x.com']}/2/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${app!.clientId}:${app!.clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: current.refreshToken! }),
  });
  return { ...current };
}

test('[A4] links bring visits in the order of time, some of which order; a deleted post brings no more', async () => {
  const own = await makeStage();
  const page = own.sandbox.accounts.add({ platform: 'facebook', followers: 100_000 })[0]!;
  const link = 'https://shop.example.com/launch?utm_content=A';
  const { body } = await own.graph(page, 'POST', `/${page.id}/feed`, { message: 'Shop', link });
  await own.graph(page, 'POST', `/${page.id}/feed`, { message: 'No link' });
  expect(await own.sandbox.inspect.visits()).toEqual([]);
  own.sandbox.advance(dayMs);
  const visits = await own.sandbox.inspect.visits();
  expect(visits.length).toBeGreaterThan(20);
  expect(visits.every(({ postId, url }) => postId === body.id && url === link)).toBe(true);
  expect(visits.map(({ at }) => at)).toEqual(visits.map(({ at }) => at).toSorted());
  own.sandbox.advance(6 * dayMs);
  const orders = await own.sandbox.inspect.orders();
  const all = await own.sandbox.inspect.visits();
  const rate = orders.length / all.length;
  expect(rate).toBeGreaterThan(0);
  expect(rate).toBeLessThan(0.15);
  for (const { at, amountCents } of orders) {
    expect(Date.parse(at)).toBeGreaterThan(startAt.getTime());
    expect(amountCents).toBeGreaterThan(0);
  }
  await own.graph(page, 'DELETE', `/${body.id}`);
  own.sandbox.advance(30 * dayMs);
  expect(await own.sandbox.inspect.visits()).toEqual(all);
  await own.close();
});
