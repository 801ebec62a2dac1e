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
let image_url: string;
beforeAll(async () => {
  stage = await makeStage();
  image_url = stage.serve(await picture());
});
afterAll(() => stage.close());

const create = (account: SandboxAccount, fields: Record<string, unknown> = { image_url }) =>
  stage.graph(account, 'POST', `/${account.id}/media`, fields);
const publish = (account: SandboxAccount, creation_id: string) =>
  stage.graph(account, 'POST', `/${account.id}/media_publish`, { creation_id });
const status = async (account: SandboxAccount, id: string) =>
  (await stage.graph(account, 'GET', `/${id}`, { fields: 'status_code,status' })).body;

async function publishNew(
  account: SandboxAccount,
  fields: Record<string, unknown> = { image_url },
): Promise<Answer> {
  const { body } = await create(account, fields);
  stage.sandbox.advance(30_000);
  return publish(account, body.id);
}

test('[IG1] a finished container becomes one post with caption, picture and alternative text', async () => {
  const account = stage.fresh('instagram');
  const made = await create(account, {
    image_url,
    caption: 'First',
    alt_text: 'A plain square',
    is_ai_generated: 'true',
  });
  expect(made.body.id).toMatch(/^1788\d+$/);
  stage.sandbox.advance(2000);
  expect(await status(account, made.body.id)).toMatchObject({ status_code: 'FINISHED' });
  const published = await publish(account, made.body.id);
  expect(await status(account, made.body.id)).toMatchObject({ status_code: 'PUBLISHED' });
  const media = await stage.graph(account, 'GET', `/${account.id}/media`, {
    fields: 'id,caption,alt_text,permalink,media_type,timestamp',
  });
  expect(media.body.data).toMatchObject([
    { id: published.body.id, caption: 'First', alt_text: 'A plain square', media_type: 'IMAGE' },
  ]);
  expect(media.body.data[0].permalink).toContain('SANDBOX');
  expect(await stage.sandbox.inspect.posts({ accountId: account.id, visible: true })).toMatchObject([
    { text: 'First', disclosure: { aiGenerated: true, paidPartnership: false } },
  ]);
});

test('[IG2] publishing before the container is finished is refused with 9007/2207027', async () => {
  const account = stage.fresh('instagram');
  const { body } = await create(account);
  const early = await publish(account, body.id);
  expect([early.status, codesOf(early)]).toEqual([400, '9007/2207027']);
  expect(await status(account, body.id)).toMatchObject({ status_code: 'IN_PROGRESS' });
});

test('[IG3] the time that a container takes can be set', async () => {
  const account = stage.fresh('instagram');
  const before = stage.sandbox.rules.instagram.containerLatencyMs.image;
  stage.sandbox.rules.instagram.containerLatencyMs.image = 4 * minuteMs;
  const { body } = await create(account);
  stage.sandbox.rules.instagram.containerLatencyMs.image = before;
  stage.sandbox.advance(4 * minuteMs - 1);
  expect(await status(account, body.id)).toMatchObject({ status_code: 'IN_PROGRESS' });
  stage.sandbox.advance(1);
  expect(await status(account, body.id)).toMatchObject({ status_code: 'FINISHED' });
});

test('[IG4] a container dies after 24 hours', async () => {
  const account = stage.fresh('instagram');
  const { body } = await create(account);
  stage.sandbox.advance(dayMs);
  expect(await status(account, body.id)).toMatchObject({ status_code: 'EXPIRED' });
  expect(codesOf(await publish(account, body.id))).toBe('-2/2207020');
  expect(codesOf(await publish(account, '17880000000000000'))).toBe('24/2207008');
});

test('[IG5] a used container is refused, in either of two readings, and nothing appears twice', async () => {
  const account = stage.fresh('instagram');
  const { body } = await create(account);
  stage.sandbox.advance(2000);
  await publish(account, body.id);
  expect(codesOf(await publish(account, body.id))).toBe('24/2207008');
  stage.sandbox.rules.instagram.usedContainer = '2207027';
  expect(codesOf(await publish(account, body.id))).toBe('9007/2207027');
  stage.sandbox.rules.instagram.usedContainer = '2207008';
  expect(await stage.sandbox.inspect.posts({ accountId: account.id })).toHaveLength(1);
});

test('[IG6] containers are limited in a moving day', async () => {
  const account = stage.fresh('instagram');
  stage.sandbox.rules.instagram.containersPerDay = 3;
  for (let number = 0; number < 3; number += 1) expect((await create(account)).status).toBe(200);
  expect(codesOf(await create(account))).toBe('9/2207042');
  stage.sandbox.advance(dayMs);
  expect((await create(account)).status).toBe(200);
  stage.sandbox.rules.instagram.containersPerDay = 400;
});

test('[IG7] published posts are limited to 50 or 100 in a moving day; the account says which and how many', async () => {
  const account = stage.fresh('instagram');
  const limit = async () =>
    (
      await stage.graph(account, 'GET', `/${account.id}/content_publishing_limit`, {
        fields: 'quota_usage,config',
      })
    ).body;
  const { body: first } = await create(account);
  for (let number = 0; number < 50; number += 1) expect((await publishNew(account)).status).toBe(200);
  expect(await limit()).toEqual({
    data: [{ quota_usage: 50, config: { quota_total: 50, quota_duration: 86_400 } }],
  });
  expect(codesOf(await publish(account, first.id))).toBe('9/2207042');
  stage.sandbox.rules.instagram.publishQuota = 100;
  expect((await publish(account, first.id)).status).toBe(200);
  expect((await limit()).data[0].config.quota_total).toBe(100);
  stage.sandbox.rules.instagram.publishQuota = 50;
});

test('[IG8] pictures are fetched and judged by their bytes', async () => {
  const account = stage.fresh('instagram');
  const codes = async (bytes: Uint8Array) =>
    codesOf(await create(account, { image_url: stage.serve(bytes) }));
  expect(await codes(await picture({ format: 'png' }))).toBe('36001/2207005');
  expect(await codes(Buffer.from('not a picture'))).toBe('36001/2207005');
  expect(await codes(await picture({ width: 700, height: 1080 }))).toBe('36003/2207009');
  expect(await codes(await picture({ width: 1080, height: 500 }))).toBe('36003/2207009');
  expect(await codes(Buffer.concat([await picture(), Buffer.alloc(8_000_001)]))).toBe('36000/2207004');
  expect(await codes(Buffer.concat([await picture(), Buffer.from('MPF\0', 'latin1')]))).toBe('36001/2207005');
  expect(codesOf(await create(account, { image_url: `${stage.serve(Buffer.alloc(1))}/gone` }))).toBe(
    '9004/2207052',
  );
  expect(codesOf(await create(account, { image_url: 'ftp://127.0.0.1/x.jpg' }))).toBe('9004/2207052');
  stage.sandbox.rules.instagram.fetchTimeoutMs = 50;
  expect(codesOf(await create(account, { image_url: new URL('/never', image_url).href }))).toBe('-2/2207003');
  stage.sandbox.rules.instagram.fetchTimeoutMs = 10_000;
  expect(
    (await create(account, { image_url: stage.serve(await picture({ width: 864, height: 1080 })) })).status,
  ).toBe(200);
});

test('[IG9] a reel is processed; a wrong video shows in the status, and is not published', async () => {
  const account = stage.fresh('instagram');
  const reel = async (video: Uint8Array) =>
    (await create(account, { media_type: 'REELS', video_url: stage.serve(video), caption: 'r' })).body.id;
  const good = await reel(makeMp4());
  const wrong = [
    await reel(makeMp4({ durationMs: 2000 })),
    await reel(makeMp4({ isMovieFirst: false })),
    await reel(makeMp4({ codec: 'vp09' })),
    await reel(makeMp4({ framesPerSecond: 10 })),
    await reel(await picture()),
  ];
  expect(codesOf(await publish(account, good))).toBe('9007/2207027');
  stage.sandbox.advance(30_000);
  expect((await publish(account, good)).status).toBe(200);
  for (const id of wrong) {
    expect(await status(account, id)).toMatchObject({
      status_code: 'ERROR',
      status: expect.stringContaining('2207026'),
    });
    expect(codesOf(await publish(account, id))).toBe('-1/2207032');
  }
});

test('[IG10] a carousel has 2 to 10 items of its own account, no reels, and takes no item that is not meant for it', async () => {
  const account = stage.fresh('instagram');
  const child = async (fields: Record<string, unknown> = { image_url, caption: 'ignored' }) =>
    (await create(account, { ...fields, is_carousel_item: 'true' })).body.id;
  const [first, second] = [
    await child(),
    await child({ media_type: 'VIDEO', video_url: stage.serve(makeMp4()) }),
  ];
  const carousel = (children: string[]) =>
    create(account, { media_type: 'CAROUSEL', children: children.join(','), caption: 'c' });
  expect(codesOf(await carousel([first]))).toBe('100/2207028');
  expect(codesOf(await carousel(Array.from({ length: 11 }, () => first)))).toBe('100/2207028');
  expect(codesOf(await carousel([first, (await create(account)).body.id]))).toBe('100/2207023');
  expect(codesOf(await carousel([first, '17880000000000000']))).toBe('24/2207006');
  expect(
    codesOf(await create(account, { media_type: 'REELS', video_url: image_url, is_carousel_item: 'true' })),
  ).toBe('100/2207023');
  const made = await carousel([first, second]);
  expect(codesOf(await publish(account, made.body.id))).toBe('9007/2207027');
  stage.sandbox.advance(32_000);
  expect(codesOf(await publish(account, first))).toBe('100/2207023');
  const published = await publish(account, made.body.id);
  const media = await stage.graph(account, 'GET', `/${published.body.id}`, {
    fields: 'media_type,caption,children{media_url}',
  });
  expect(media.body).toMatchObject({
    media_type: 'CAROUSEL_ALBUM',
    caption: 'c',
    children: { data: [{}, {}] },
  });
  const item = media.body.children.data[0].id;
  expect(codesOf(await stage.graph(account, 'GET', `/${item}/insights`, { metric: 'reach' }))).toBe('100/');
});

test('[IG11] captions have 2,200 characters, 30 hashtags and 20 tags at most; alternative texts 1,000', async () => {
  const account = stage.fresh('instagram');
  const caption = async (text: string) => codesOf(await create(account, { image_url, caption: text }));
  expect(await caption('x'.repeat(2201))).toBe('36004/2207010');
  expect(await caption('#tag '.repeat(31))).toBe('100/2207040');
  expect(await caption('@name '.repeat(21))).toBe('100/2207040');
  expect(await caption(`${'#tag '.repeat(30)}${'@name '.repeat(20)}`)).toBe('undefined/');
  expect(codesOf(await create(account, { image_url, alt_text: 'x'.repeat(1001) }))).toBe('100/');
  expect(codesOf(await create(account, { image_url, media_type: 'WALL' }))).toBe('100/2207023');
  expect(codesOf(await create(account, { image_url, collaborators: ['a', 'b', 'c', 'd'] }))).toBe('100/');
  expect(codesOf(await create(account, { image_url, thumb_offset: '-1' }))).toBe('1/2207057');
});

test('[IG12] a restricted account publishes nothing, and another account is out of reach', async () => {
  const [account, other] = [stage.fresh('instagram'), stage.fresh('instagram')];
  stage.sandbox.accounts.restrict(account.id, true);
  expect(codesOf(await create(account))).toBe('25/2207050');
  expect(codesOf(await stage.graph(other, 'POST', `/${account.id}/media`, { image_url }))).toBe('100/33');
});

test('[IG13] a long-lived token lasts 60 days and is refreshed after a day, as long as it lives', async () => {
  const account = stage.fresh('instagram');
  const old = account.accessToken;
  const refresh = async (access_token: string) =>
    readAnswer(
      await fetch(
        `${stage.sandbox.hosts['graph.instagram.com']}/refresh_access_token?${new URLSearchParams({ grant_type: 'ig_refresh_token', access_token })}`,
      ),
    );
  expect(codesOf(await refresh(old))).toBe('100/');
  stage.sandbox.advance(dayMs);
  const fresh = await refresh(old);
  expect(fresh.body).toMatchObject({ token_type: 'bearer', expires_in: 60 * 86_400 });
  expect(account.accessToken).toBe(fresh.body.access_token);
  stage.sandbox.advance(59 * dayMs);
  expect(codesOf(await refresh(old))).toBe('190/463');
  expect(codesOf(await stage.graph(account, 'GET', '/me', { access_token: old }))).toBe('190/463');
  expect((await stage.graph(account, 'GET', '/me')).status).toBe(200);
});

test('[IG14] consent gives a code for an hour and once; it becomes a token of an hour, then one of 60 days', async () => {
  const account = stage.fresh('instagram');
  const [app] = stage.sandbox.accounts.apps('instagram');
  const redirect_uri = 'http://127.0.0.1/back';
  const query = new URLSearchParams({
    client_id: app!.clientId,
    redirect_uri,
    response_type: 'code',
    scope: 'instagram_business_basic,instagram_business_content_publish,business_basic',
    state: 's1',
  });
  const page = `${stage.sandbox.hosts['www.instagram.com']}/oauth/authorize?${query}`;
  expect(await (await fetch(page)).text()).toContain('SANDBOX');
  const decide = async (decision: string) => {
    const answer = await fetch(page, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ account: account.id, decision }),
    });
    return new URL(answer.headers.get('location')!).searchParams;
  };
  expect((await decide('deny')).get('error')).toBe('access_denied');
  const code = (await decide('allow')).get('code')!;
  const exchange = async (secret = app!.clientSecret) =>
    readAnswer(
      await fetch(`${stage.sandbox.hosts['api.instagram.com']}/oauth/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: app!.clientId,
          client_secret: secret,
          grant_type: 'authorization_code',
          redirect_uri,
          code,
        }),
      }),
    );
  expect(codesOf(await exchange('wrong'))).toBe('101/');
  const short = await exchange();
  expect(short.body.data).toMatchObject([
    { user_id: account.id, permissions: 'instagram_business_basic,instagram_business_content_publish' },
  ]);
  expect((await exchange()).body).toMatchObject({ error_type: 'OAuthException', code: 400 });
  const long = await readAnswer(
    await fetch(
      `${stage.sandbox.hosts['graph.instagram.com']}/access_token?${new URLSearchParams({
        grant_type: 'ig_exchange_token',
        client_secret: app!.clientSecret,
        access_token: short.body.data[0].access_token,
      })}`,
    ),
  );
  expect(long.body.expires_in).toBe(60 * 86_400);
  stage.sandbox.advance(hourMs);
  expect(
    codesOf(await stage.graph(account, 'GET', '/me', { access_token: short.body.data[0].access_token })),
  ).toBe('190/463');
  expect((await stage.graph(account, 'GET', '/me', { access_token: long.body.access_token })).status).toBe(
    200,
  );
  const media = (await publishNew(account)).body.id;
  expect(codesOf(await stage.graph(account, 'POST', `/${media}/comments`, { message: 'no scope' }))).toBe(
    '10/',
  );
});

test('[IG15] a comment is put under a post and listed', async () => {
  const account = stage.fresh('instagram');
  const { body } = await publishNew(account);
  const comment = await stage.graph(account, 'POST', `/${body.id}/comments`, { message: 'First comment' });
  expect((await stage.graph(account, 'GET', `/${body.id}/comments`)).body.data).toMatchObject([
    { id: comment.body.id, text: 'First comment' },
  ]);
  expect(await stage.sandbox.inspect.posts({ accountId: account.id })).toMatchObject([
    { comments: ['First comment'] },
  ]);
});

test('[IG16] each kind of media has its metrics; dead names are refused; a story is gone after a day', async () => {
  const account = stage.fresh('instagram');
  const feed = (await publishNew(account)).body.id;
  const story = (await publishNew(account, { image_url, media_type: 'STORIES' })).body.id;
  const insights = (id: string, metric: string) => stage.graph(account, 'GET', `/${id}/insights`, { metric });
  const early = (await insights(feed, 'reach,likes,saved')).body.data.map(
    ({ values }: Answer['body']) => values[0].value,
  );
  expect(codesOf(await insights(story, 'reach'))).toBe('10/');
  stage.sandbox.advance(6 * hourMs);
  const later = (await insights(feed, 'reach,likes,saved')).body.data;
  expect(later.map(({ name }: Answer['body']) => name)).toEqual(['reach', 'likes', 'saved']);
  expect(later[0].values[0].value).toBeGreaterThan(early[0]);
  for (const dead of ['impressions', 'plays', 'video_views'])
    expect(codesOf(await insights(feed, dead))).toBe('100/');
  expect((await insights(story, 'navigation,replies')).status).toBe(200);
  expect(codesOf(await insights(story, 'saved'))).toBe('100/');
  expect((await stage.graph(account, 'GET', `/${account.id}/stories`)).body.data).toHaveLength(1);
  const day = { metric: 'reach,views', period: 'day', metric_type: 'total_value' };
  const account24 = await stage.graph(account, 'GET', `/${account.id}/insights`, day);
  expect(account24.body.data[0].total_value.value).toBeGreaterThanOrEqual(later[0].values[0].value);
  stage.sandbox.advance(dayMs);
  expect((await stage.graph(account, 'GET', `/${account.id}/stories`)).body.data).toEqual([]);
});

test('[IG17] the header of calls climbs, locks with 80002, and each further call prolongs the lock', async () => {
  const own = await makeStage({ rules: { instagram: { impressions: 1 } } });
  const account = own.fresh('instagram');
  const call = async () => {
    const answer = await own.graph(account, 'GET', '/me');
    const usage = JSON.parse(answer.headers.get('x-business-use-case-usage')!);
    return { answer, usage: usage[account.id][0] };
  };
  expect((await call()).usage).toMatchObject({
    type: 'instagram',
    call_count: 0,
    estimated_time_to_regain_access: 0,
  });
  own.sandbox.rules.instagram.impressions = 1 / 1200;
  await call();
  const last = await call();
  expect(last.usage.call_count).toBe(75);
  expect((await call()).usage).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 60 });
  const locked = await call();
  expect(codesOf(locked.answer)).toBe('80002/');
  expect(locked.usage.estimated_time_to_regain_access).toBe(65);
  own.sandbox.advance(65 * minuteMs);
  expect((await call()).usage).toMatchObject({ call_count: 25, estimated_time_to_regain_access: 0 });
  await own.close();
});

test('[IG18] through Facebook Login the linked account publishes, uploads by itself, and deletes', async () => {
  const own = await makeStage();
  const [account] = own.sandbox.accounts.list('instagram');
  const [page] = own.sandbox.accounts.list('facebook');
  expect(account!.pageId).toBe(page!.id);
  const made = await own.graph(page!, 'POST', `/${account!.id}/media`, {
    media_type: 'REELS',
    upload_type: 'resumable',
  });
  const video = makeMp4();
  const uploaded = await readAnswer(
    await fetch(`${own.sandbox.hosts['rupload.facebook.com']}${new URL(made.body.uri).pathname}`, {
      method: 'POST',
      headers: {
        authorization: `OAuth ${page!.accessToken}`,
        offset: '0',
        file_size: String(video.byteLength),
        'content-type': 'application/octet-stream',
      },
      body: Buffer.from(video),
    }),
  );
  expect(uploaded.body).toMatchObject({ success: true });
  own.sandbox.advance(30_000);
  const published = await own.graph(page!, 'POST', `/${account!.id}/media_publish`, {
    creation_id: made.body.id,
  });
  expect(await own.sandbox.inspect.posts({ visible: true })).toMatchObject([
    { id: published.body.id, kind: 'reel' },
  ]);
  expect((await own.graph(page!, 'DELETE', `/${published.body.id}`)).body).toMatchObject({ success: true });
  expect(await own.sandbox.inspect.posts({ visible: true })).toEqual([]);
  await own.close();
});
