import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeStage, picture, type Stage } from './fixtures/make-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await makeStage();
});
afterAll(() => stage.close());

test('[S1] every answer says that it is of a sandbox', async () => {
  const answers = [
    await stage.x('GET', '/2/users/me'),
    await stage.graph('GET', '/me'),
    await stage.graph('GET', '/nowhere/at/all'),
    await stage.graph('GET', '/me', { access_token: 'wrong' }),
  ];
  for (const { headers } of answers) expect(headers.get('x-sandbox')).toMatch(/^SANDBOX/);
});

test('[IG1] a container that is finished becomes one post', async () => {
  const [account] = stage.sandbox.accounts.list('instagram');
  const image_url = stage.serve(await picture());
  const container = await stage.graph('POST', `/${account!.id}/media`, { image_url, caption: 'First' });
  expect(container.status).toBe(200);
  stage.sandbox.advance(2000);
  const status = await stage.graph('GET', `/${container.body.id}`, { fields: 'status_code' });
  expect(status.body).toEqual({ status_code: 'FINISHED', id: container.body.id });
  const published = await stage.graph('POST', `/${account!.id}/media_publish`, {
    creation_id: container.body.id,
  });
  expect(await stage.sandbox.inspect.posts({ platform: 'instagram', visible: true })).toMatchObject([
    { id: published.body.id, text: 'First', kind: 'photo' },
  ]);
});

test('[FB1] an unpublished post is seen once it is flipped', async () => {
  const [page] = stage.sandbox.accounts.list('facebook');
  const host = 'graph.facebook.com';
  const made = await stage.graph('POST', `/${page!.id}/feed`, { message: 'Later', published: 'false' }, host);
  expect(made.body.id).toMatch(new RegExp(`^${page!.id}_\\d+$`));
  expect((await stage.graph('GET', `/${page!.id}/feed`, {}, host)).body.data).toEqual([]);
  expect((await stage.graph('POST', `/${made.body.id}`, { is_published: 'true' }, host)).body).toEqual({
    success: true,
  });
  expect((await stage.graph('GET', `/${page!.id}/feed`, {}, host)).body.data).toMatchObject([
    { id: made.body.id, message: 'Later' },
  ]);
});

test('[X1] a post is created, read and deleted', async () => {
  const [account] = stage.sandbox.accounts.list('x');
  const made = await stage.x('POST', '/2/tweets', { text: 'Hello' });
  expect(made).toMatchObject({ status: 201, body: { data: { text: 'Hello' } } });
  const timeline = await stage.x('GET', `/2/users/${account!.id}/tweets?max_results=5`);
  expect(timeline.body.data).toMatchObject([{ id: made.body.data.id, text: 'Hello' }]);
  expect((await stage.x('DELETE', `/2/tweets/${made.body.data.id}`)).body).toEqual({
    data: { deleted: true },
  });
  expect(await stage.sandbox.inspect.posts({ platform: 'x', visible: true })).toEqual([]);
});
