import { addPerson } from '@musterhq/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, startServer } from '../src/start-server.ts';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

let dashboard: Dashboard;
let server: Server;
const proxy = { origin: 'https://muster.example.org', userHeader: 'x-user', from: ['127.0.0.1'] };

beforeAll(async () => {
  dashboard = await makeDashboard();
  const { around } = dashboard;
  const person = {
    name: 'mia@example.org',
    role: 'viewer',
    token: null,
    by: 'the test',
    at: new Date(),
  } as const;
  await addPerson(around.store, person);
  const onError = (error: unknown) => dashboard.errors.push(error);
  server = await startServer({ around, pages: '/nowhere', version: '0', onError, proxy });
});
afterAll(async () => {
  await server.close();
  await dashboard.remove();
});

const me = (port: number, headers: Record<string, string>) =>
  fetch(`http://127.0.0.1:${port}/api/me`, { headers });

test('[S7] the name that the proxy tells is believed when it comes from there, for people who have access', async () => {
  const known = await me(server.port, { 'x-user': 'mia@example.org' });
  expect(await known.json()).toMatchObject({ name: 'mia@example.org', role: 'viewer' });
  const unknown = await me(server.port, { 'x-user': 'eve@example.org' });
  expect(unknown.status).toBe(403);
  expect(await unknown.json()).toMatchObject({
    error: { message: expect.stringContaining('muster access add') },
  });
});

test('[S7] the same header is nothing where no proxy is configured, or from another address', async () => {
  expect((await me(dashboard.server.port, { 'x-user': 'mia@example.org' })).status).toBe(401);
  const { around } = dashboard;
  const elsewhere = await startServer({
    ...{ around, pages: '/nowhere', version: '0', onError: () => undefined },
    proxy: { ...proxy, from: ['10.0.0.5'] },
  });
  expect((await me(elsewhere.port, { 'x-user': 'mia@example.org' })).status).toBe(401);
  await elsewhere.close();
});

test('[S7] an address that others reach is refused without a proxy', async () => {
  const { around } = dashboard;
  const open = { around, pages: '/nowhere', version: '0', onError: () => undefined, address: '0.0.0.0' };
  await expect(startServer(open)).rejects.toMatchObject({ code: 'not_loopback' });
});
