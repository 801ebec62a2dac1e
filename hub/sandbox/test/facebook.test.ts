import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxAccount } from '../src/index.ts';
import { makeMp4 } from './fixtures/make-mp4.ts';
import {
  type Answer,
  codesOf,
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

const post = (page: SandboxAccount, fields: Record<string, unknown>) =>
  stage.graph(page, 'POST', `/${page.id}/feed`, fields);
const shown = async (page: SandboxAccount) =>
  (await stage.graph(page, 'GET', `/${page.id}/feed`)).body.data.map(
    ({ message }: Answer['body']) => message,
  );
const inSeconds = (ms: number) => String(Math.floor((stage.sandbox.now().getTime() + ms) / 1000));

test('[FB1] an unpublished post is seen by nobody until it is flipped', async () => {
  const page = stage.fresh('facebook');
  const made = await post(page, { message: 'Later', published: 'false' });
  expect(made.body.id).toMatch(new RegExp(`^${page.id}_\\d+$`));
  expect(await shown(page)).toEqual([]);
  const read = () => stage.graph(page, 'GET', `/${made.body.id}`, { fields: 'is_published,message' });
  expect((await read()).body).toMatchObject({ is_published: false, message: 'Later' });
  expect((await stage.graph(page, 'POST', `/${made.body.id}`, { is_published: 'true' })).body).toEqual({
    success: true,
  });
  expect(await shown(page)).toEqual(['Later']);
  expect((await read()).body).toMatchObject({ is_published: true });
});

test('[FB2] a second flip changes nothing; in the other reading it is refused', async () => {
  const page = stage.fresh('facebook');
  const { body } = await post(page, { message: 'Once', published: 'false' });
  const flip = () => stage.graph(page, 'POST', `/${body.id}`, { is_published: 'true' });
  expect([(await flip()).status, (await flip()).status]).toEqual([200, 200]);
  stage.sandbox.rules.facebook.secondFlip = 'refused';
  expect(codesOf(await flip())).toBe('100/');
  stage.sandbox.rules.facebook.secondFlip = 'success';
  expect(await shown(page)).toEqual(['Once']);
});

test('[FB3] Facebook publishes scheduled posts by itself, from 10 minutes to 30 days ahead', async () => {
  const page = stage.fresh('facebook');
  const schedule = (ms: number) =>
    post(page, { message: `in ${ms}`, published: 'false', scheduled_publish_time: inSeconds(ms) });
  expect(codesOf(await schedule(10 * minuteMs - 2000))).toBe('100/');
  expect(codesOf(await schedule(30 * dayMs + 2000))).toBe('100/');
  const { body } = await schedule(hourMs);
  await schedule(2 * hourMs);
  const iso = new Date(stage.sandbox.now().getTime() + 3 * hourMs).toISOString();
  expect((await stage.graph(page, 'POST', `/${body.id}`, { scheduled_publish_time: iso })).status).toBe(200);
  expect((await stage.graph(page, 'GET', `/${page.id}/scheduled_posts`)).body.data).toHaveLength(2);
  stage.sandbox.advance(2 * hourMs);
  expect(await shown(page)).toEqual([`in ${2 * hourMs}`]);
  stage.sandbox.advance(5 * hourMs);
  expect(await stage.sandbox.inspect.posts({ accountId: page.id })).toMatchObject([
    { isVisible: true, publishedAt: iso },
    { isVisible: true },
  ]);
  expect(codesOf(await post(page, { message: 'both', scheduled_publish_time: inSeconds(hourMs) }))).toBe(
    '100/',
  );
});

test('[FB4] the same post twice in a row is refused with 506; another one in between makes it good', async () => {
  const page = stage.fresh('facebook');
  await post(page, { message: 'Same' });
  expect(codesOf(await post(page, { message: 'Same' }))).toBe('506/');
  const hidden = await post(page, { message: 'Same', published: 'false' });
  expect(codesOf(await stage.graph(page, 'POST', `/${hidden.body.id}`, { is_published: 'true' }))).toBe(
    '506/',
  );
  await post(page, { message: 'Other' });
  expect((await post(page, { message: 'Same' })).status).toBe(200);
  stage.sandbox.rules.facebook.duplicateCountsUnpublished = true;
  await post(page, { message: 'Hidden', published: 'false' });
  expect(codesOf(await post(page, { message: 'Hidden' }))).toBe('506/');
  stage.sandbox.rules.facebook.duplicateCountsUnpublished = false;
});

test('[FB5] an app changes and deletes only the posts that it made itself', async () => {
  const page = stage.fresh('facebook');
  const { body } = await post(page, { message: 'Mine' });
  const app = stage.sandbox.accounts.addApp({ platform: 'facebook' });
  const foreign = stage.sandbox.accounts.add({ platform: 'facebook', appId: app.clientId })[0]!;
  const theirs = await stage.graph(foreign, 'POST', `/${foreign.id}/feed`, { message: 'Theirs' });
  expect(codesOf(await stage.graph(foreign, 'POST', `/${body.id}`, { message: 'x' }))).toBe('200/');
  expect((await stage.graph(page, 'POST', `/${body.id}`, { message: 'Mended' })).body).toEqual({
    success: true,
  });
  expect(await stage.sandbox.inspect.posts({ accountId: page.id })).toMatchObject([
    { text: 'Mended', edits: 1 },
  ]);
  // A second consent of the same person, for the first app: it sees the post and may not change it.
  const [own] = stage.sandbox.accounts.apps('facebook');
  const token = await pageToken(foreign, own!);
  expect(
    codesOf(await stage.graph(foreign, 'POST', `/${theirs.body.id}`, { message: 'x', access_token: token })),
  ).toBe('200/');
  expect(codesOf(await stage.graph(foreign, 'DELETE', `/${theirs.body.id}`, { access_token: token }))).toBe(
    '200/',
  );
  expect((await stage.graph(page, 'DELETE', `/${body.id}`)).body).toEqual({ success: true });
  expect(await shown(page)).toEqual([]);
  expect(codesOf(await stage.graph(page, 'GET', `/${body.id}`))).toBe('100/33');
});

/** Connects the Page's person to an app: consent, code, user token, long-lived one, page token. */
async function userToken(page: SandboxAccount, app: { clientId: string; clientSecret: string }) {
  const redirect_uri = 'http://127.0.0.1/back';
  const query = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri,
    scope: 'pages_show_list,pages_manage_posts,pages_read_engagement',
    state: 's',
  });
  const consent = `${stage.sandbox.hosts['www.facebook.com']}/v26.0/dialog/oauth?${query}`;
  const answer = await fetch(consent, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ account: page.userId!, decision: 'allow' }),
  });
  const code = new URL(answer.headers.get('location')!).searchParams.get('code')!;
  const secrets = { client_id: app.clientId, client_secret: app.clientSecret };
  const exchange = async (fields: Record<string, string>) =>
    readAnswer(
      await fetch(
        `${stage.sandbox.hosts['graph.facebook.com']}/v26.0/oauth/access_token?${new URLSearchParams({ ...secrets, ...fields })}`,
      ),
    );
  const short = await exchange({ redirect_uri, code });
  const again = await exchange({ redirect_uri, code });
  const long = await exchange({
    grant_type: 'fb_exchange_token',
    fb_exchange_token: short.body.access_token,
  });
  return { short, again, long };
}

async function pageToken(
  page: SandboxAccount,
  app: { clientId: string; clientSecret: string },
): Promise<string> {
  const { long } = await userToken(page, app);
  const pages = await stage.graph(page, 'GET', '/me/accounts', { access_token: long.body.access_token });
  return pages.body.data[0].access_token;
}

test('[FB6] page tokens of a long-lived user token do not expire; those of a short one do; all die with the permission', async () => {
  const page = stage.fresh('facebook');
  const [app] = stage.sandbox.accounts.apps('facebook');
  const { short, again, long } = await userToken(page, app!);
  expect(short.body.expires_in).toBe(7200);
  expect(codesOf(again)).toBe('100/36009');
  expect(long.body.expires_in).toBe(60 * 86_400);
  const tokenOf = async (access_token: string) =>
    (await stage.graph(page, 'GET', '/me/accounts', { access_token })).body.data[0].access_token as string;
  const [brief, lasting] = [await tokenOf(short.body.access_token), await tokenOf(long.body.access_token)];
  const ask = () => stage.graph(page, 'GET', '/me/accounts', { access_token: long.body.access_token });
  expect(JSON.parse((await ask()).headers.get('x-app-usage')!)).toMatchObject({ call_count: 0 });
  stage.sandbox.rules.facebook.dailyUsers = 1 / 200;
  await ask();
  expect(codesOf(await ask())).toBe('4/');
  stage.sandbox.rules.facebook.dailyUsers = 10;
  stage.sandbox.advance(61 * dayMs);
  expect(codesOf(await stage.graph(page, 'GET', `/${page.id}/feed`, { access_token: brief }))).toBe(
    '190/463',
  );
  expect((await stage.graph(page, 'GET', `/${page.id}/feed`, { access_token: lasting })).status).toBe(200);
  const debug = await stage.graph(page, 'GET', '/debug_token', {
    input_token: lasting,
    access_token: lasting,
  });
  expect(debug.body.data).toMatchObject({ type: 'PAGE', is_valid: true, expires_at: 0 });
  expect((await stage.graph(page, 'DELETE', '/me/permissions', { access_token: lasting })).body).toEqual({
    success: true,
  });
  expect(codesOf(await stage.graph(page, 'GET', `/${page.id}/feed`, { access_token: lasting }))).toBe(
    '190/458',
  );
});

test("[FB7] access to data lapses 90 days after the person's last consent", async () => {
  const page = stage.fresh('facebook');
  const [app] = stage.sandbox.accounts.apps('facebook');
  stage.sandbox.advance(90 * dayMs);
  expect(codesOf(await post(page, { message: 'lapsed' }))).toBe('10/');
  const token = await pageToken(page, app!);
  expect((await post(page, { message: 'again', access_token: token })).status).toBe(200);
});

test('[FB8] photos: alone, or several in one post; those of a scheduled post are temporary; none is posted twice', async () => {
  const page = stage.fresh('facebook');
  const upload = (fields: Record<string, unknown>, tint: number) =>
    picture({ tint }).then((bytes) =>
      stage.graph(page, 'POST', `/${page.id}/photos`, { url: stage.serve(bytes), ...fields }),
    );
  const alone = await upload({ message: 'One', alt_text_custom: 'Blue' }, 10);
  expect(alone.body.post_id).toMatch(new RegExp(`^${page.id}_`));
  const [first, second] = [
    await upload({ published: 'false' }, 20),
    await upload({ published: 'false' }, 30),
  ];
  expect(first.body.post_id).toBeUndefined();
  const both = {
    'attached_media[0]': { media_fbid: first.body.id },
    'attached_media[1]': { media_fbid: second.body.id },
  };
  expect(
    codesOf(
      await post(page, {
        message: 'S',
        published: 'false',
        scheduled_publish_time: inSeconds(hourMs),
        ...both,
      }),
    ),
  ).toBe('100/');
  expect((await post(page, { message: 'Two', ...both })).status).toBe(200);
  expect(
    codesOf(await post(page, { message: 'Again', attached_media: [{ media_fbid: first.body.id }] })),
  ).toBe('100/1366051');
  expect(codesOf(await post(page, { message: 'None', attached_media: [{ media_fbid: '1' }] }))).toBe('100/');
  expect(await stage.sandbox.inspect.posts({ accountId: page.id, visible: true })).toMatchObject([
    { kind: 'photo', media: [{ altText: 'Blue' }] },
    { kind: 'carousel', media: [{}, {}] },
  ]);
  const feed = await stage.graph(page, 'GET', `/${page.id}/feed`, { fields: 'attachments{subattachments}' });
  expect(feed.body.data[0].attachments.data[0].subattachments.data).toHaveLength(2);
});

test('[FB9] photos are judged by their bytes and by a size that can be chosen', async () => {
  const page = stage.fresh('facebook');
  const upload = async (bytes: Uint8Array) =>
    codesOf(await stage.graph(page, 'POST', `/${page.id}/photos`, { url: stage.serve(bytes) }));
  const large = Buffer.concat([await picture({ tint: 44 }), Buffer.alloc(4_000_001)]);
  expect(await upload(large)).toBe('1/1366046');
  stage.sandbox.rules.facebook.photoMaxBytes = 10_000_000;
  expect(await upload(large)).toBe('undefined/');
  stage.sandbox.rules.facebook.photoMaxBytes = 4_000_000;
  expect(await upload(Buffer.from('text'))).toBe('324/2069019');
  expect(
    codesOf(await stage.graph(page, 'POST', `/${page.id}/photos`, { url: 'http://127.0.0.1:1/x' })),
  ).toBe('100/');
});

async function sendBytes(
  page: SandboxAccount,
  address: string,
  headers: Record<string, string>,
  body?: Uint8Array,
) {
  return readAnswer(
    await fetch(`${stage.sandbox.hosts['rupload.facebook.com']}${new URL(address).pathname}`, {
      method: 'POST',
      headers: {
        authorization: `OAuth ${page.accessToken}`,
        ...headers,
        ...(body && { 'content-type': 'application/octet-stream' }),
      },
      ...(body && { body: Buffer.from(body) }),
    }),
  );
}

async function reel(page: SandboxAccount, video: Uint8Array, fields: Record<string, unknown> = {}) {
  const phase = (more: Record<string, unknown>) => stage.graph(page, 'POST', `/${page.id}/video_reels`, more);
  const { video_id, upload_url } = (await phase({ upload_phase: 'start' })).body;
  await sendBytes(page, upload_url, { offset: '0', file_size: String(video.byteLength) }, video);
  const finish = () =>
    phase({ upload_phase: 'finish', video_id, video_state: 'PUBLISHED', description: 'R', ...fields });
  return { video_id, finish, finished: await finish() };
}

test('[FB10] a reel goes through its phases, is shown when it is processed, and once', async () => {
  const page = stage.fresh('facebook');
  const { video_id, finish, finished } = await reel(page, makeMp4());
  const status = async () =>
    (await stage.graph(page, 'GET', `/${video_id}`, { fields: 'status,post_id' })).body;
  expect(finished.body).toEqual({ success: true });
  expect((await status()).status).toMatchObject({ video_status: 'processing' });
  expect(await shown(page)).toEqual([]);
  stage.sandbox.advance(30_000);
  expect(await status()).toMatchObject({
    status: { video_status: 'ready', publishing_phase: { publish_status: 'published' } },
    post_id: expect.stringContaining(page.id),
  });
  expect(codesOf(await finish())).toBe('100/');
  expect(await shown(page)).toEqual(['R']);
});

test('[FB11] reels: 30 a day and Page, 3 to 90 s upright, no address of fbcdn, scheduled within 29 days', async () => {
  const page = stage.fresh('facebook');
  stage.sandbox.rules.facebook.reelsPerDay = 2;
  const wrong = await reel(page, makeMp4({ width: 1280, height: 720 }));
  await reel(page, makeMp4({ durationMs: 9000 }), {
    video_state: 'SCHEDULED',
    scheduled_publish_time: inSeconds(hourMs),
  });
  expect(codesOf((await reel(page, makeMp4())).finished)).toBe('613/');
  stage.sandbox.rules.facebook.reelsPerDay = 30;
  expect(
    codesOf(
      (
        await reel(page, makeMp4(), {
          video_state: 'SCHEDULED',
          scheduled_publish_time: inSeconds(29.5 * dayMs),
        })
      ).finished,
    ),
  ).toBe('100/');
  const draft = await reel(page, makeMp4(), { video_state: 'DRAFT', description: 'D' });
  const { post_id } = (await stage.graph(page, 'GET', `/${draft.video_id}`, { fields: 'post_id' })).body;
  stage.sandbox.rules.facebook.reelsPerDay = 2;
  expect(codesOf(await stage.graph(page, 'POST', `/${post_id}`, { is_published: 'true' }))).toBe('613/');
  stage.sandbox.rules.facebook.reelsPerDay = 30;
  const start = await stage.graph(page, 'POST', `/${page.id}/video_reels`, { upload_phase: 'start' });
  const refused = await sendBytes(page, start.body.upload_url, { file_url: 'https://video.fbcdn.net/x.mp4' });
  expect(refused.body.debug_info).toMatchObject({ retriable: false });
  stage.sandbox.advance(hourMs);
  const { body } = await stage.graph(page, 'GET', `/${wrong.video_id}`, { fields: 'status' });
  expect(body.status).toMatchObject({ video_status: 'error', processing_phase: { status: 'error' } });
  expect(await shown(page)).toEqual(['R']);
});

test('[FB12] a video is fetched or sent in parts, and shown when it is processed', async () => {
  const page = stage.fresh('facebook');
  const video = makeMp4({ durationMs: 20_000 });
  const videos = (fields: Record<string, unknown>) =>
    stage.graph(page, 'POST', `/${page.id}/videos`, fields, 'graph-video.facebook.com');
  const fetched = await videos({ file_url: stage.serve(video), description: 'V1' });
  const { upload_session_id } = (await videos({ upload_phase: 'start', file_size: String(video.byteLength) }))
    .body;
  const part = async (start: number, bytes: Uint8Array) => {
    const form = new FormData();
    form.set('upload_phase', 'transfer');
    form.set('upload_session_id', upload_session_id);
    form.set('start_offset', String(start));
    form.set('access_token', page.accessToken);
    form.set('video_file_chunk', new Blob([Buffer.from(bytes)]));
    return readAnswer(
      await fetch(`${stage.sandbox.hosts['graph-video.facebook.com']}/v26.0/${page.id}/videos`, {
        method: 'POST',
        body: form,
      }),
    );
  };
  expect(codesOf(await part(5, video))).toBe('6001/1363037');
  expect((await part(0, video.subarray(0, 100))).body.start_offset).toBe('100');
  expect((await part(100, video.subarray(100))).status).toBe(200);
  expect((await videos({ upload_phase: 'finish', upload_session_id, description: 'V2' })).body).toEqual({
    success: true,
  });
  stage.sandbox.advance(30_000);
  expect(await shown(page)).toEqual(expect.arrayContaining(['V1', 'V2']));
  expect((await stage.graph(page, 'GET', `/${page.id}/videos`)).body.data).toHaveLength(2);
  expect(fetched.body.id).toMatch(/^\d+$/);
  expect(codesOf(await videos({ file_url: 'http://127.0.0.1:1/none', description: 'x' }))).toBe('389/');
});

test('[FB13] a photo story is made of an unpublished photo and is gone after a day', async () => {
  const page = stage.fresh('facebook');
  const { body } = await stage.graph(page, 'POST', `/${page.id}/photos`, {
    url: stage.serve(await picture({ tint: 77 })),
    published: 'false',
  });
  const story = () => stage.graph(page, 'POST', `/${page.id}/photo_stories`, { photo_id: body.id });
  expect((await story()).body).toMatchObject({ success: true });
  expect(codesOf(await story())).toBe('100/');
  const visible = () => stage.sandbox.inspect.posts({ accountId: page.id, visible: true });
  expect(await visible()).toMatchObject([{ kind: 'story' }]);
  stage.sandbox.advance(dayMs);
  expect(await visible()).toEqual([]);
});

test('[FB14] comments and insights are read of a post; removed metrics are refused', async () => {
  const page = stage.fresh('facebook');
  const { body } = await post(page, { message: 'Talk', link: 'https://shop.example.com/?utm_content=A' });
  await stage.graph(page, 'POST', `/${body.id}/comments`, { message: 'First' });
  expect((await stage.graph(page, 'GET', `/${body.id}/comments`)).body.data).toMatchObject([
    { message: 'First' },
  ]);
  stage.sandbox.advance(dayMs);
  const insights = (metric: string) => stage.graph(page, 'GET', `/${body.id}/insights`, { metric });
  expect((await insights('post_total_media_view_unique')).body.data[0].values[0].value).toBeGreaterThan(0);
  expect(codesOf(await insights('post_impressions_unique'))).toBe('100/');
  const whole = await stage.graph(page, 'GET', `/${page.id}/insights`, {
    metric: 'page_media_view,page_follows',
  });
  expect(whole.body.data).toHaveLength(2);
});

test('[FB15] a link that cannot be read is refused with 1609005, an empty post and a text beyond 63,206 characters with 100', async () => {
  const page = stage.fresh('facebook');
  expect(codesOf(await post(page, { message: 'x', link: 'not a link' }))).toBe('1609005/');
  expect(codesOf(await post(page, {}))).toBe('100/');
  expect(codesOf(await post(page, { message: 'x'.repeat(63_207) }))).toBe('100/');
});

test("[FB16] a Page's usage climbs to a lock with 80001 that further calls prolong; user tokens count for the app", async () => {
  const own = await makeStage();
  const [page] = own.sandbox.accounts.list('facebook');
  own.sandbox.rules.facebook.engagedUsers = 1 / 1200;
  const usage = (answer: Answer) => JSON.parse(answer.headers.get('x-business-use-case-usage')!)[page!.id][0];
  const call = () => own.graph(page!, 'GET', `/${page!.id}/feed`);
  expect(usage(await call())).toMatchObject({ type: 'pages', call_count: 25 });
  const several = await own.graph(page!, 'GET', '/', { ids: `${page!.id},${page!.id}` });
  expect(usage(several)).toMatchObject({ call_count: 75 });
  expect(usage(await call())).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 60 });
  const locked = await call();
  expect([codesOf(locked), usage(locked).estimated_time_to_regain_access]).toEqual(['80001/', 65]);
  own.sandbox.advance(64 * minuteMs);
  expect(usage(await call()).estimated_time_to_regain_access).toBe(6);
  own.sandbox.advance(6 * minuteMs);
  expect((await call()).status).toBe(200);
  await own.close();
});
