import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxAccount } from '../src/index.ts';
import { makeMp4 } from './fixtures/make-mp4.ts';
import {
  type Answer,
  dayMs,
  hourMs,
  makeStage,
  minuteMs,
  picture,
  readAnswer,
  type Stage,
} from './fixtures/make-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await makeStage();
});
afterAll(() => stage.close());

const post = (account: SandboxAccount, body: Record<string, unknown>) =>
  stage.x(account, 'POST', '/2/tweets', body);
const detailOf = ({ status, body }: Answer) => `${status} ${body.detail}`;
const problemOf = ({ status, body }: Answer) => `${status} ${String(body.type).split('/').at(-1)}`;

test('[X1] a post is created, read, listed newest first, and deleted', async () => {
  const account = stage.fresh('x');
  const [first, second] = [await post(account, { text: 'One' }), await post(account, { text: 'Two' })];
  expect(first).toMatchObject({ status: 201, body: { data: { text: 'One' } } });
  expect(BigInt(second.body.data.id)).toBeGreaterThan(BigInt(first.body.data.id));
  const timeline = await stage.x(account, 'GET', `/2/users/${account.id}/tweets?max_results=5`);
  expect(timeline.body).toMatchObject({
    data: [{ text: 'Two' }, { text: 'One' }],
    meta: { result_count: 2 },
  });
  expect((await stage.x(account, 'DELETE', `/2/tweets/${first.body.data.id}`)).body).toEqual({
    data: { deleted: true },
  });
  expect((await stage.x(account, 'DELETE', `/2/tweets/${first.body.data.id}`)).status).toBe(404);
  expect(await stage.sandbox.inspect.posts({ accountId: account.id, visible: true })).toMatchObject([
    { text: 'Two' },
  ]);
});

test('[X2] the body is strict: unknown fields, wrong types and wrong counts are refused by name', async () => {
  const account = stage.fresh('x');
  for (const [body, parameter] of [
    [{ text: 'a', foo: 1 }, 'foo'],
    [{ text: 5 }, 'text'],
    [{ text: 'a', media: { media_ids: [], also: 1 } }, 'media.media_ids'],
    [{ text: 'a', reply: { in_reply_to_tweet_id: 12 } }, 'reply.in_reply_to_tweet_id'],
    [{ text: 'a', poll: { options: ['one'], duration_minutes: 5 } }, 'poll.options'],
    [{}, 'text'],
  ] as const) {
    const answer = await post(account, body);
    expect([problemOf(answer), answer.body.parameter]).toEqual(['400 invalid-request', parameter]);
  }
});

test('[X3] a text weighs 280 at most; addresses weigh 23 and the mentions that a reply begins with nothing', async () => {
  const account = stage.fresh('x');
  expect((await post(account, { text: 'x'.repeat(281) })).body.parameter).toBe('text');
  const long = await post(account, { text: `${'y'.repeat(256)} https://example.com/${'z'.repeat(200)}` });
  expect(long.status).toBe(201);
  expect((await post(account, { text: '\u6f22'.repeat(141) })).status).toBe(400);
  const reply = { in_reply_to_tweet_id: long.body.data.id };
  expect((await post(account, { text: `@${account.username} ${'w'.repeat(280)}`, reply })).status).toBe(201);
});

test('[X4] the same text is refused within a window and taken after it', async () => {
  const account = stage.fresh('x');
  await post(account, { text: 'Again' });
  expect((await post(account, { text: 'Again' })).body).toEqual({
    detail: 'You are not allowed to create a Tweet with duplicate content.',
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
  });
  stage.sandbox.rules.x.duplicateWindowMs = hourMs;
  stage.sandbox.advance(hourMs);
  expect((await post(account, { text: 'Again' })).status).toBe(201);
  stage.sandbox.rules.x.duplicateWindowMs = 0;
  expect((await post(account, { text: 'Again' })).status).toBe(201);
  stage.sandbox.rules.x.duplicateWindowMs = dayMs;
});

test('[X5] replies: own threads always, others only when their author has mentioned the account', async () => {
  const [account, other] = [stage.fresh('x'), stage.fresh('x')];
  const answerTo = (who: SandboxAccount, id: string, text: string) =>
    post(who, { text, reply: { in_reply_to_tweet_id: id } });
  const root = await post(account, { text: 'A thread' });
  const next = await answerTo(account, root.body.data.id, 'continues');
  expect(next.status).toBe(201);
  expect(detailOf(await answerTo(other, root.body.data.id, 'unasked'))).toMatch(
    /^403 .*not been mentioned or otherwise engaged/,
  );
  const call = await post(account, { text: `What says @${other.username}?` });
  expect((await answerTo(other, call.body.data.id, 'this')).status).toBe(201);
  expect(detailOf(await answerTo(account, '1', 'to nothing'))).toMatch(/^403 .*deleted or not visible/);
  const { body } = await stage.x(
    account,
    'GET',
    `/2/tweets/${next.body.data.id}?tweet.fields=conversation_id,referenced_tweets`,
  );
  expect(body.data).toMatchObject({
    conversation_id: root.body.data.id,
    referenced_tweets: [{ type: 'replied_to', id: root.body.data.id }],
  });
});

test('[X6] one cashtag at most, and no quote posts', async () => {
  const account = stage.fresh('x');
  expect((await post(account, { text: 'up $ABC and $XYZ' })).status).toBe(403);
  const one = await post(account, { text: 'up $ABC for $5' });
  expect(one.status).toBe(201);
  expect(problemOf(await post(account, { text: 'see', quote_tweet_id: one.body.data.id }))).toBe(
    '403 client-forbidden',
  );
});

test('[X7] windows: 100 posts per quarter of an hour and user, 10,000 a day and app, in the headers by their names', async () => {
  const account = stage.fresh('x');
  const first = await post(account, { text: 'number 0' });
  const reset = Number(first.headers.get('x-rate-limit-reset'));
  expect(reset).toBe(Math.ceil((stage.sandbox.now().getTime() + 15 * minuteMs) / 1000));
  expect(first.headers.get('x-app-limit-24hour-limit')).toBe('10000');
  expect(Number(first.headers.get('x-app-limit-24hour-remaining'))).toBeLessThan(10_000);
  for (let number = 1; number < 100; number += 1) await post(account, { text: `number ${number}` });
  const full = await post(account, { text: 'one too many' });
  expect(full).toMatchObject({
    status: 429,
    body: { errors: [{ code: 88, message: 'Rate limit exceeded' }] },
  });
  expect([full.headers.get('x-rate-limit-limit'), full.headers.get('x-rate-limit-remaining')]).toEqual([
    '100',
    '0',
  ]);
  stage.sandbox.rules.x.throttleBody = 'problem';
  expect(problemOf(await post(account, { text: 'still' }))).toBe('429 rate-limit-exceeded');
  stage.sandbox.rules.x.throttleBody = 'errors';
  stage.sandbox.advance(15 * minuteMs);
  expect((await post(account, { text: 'one too many' })).headers.get('x-rate-limit-remaining')).toBe('99');
});

test('[X8] a call costs what is documented, failed ones nothing, and 402 says that nothing is left', async () => {
  const account = stage.fresh('x');
  const spent = async (work: () => Promise<unknown>) => {
    const before = stage.sandbox.inspect.bill().leftMicroDollars;
    await work();
    return before - stage.sandbox.inspect.bill().leftMicroDollars;
  };
  let id = '';
  expect(
    await spent(async () => {
      id = (await post(account, { text: 'plain' })).body.data.id;
    }),
  ).toBe(15_000);
  expect(await spent(() => post(account, { text: 'see https://example.com' }))).toBe(200_000);
  expect(await spent(() => post(account, { text: 'plain' }))).toBe(0);
  expect(await spent(() => stage.x(account, 'GET', `/2/tweets/${id}`))).toBe(5_000);
  expect(await spent(() => stage.x(account, 'GET', `/2/tweets/${id}`))).toBe(0);
  expect(await spent(() => stage.x(account, 'GET', '/2/users/me'))).toBe(10_000);
  expect(await spent(() => stage.x(account, 'DELETE', `/2/tweets/${id}`))).toBe(10_000);
  const [guest, call] = [stage.fresh('x'), 'what says @'];
  const asked = await post(account, { text: `${call}${guest.username}` });
  const reply = { in_reply_to_tweet_id: asked.body.data.id };
  expect(await spent(() => post(guest, { text: 'this', reply }))).toBe(10_000);
  const still = await uploaded(account, await picture({ width: 40, height: 40 }), 'tweet_image');
  const metadata = { alt_text: { text: 'Small' } };
  expect(await spent(() => stage.x(account, 'POST', '/2/media/metadata', { id: still.id, metadata }))).toBe(
    5_000,
  );
  stage.sandbox.rules.x.ownsApp = true;
  const own = await post(account, { text: 'mine' });
  expect(await spent(() => stage.x(account, 'GET', `/2/tweets/${own.body.data.id}`))).toBe(1_000);
  stage.sandbox.rules.x.ownsApp = false;
  stage.sandbox.accounts.setCredits(14_999);
  expect(await post(account, { text: 'too dear' })).toMatchObject({
    status: 402,
    body: { title: 'Payment Required' },
  });
  stage.sandbox.rules.x.creditsBody = 'credits';
  expect(problemOf(await post(account, { text: 'too dear' }))).toBe('402 credits');
  stage.sandbox.accounts.setCredits(1_000_000_000);
  expect((await post(account, { text: 'too dear' })).status).toBe(201);
});

async function uploaded(
  account: SandboxAccount,
  bytes: Uint8Array,
  media_category: string,
  sizes = [bytes.byteLength],
) {
  const begun = await stage.x(account, 'POST', '/2/media/upload/initialize', {
    media_type: 'video/mp4',
    total_bytes: bytes.byteLength,
    media_category,
  });
  const id: string = begun.body.data.id;
  let from = 0;
  for (const [index, size] of sizes.entries()) {
    await append(account, id, index, bytes.subarray(from, from + size));
    from += size;
  }
  return { id, begun, finalized: await stage.x(account, 'POST', `/2/media/upload/${id}/finalize`) };
}

function append(account: SandboxAccount, id: string, index: number, bytes: Uint8Array): Promise<Answer> {
  const form = new FormData();
  form.set('media', new Blob([Buffer.from(bytes)]));
  form.set('segment_index', String(index));
  return stage.x(account, 'POST', `/2/media/upload/${id}/append`, form);
}

test('[X9] a picture is uploaded in one request, described, attached and read back', async () => {
  const account = stage.fresh('x');
  const form = new FormData();
  const bytes = await picture({ format: 'png', width: 400, height: 300 });
  form.set('media', new Blob([Buffer.from(bytes)]));
  form.set('media_category', 'tweet_image');
  const { body } = await stage.x(account, 'POST', '/2/media/upload', form);
  const described = await stage.x(account, 'POST', '/2/media/metadata', {
    id: body.data.id,
    metadata: { alt_text: { text: 'A blue field' } },
  });
  expect(described.status).toBe(200);
  const made = await post(account, { text: 'with a picture', media: { media_ids: [body.data.id] } });
  const read = await stage.x(
    account,
    'GET',
    `/2/tweets?ids=${made.body.data.id},1&expansions=attachments.media_keys&media.fields=url,alt_text&tweet.fields=attachments`,
  );
  expect(read.body).toMatchObject({
    data: [{ attachments: { media_keys: [body.data.media_key] } }],
    includes: { media: [{ type: 'photo', alt_text: 'A blue field' }] },
    errors: [{ resource_id: '1', type: 'https://api.x.com/2/problems/resource-not-found' }],
  });
  const shown = new Uint8Array(await (await fetch(read.body.includes.media[0].url)).arrayBuffer());
  const hash = (one: Uint8Array) => createHash('sha256').update(one).digest('hex');
  expect(hash(shown)).toBe(hash(bytes));
});

test('[X10] segments have indexes from 0 to 999 and add up in their order, whatever the order of their arrival', async () => {
  const account = stage.fresh('x');
  const video = makeMp4({ width: 1280, height: 720 });
  const { body } = await stage.x(account, 'POST', '/2/media/upload/initialize', {
    media_type: 'video/mp4',
    total_bytes: video.byteLength,
    media_category: 'tweet_video',
  });
  const { id } = body.data;
  const finalize = () => stage.x(account, 'POST', `/2/media/upload/${id}/finalize`);
  expect((await append(account, id, 1000, video)).body.parameter).toBe('segment_index');
  expect((await append(account, id, -1, video)).body.parameter).toBe('segment_index');
  await append(account, id, 2, video.subarray(200));
  await append(account, id, 0, video.subarray(0, 100));
  expect((await finalize()).body.parameter).toBe('segment_index');
  await append(account, id, 1, video.subarray(100, 150));
  expect((await finalize()).body.parameter).toBe('total_bytes');
  await append(account, id, 1, video.subarray(100, 200));
  expect((await finalize()).body.data).toMatchObject({
    id,
    size: video.byteLength,
    processing_info: { state: 'pending' },
  });
  expect((await append(account, id, 0, video)).status).toBe(400);
});

test('[X11] a video is pending, in progress, then succeeded or failed; before that it is in no post', async () => {
  const account = stage.fresh('x');
  const good = await uploaded(account, makeMp4({ width: 1280, height: 720 }), 'tweet_video', [50, 10_000]);
  const bad = await uploaded(
    account,
    makeMp4({ durationMs: 141_000, width: 1280, height: 720 }),
    'tweet_video',
  );
  const state = async (id: string) =>
    (await stage.x(account, 'GET', `/2/media/upload?command=STATUS&media_id=${id}`)).body.data
      .processing_info;
  expect(await state(good.id)).toMatchObject({ state: 'pending', progress_percent: 0, check_after_secs: 10 });
  expect((await post(account, { text: 'early', media: { media_ids: [good.id] } })).body.parameter).toBe(
    'media.media_ids',
  );
  stage.sandbox.advance(5000);
  expect(await state(good.id)).toMatchObject({ state: 'in_progress', progress_percent: 50 });
  stage.sandbox.advance(5000);
  expect(await state(good.id)).toEqual({ state: 'succeeded', progress_percent: 100 });
  expect(await state(bad.id)).toMatchObject({ state: 'failed', error: { name: 'InvalidMedia' } });
  expect((await post(account, { text: 'failed', media: { media_ids: [bad.id] } })).status).toBe(400);
  expect((await post(account, { text: 'moving', media: { media_ids: [good.id] } })).status).toBe(201);
});

test('[X12] media expire, belong to their account, and keep their limits', async () => {
  const [account, other] = [stage.fresh('x'), stage.fresh('x')];
  const still = await uploaded(account, await picture({ width: 60, height: 60 }), 'tweet_image');
  expect(still.begun.body.data.expires_after_secs).toBe(86_400);
  expect((await post(other, { text: 'not mine', media: { media_ids: [still.id] } })).status).toBe(400);
  const initialize = (fields: Record<string, unknown>) =>
    stage.x(account, 'POST', '/2/media/upload/initialize', {
      media_type: 'image/png',
      media_category: 'tweet_image',
      ...fields,
    });
  expect((await initialize({ total_bytes: 5_000_001 })).body.parameter).toBe('total_bytes');
  expect((await initialize({ total_bytes: 5, media_category: 'tweet_song' })).body.parameter).toBe(
    'media_category',
  );
  const text = await uploaded(account, Buffer.from('no picture'), 'tweet_image');
  expect(text.finalized.body.parameter).toBe('media');
  const gif = await uploaded(
    account,
    await picture({ format: 'gif', width: 1400, height: 100 }),
    'tweet_gif',
  );
  const fine = await uploaded(
    account,
    await picture({ format: 'gif', width: 100, height: 100 }),
    'tweet_gif',
  );
  stage.sandbox.advance(10_000);
  expect((await post(account, { text: 'wide', media: { media_ids: [gif.id] } })).status).toBe(400);
  expect((await post(account, { text: 'mixed', media: { media_ids: [fine.id, still.id] } })).status).toBe(
    400,
  );
  expect((await post(account, { text: 'gif', media: { media_ids: [fine.id] } })).status).toBe(201);
  const reader = stage.fresh('x');
  stage.sandbox.advance(hourMs);
  expect((await stage.x(reader, 'GET', '/2/users/me')).status).toBe(200);
  stage.sandbox.advance(hourMs - 1);
  expect((await stage.x(reader, 'GET', '/2/users/me')).status).toBe(200);
  stage.sandbox.advance(1);
  expect(await stage.x(reader, 'GET', '/2/users/me')).toMatchObject({
    status: 401,
    body: { title: 'Unauthorized' },
  });
});

async function consent(
  account: SandboxAccount,
  scope = 'tweet.read tweet.write users.read media.write offline.access',
) {
  const [app] = stage.sandbox.accounts.apps('x');
  const verifier = 'v'.repeat(50);
  const redirect_uri = 'http://127.0.0.1/back';
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: app!.clientId,
    redirect_uri,
    scope,
    state: 'abc',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const page = `${stage.sandbox.hosts['x.com']}/i/oauth2/authorize?${query}`;
  const answer = await fetch(page, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ account: account.id, decision: 'allow' }),
  });
  const back = new URL(answer.headers.get('location')!).searchParams;
  return {
    state: back.get('state'),
    code: {
      grant_type: 'authorization_code',
      code: back.get('code')!,
      redirect_uri,
      code_verifier: verifier,
    },
  };
}

async function oauth(
  path: 'token' | 'revoke',
  fields: Record<string, string>,
  secret?: string,
): Promise<Answer> {
  const [app] = stage.sandbox.accounts.apps('x');
  const basic = Buffer.from(`${app!.clientId}:${secret ?? app!.clientSecret}`).toString('base64');
  return readAnswer(
    await fetch(`${stage.sandbox.hosts['api.x.com']}/2/oauth2/${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams(fields),
    }),
  );
}

test('[X13] a code lives 30 seconds, is good once and only with its verifier', async () => {
  const account = stage.fresh('x');
  const late = await consent(account);
  expect(late.state).toBe('abc');
  stage.sandbox.advance(30_000);
  expect((await oauth('token', late.code)).body.error).toBe('invalid_request');
  const { code } = await consent(account);
  expect((await oauth('token', { ...code, code_verifier: 'wrong' })).status).toBe(400);
  expect((await oauth('token', code, 'wrong')).status).toBe(401);
  expect((await oauth('token', { ...code, extra: '1' })).status).toBe(400);
  const granted = await oauth('token', code);
  expect(granted.body).toMatchObject({ token_type: 'bearer', expires_in: 7200 });
  expect((await oauth('token', code)).status).toBe(400);
  const bare = await oauth('token', (await consent(account, 'tweet.read users.read')).code);
  expect(bare.body.refresh_token).toBeUndefined();
  account.accessToken = bare.body.access_token;
  expect(problemOf(await post(account, { text: 'no scope' }))).toBe('403 client-forbidden');
});

test('[X14] refresh tokens rotate: a spent one is refused; revoking kills the access token with it', async () => {
  const account = stage.fresh('x');
  const { body: first } = await oauth('token', (await consent(account)).code);
  const refresh = (refresh_token: string) => oauth('token', { grant_type: 'refresh_token', refresh_token });
  const second = await refresh(first.refresh_token);
  expect(second.body.refresh_token).not.toBe(first.refresh_token);
  expect((await refresh(first.refresh_token)).body).toEqual({
    error: 'invalid_request',
    error_description: 'Value passed for the token was invalid.',
  });
  account.accessToken = second.body.access_token;
  expect((await stage.x(account, 'GET', '/2/users/me')).status).toBe(200);
  expect((await oauth('revoke', { token: second.body.refresh_token })).body).toEqual({ revoked: true });
  expect((await stage.x(account, 'GET', '/2/users/me')).status).toBe(401);
  expect((await refresh(second.body.refresh_token)).status).toBe(400);
});

test('[X15] the consent page asks for a challenge and a state, and follows no address that the app did not register', async () => {
  const app = stage.sandbox.accounts.addApp({
    platform: 'x',
    redirectUris: ['https://hub.example/cb'],
    isPublic: true,
  });
  const ask = async (fields: Record<string, string>) =>
    readAnswer(
      await fetch(
        `${stage.sandbox.hosts['x.com']}/i/oauth2/authorize?${new URLSearchParams({ client_id: app.clientId, response_type: 'code', scope: 'tweet.read', ...fields })}`,
      ),
    );
  const good = {
    redirect_uri: 'https://hub.example/cb',
    state: 's',
    code_challenge: 'c',
    code_challenge_method: 'plain',
  };
  const page = await ask(good);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).toContain('SANDBOX');
  expect((await ask({ ...good, redirect_uri: 'https://hub.example/cb/' })).status).toBe(400);
  expect((await ask({ ...good, state: 's'.repeat(501) })).status).toBe(400);
  expect((await ask({ ...good, code_challenge: '' })).status).toBe(400);
});

test('[X16] pages of the timeline, times and ids narrow it; unknown parameters are refused', async () => {
  const account = stage.fresh('x');
  const ids = [];
  for (let number = 0; number < 7; number += 1) {
    ids.push((await post(account, { text: `t${number}` })).body.data.id);
    stage.sandbox.advance(1000);
  }
  const list = async (query: string) =>
    (await stage.x(account, 'GET', `/2/users/${account.id}/tweets?${query}`)).body;
  const first = await list('max_results=5');
  expect(first.meta).toMatchObject({ result_count: 5, newest_id: ids[6], next_token: expect.any(String) });
  const rest = await list(`max_results=5&pagination_token=${first.meta.next_token}`);
  expect(rest.data.map(({ text }: Answer['body']) => text)).toEqual(['t1', 't0']);
  expect((await list(`max_results=5&since_id=${ids[4]}`)).data).toHaveLength(2);
  expect((await list('max_results=4')).parameter).toBe('max_results');
  expect((await list('per_page=4')).parameter).toBe('per_page');
});

test('[X17] metrics grow; private ones are for the author and for 30 days; analytics come by steps of time', async () => {
  const [account, other] = [stage.fresh('x'), stage.fresh('x')];
  const { body } = await post(account, { text: 'see https://example.com/?utm_content=A' });
  const start = stage.sandbox.now();
  const read = async (who: SandboxAccount) => {
    const { accessToken } = stage.sandbox.accounts.list('x').find(({ id }) => id === who.id)!;
    return (
      await stage.x(
        { ...who, accessToken },
        'GET',
        `/2/tweets/${body.data.id}?tweet.fields=public_metrics,non_public_metrics`,
      )
    ).body.data;
  };
  expect((await read(account)).public_metrics.impression_count).toBe(0);
  stage.sandbox.advance(hourMs);
  const later = await read(account);
  expect(later.public_metrics.impression_count).toBeGreaterThan(0);
  expect(later.non_public_metrics.engagements).toBeGreaterThanOrEqual(0);
  expect((await read(other)).non_public_metrics).toBeUndefined();
  const query = new URLSearchParams({
    ids: body.data.id,
    start_time: start.toISOString(),
    end_time: new Date(start.getTime() + 2 * hourMs).toISOString(),
    granularity: 'hourly',
  });
  const analytics = await stage.x(account, 'GET', `/2/tweets/analytics?${query}`);
  expect(analytics.body.data[0].timestamped_metrics).toHaveLength(2);
  stage.sandbox.advance(30 * dayMs);
  const { body: granted } = await oauth('token', (await consent(account)).code);
  expect(granted.access_token).toBe(account.accessToken);
  expect((await read(account)).non_public_metrics).toBeUndefined();
});

test('[X18] texts are handed out as X writes them: addresses as t.co, one more for media, signs of HTML as entities', async () => {
  const account = stage.fresh('x');
  const still = await uploaded(account, await picture({ width: 50, height: 50 }), 'tweet_image');
  stage.sandbox.rules.x.wrapsLinks = true;
  const text = 'Tea & time: example.com and https://example.com/a?b=1';
  const made = await post(account, { text, media: { media_ids: [still.id] } });
  const wrapped =
    /^Tea &amp; time: https:\/\/t\.co\/\w{10} and https:\/\/t\.co\/\w{10} https:\/\/t\.co\/\w{10}$/;
  expect(made.body.data.text).toMatch(wrapped);
  const { body } = await stage.x(account, 'GET', `/2/tweets/${made.body.data.id}?tweet.fields=entities`);
  expect(body.data.text).toBe(made.body.data.text);
  expect(body.data.entities.urls).toMatchObject([
    { start: 12, end: 35, expanded_url: 'http://example.com', display_url: 'example.com' },
    { expanded_url: 'https://example.com/a?b=1' },
    { expanded_url: expect.stringContaining('/photo/1') },
  ]);
  expect(await stage.sandbox.inspect.posts({ accountId: account.id })).toMatchObject([{ text }]);
  stage.sandbox.rules.x.wrapsLinks = false;
  expect((await stage.x(account, 'GET', `/2/tweets/${made.body.data.id}`)).body.data.text).toBe(text);
});
