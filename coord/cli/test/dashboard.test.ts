import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

/** A whole run, or half a dozen commands, take seconds; on a machine that does much else, minutes. */
const wholeRunMs = 240_000;

let database: TestDatabase;
let project: Project;

beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database);
  const run = ['run', 'PLAN.md', ...project.script(writePages())];
  const ran = await project.start(run, { longestMs: wholeRunMs }).ended;
  expect(ran.exitCode, ran.stderr).toBe(0);
  // No page is served beside a run whose output is no terminal.
  expect(ran.stdout).not.toContain('http://127.0.0.1');
}, wholeRunMs);
afterAll(async () => {
  await project?.remove();
  await database.remove();
});

const linkIn = (output: string) => /(http:\/\/127\.0\.0\.1:\d+)\/#login=(\S+)/.exec(output)!;

async function login(output: string): Promise<{ url: string; cookie: string }> {
  const [, url = '', secret] = linkIn(output);
  const response = await fetch(`${url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ secret }),
  });
  expect(response.status).toBe(200);
  return { url, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

describe('muster dashboard', () => {
  it(
    'tells what muster status tells, once for a repository, and comes back on the same port',
    async () => {
      const first = project.start(['dashboard']);
      await first.shows(/Ctrl-C ends it/, wholeRunMs);
      const { url, cookie } = await login(first.output());
      const shown = await (await fetch(`${url}/api/status`, { headers: { cookie } })).json();
      expect(shown).toEqual(await project.status());
      const second = await project.muster('dashboard');
      expect(second.stdout).toContain(`is served by process ${first.pid}`);
      expect((await login(second.stdout)).url).toBe(url);
      first.kill('SIGINT');
      expect((await first.ended).exitCode).toBe(0);
      const third = project.start(['dashboard']);
      await third.shows(/Ctrl-C ends it/, wholeRunMs);
      expect(linkIn(third.output())[1]).toBe(url);
      expect((await fetch(`${url}/api/me`, { headers: { cookie } })).status).toBe(200);
      third.kill('SIGTERM');
      expect((await third.ended).exitCode).toBe(0);
    },
    wholeRunMs,
  );
});

describe('muster access', () => {
  it(
    'gives a token once, lists who has access without it, and takes access away',
    async () => {
      const added = await project.muster('access', 'add', 'Kim', '--role', 'viewer', '--json');
      const { token } = JSON.parse(added.stdout) as { token: string };
      expect(token).toMatch(/^muster_[\w-]{43}$/);
      const twice = await project.muster('access', 'add', 'Kim');
      expect(twice).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has access already') });
      const listed = await project.muster('access', 'list', '--json');
      expect(JSON.parse(listed.stdout)).toContainEqual(
        expect.objectContaining({ name: 'Kim', role: 'viewer', hasToken: true, revokedAt: null }),
      );
      expect(listed.stdout).not.toContain(token);
      expect((await project.muster('access', 'revoke', 'Kim')).exitCode).toBe(0);
      expect(await project.muster('access', 'revoke', 'Kim')).toMatchObject({ exitCode: 2 });
    },
    wholeRunMs,
  );
});
