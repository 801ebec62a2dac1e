import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

type Got = { path: string; text: string; signature: string | undefined };
type Finding = { severity: string; about: string; message: string; fix?: string };

const key = 'a key that nobody prints';
const token = 'a-token-of-nobody';
const got: Got[] = [];
/** Paths that are answered with something else than 200, and what the forge answers. */
const answers = new Map<string, { status: number; body?: unknown }>();
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const { status, body = {} } = answers.get(request.url!) ?? { status: 200 };
  const signature = request.headers['muster-signature'];
  if (request.method === 'POST') got.push({ path: request.url!, text, signature: signature as string });
  response.writeHead(status).end(JSON.stringify(body));
});

let database: TestDatabase;
let project: Project;
let bare: string;
let base: string;

const bindings = `gates:
  tone: { kind: human, question: Do the pages read well? }
milestones: { day-2: [tone], day-3: [tone] }
`;
const configuration = () => `notify:
  - { name: team, url: '${base}/team', secretFrom: HOOK_KEY }
  - { name: chat, urlFrom: CHAT_URL, format: slack, on: [decision] }
landing: { main: pull_request, repository: garden/guide, api: '${base}' }
fence: off
drivers: { claude: { kind: headless, profile: claude } }
driver: scripted
`;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  database = await makeTestDatabase();
  project = await makeProject(database, {
    files: { 'gates.yaml': bindings, 'muster/config.yaml': configuration() },
  });
  Object.assign(project.env, { HOOK_KEY: key, CHAT_URL: `${base}/chat` });
  bare = join(dirname(project.dir), 'remote.git');
  await project.git('init', '--quiet', '--bare', '--initial-branch', 'main', bare);
});
afterAll(async () => {
  await project?.remove();
  await database.remove();
  server.close();
});

const about = (path: string, words: string) =>
  got.filter((one) => one.path === path && one.text.includes(words));
const findings = async (
  env: Record<string, string> = {},
): Promise<{ exitCode: number | null; of: Finding[] }> => {
  const { exitCode, stdout } = await project.start(['doctor', '--json'], { env }).ended;
  return { exitCode, of: (JSON.parse(stdout) as { findings: Finding[] }).findings };
};

describe('notices of a run', () => {
  it('come once for each episode, signed and in the form of their receiver, and not again from the dashboard', async () => {
    const order = ['run', 'PLAN.md', ...project.script(writePages())];
    const run = await project.start(order, { longestMs: 300_000 }).ended;
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const gate = about('/team', 'Do the pages read well?');
    expect(gate).toHaveLength(1);
    const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(gate[0]!.signature!)!;
    expect(createHmac('sha256', key).update(`${seconds}.${gate[0]!.text}`).digest('hex')).toBe(hex);
    expect(about('/chat', 'Do the pages read well?').map(({ text }) => JSON.parse(text))).toEqual([
      { text: '*Gate tone waits for a person*\nDo the pages read well?\n_Muster, run r1_' },
    ]);
    expect(about('/team', 'is blocked')).toHaveLength(1);
    expect(about('/chat', 'is blocked')).toEqual([]);

    const dashboard = project.start(['dashboard']);
    await dashboard.shows(/#login=/);
    await project.muster('report', 'Which beds first?', '--kind', 'question', '--session', '2');
    for (const ends = Date.now() + 30_000; about('/chat', 'Which beds').length === 0 && Date.now() < ends; )
      await delay(50);
    dashboard.kill('SIGTERM');
    expect((await dashboard.ended).exitCode).toBe(0);
    expect(about('/chat', 'Which beds first?')).toHaveLength(1);
    expect(about('/team', 'Which beds first?')).toHaveLength(1);
    expect(about('/team', 'Do the pages read well?')).toHaveLength(1);
  }, 420_000);
});

describe('doctor', () => {
  it('tries each receiver, and names by name alone the one that takes nothing', async () => {
    answers.set('/chat', { status: 404 });
    const { exitCode, of } = await findings();
    const notices = of.filter((one) => one.about === 'notices');
    expect(notices).toEqual([
      { severity: 'ok', about: 'notices', message: 'team took a notice that says it is a test' },
      expect.objectContaining({ severity: 'error', message: 'chat: it answered 404' }),
    ]);
    expect(about('/team', 'This is a test')).toHaveLength(1);
    expect(exitCode).toBe(1);
    answers.delete('/chat');
  }, 60_000);

  it('looks at the remote, the login and the fence where the configuration needs them, each with a remedy', async () => {
    const rest = async (env?: Record<string, string>) =>
      (await findings(env)).of.filter((one) => ['remote', 'login', 'fence'].includes(one.about));
    expect(await rest()).toEqual([
      expect.objectContaining({ severity: 'warning', about: 'fence', fix: "take 'fence: off' out" }),
      expect.objectContaining({
        severity: 'error',
        about: 'remote',
        message: expect.stringContaining('git remote add'),
      }),
    ]);
    await project.git('remote', 'add', 'origin', bare);
    expect(await rest()).toContainEqual(
      expect.objectContaining({ about: 'remote', fix: expect.stringContaining('git push origin main') }),
    );
    await project.git('push', '--quiet', 'origin', 'main');
    const [, remote, login] = await rest();
    expect(remote).toMatchObject({ severity: 'ok', message: expect.stringContaining('origin answers') });
    expect(login).toMatchObject({ severity: 'error', fix: expect.stringContaining('gh auth login') });
    answers.set('/repos/garden/guide', { status: 200, body: { permissions: { push: false } } });
    expect((await rest({ GH_TOKEN: token })).at(-1)).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('may read garden/guide and not push'),
    });
    answers.set('/repos/garden/guide', { status: 200, body: { permissions: { push: true } } });
    expect((await rest({ GH_TOKEN: token })).at(-1)).toMatchObject({ severity: 'ok', about: 'login' });
    expect(JSON.stringify(await rest({ GH_TOKEN: token }))).not.toContain(token);
  }, 180_000);

  it('says nothing of them where the configuration needs none', async () => {
    project.write('muster/config.yaml', 'version: 1\n');
    const { exitCode, of } = await findings();
    expect(of.map((one) => one.about)).not.toEqual(expect.arrayContaining(['remote']));
    expect(of.filter((one) => ['remote', 'login', 'fence', 'notices'].includes(one.about))).toEqual([]);
    expect(exitCode).toBe(0);
  }, 60_000);
});
