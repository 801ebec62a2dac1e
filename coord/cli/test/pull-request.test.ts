import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

const token = 'a-secret-token';
const url = 'https://github.test/garden/guide/pull/1';
const pulls: Record<string, unknown>[] = [];

/** As much of GitHub's API as one pull request needs; `coord/engine` tests the rest. */
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const send = (status: number, value: unknown) => void response.writeHead(status).end(JSON.stringify(value));
  if (request.headers.authorization !== `Bearer ${token}`) return send(401, { message: 'Bad credentials' });
  if (request.method === 'GET') return send(200, pulls);
  if (request.method === 'PATCH') return send(200, pulls[0]);
  const body = JSON.parse(text) as { head: string };
  pulls.push({ ...body, number: 1, html_url: url, state: 'open', merged_at: null, head: { sha: 'x' } });
  send(201, pulls[0]);
});

let database: TestDatabase;
let project: Project;
let bare: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const landing = `{ main: pull_request, repository: garden/guide, api: '${api}' }`;
  database = await makeTestDatabase();
  project = await makeProject(database, { files: { 'muster/config.yaml': `landing: ${landing}\n` } });
  bare = join(dirname(project.dir), 'remote.git');
  await project.git('init', '--quiet', '--bare', '--initial-branch', 'main', bare);
  await project.git('remote', 'add', 'origin', bare);
  await project.git('push', '--quiet', 'origin', 'main');
});
afterAll(async () => {
  await project?.remove();
  await database.remove();
  server.close();
});

const mainAtRemote = () => project.git('--git-dir', bare, 'rev-parse', 'main');

describe('a run whose main moves by pull requests', () => {
  it('ends blocked with the reason while nobody may open one, and loses nothing', async () => {
    const before = await mainAtRemote();
    const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    expect(run.stdout).toMatch(
      /main did not move: muster\/r1 is pushed, .*'gh auth login', or give a token in GH_TOKEN/,
    );
    expect(await mainAtRemote()).toBe(before);
    const pushed = await project.git('--git-dir', bare, 'rev-parse', 'muster/r1');
    expect(pushed).toBe(await project.git('rev-parse', 'integration/daily'));
  });

  it('opens it with the next resume, says that it waits for it, and moves no main', async () => {
    project.env.GH_TOKEN = token;
    const before = await project.git('rev-parse', 'main');
    const run = await project.muster('resume');
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const words = `main waits for pull request ${url} to be merged; 'muster resume' then goes on`;
    expect(run.stdout).toContain(`run ended: ${words}`);
    const status = await project.status();
    expect(status).toMatchObject({ run: { state: 'blocked' }, mainWaits: words, isMainAtIntegration: false });
    expect(status.milestones.map((one) => one.isTicked)).toEqual([true, true]);
    expect(await project.git('rev-parse', 'main')).toBe(before);
    expect(pulls).toHaveLength(1);
  });

  it('is finished by the first resume after the merge, with the local main brought along', async () => {
    const clone = join(dirname(project.dir), 'colleague');
    await project.git('clone', '--quiet', bare, clone);
    const merge = ['merge', '--quiet', '--no-ff', '-m', 'Merge pull request #1', 'origin/muster/r1'];
    const person = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test'];
    await project.git('-C', clone, ...person, ...merge);
    await project.git('-C', clone, 'push', '--quiet', 'origin', 'main');
    const run = await project.muster('resume');
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(await project.git('rev-parse', 'main')).toBe(await mainAtRemote());
    expect(project.read('pictures/beds.md')).toContain('leeks');
    expect(pulls).toHaveLength(1);
    expect(await project.status()).toMatchObject({ run: { state: 'finished' }, mainWaits: null });
  });

  it('keeps the token out of its log and its events', async () => {
    const { stdout } = await project.muster('log', '--json');
    expect(stdout).toContain('main_proposed');
    expect(stdout).not.toContain(token);
  });
});
