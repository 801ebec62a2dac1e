import { afterEach, expect, test, vi } from 'vitest';
import { readHubSetting } from './hub-setting.ts';

afterEach(() => void vi.unstubAllEnvs());

test('what is empty is not set', () => {
  for (const name of ['DATABASE_URL', 'HUB_KEY', 'HUB_PUBLIC_URL', 'HUB_X_CLIENT_ID']) vi.stubEnv(name, '');
  expect(readHubSetting()).toMatchObject({
    ...{ databaseUrl: undefined, key: undefined, publicUrl: undefined },
    apps: {},
  });
});

test('an address that is none is refused by the name of its variable, and a password in it is not printed', () => {
  vi.stubEnv('DATABASE_URL', '//hub:secret@db');
  expect(() => readHubSetting()).toThrow(/^DATABASE_URL: expected an address such as [^ ]+$/);
  vi.stubEnv('DATABASE_URL', '');
  vi.stubEnv('HUB_PUBLIC_URL', 'nowhere');
  expect(() => readHubSetting()).toThrow(/^HUB_PUBLIC_URL: expected/);
});
