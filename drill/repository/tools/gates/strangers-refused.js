import assert from 'node:assert/strict';
import { test } from 'node:test';

// `node tools/gates/strangers-refused.js payments` or `figures`: the two servers come from different sessions.
const servers = {
  payments: async () => (await import('../../src/open-payments.js')).openPayments,
  figures: async () => (await import('../../analytics_dashboard/open-figures.js')).openFigures,
};
const name = process.argv[2];
const open = await servers[name]();
const token = 'the right token';
const strangers = [
  {},
  { authorization: 'Bearer the wrong token' },
  { authorization: token },
  { authorization: 'Bearer ' },
];

test(`${name}: every route refuses who has not the token, and answers who has`, async () => {
  const server = await open({ token, posts: [] });
  try {
    assert.ok(server.routes.length > 0, 'expected routes to try');
    for (const { method, path } of server.routes) {
      const url = server.url + path.replaceAll(/:\w+/g, 'any');
      for (const headers of strangers) {
        assert.equal((await fetch(url, { method, headers })).status, 401, `${method} ${path}`);
      }
      const known = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
      assert.notEqual(known.status, 401, `${method} ${path}`);
    }
    console.log(`${name}: ${server.routes.length} routes refused ${strangers.length} strangers each`);
  } finally {
    await server.close();
  }
});
