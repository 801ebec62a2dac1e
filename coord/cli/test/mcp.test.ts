import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holding, letGo, waits } from './hold-session.ts';
import { makeProject, type Project } from './make-project.ts';
import type { Running } from './start-program.ts';
import { writePages } from './write-page.ts';

const bin = fileURLToPath(new URL('../bin/muster.js', import.meta.url));
let database: TestDatabase;
let project: Project;
let run: Running;

beforeAll(async () => {
  database = await makeTestDatabase();
  project = await makeProject(database);
  run = project.start(['run', 'PLAN.md', ...project.script(writePages({ b1s2: holding(project) }))], {
    longestMs: 600_000,
  });
  await waits(project);
  const taken = await project.muster('take', '2');
  expect(taken.exitCode, taken.stderr).toBe(0);
});
afterAll(async () => {
  letGo(project);
  run?.kill('SIGKILL');
  await run?.ended;
  await project?.remove();
  await database.remove();
});

type Result = { content: { text: string }[]; isError?: boolean; structuredContent?: { stored: string } };
const request = (id: number, method: string, params: unknown) => ({ jsonrpc: '2.0', id, method, params });
const hello = request(1, 'initialize', {
  protocolVersion: '2025-06-18',
  capabilities: {},
  clientInfo: { name: 'test', version: '0' },
});

/** An agent that starts `muster mcp` as its server, as agents do: lines of JSON both ways, and the end of input at the end. */
async function callOnStdio(cwd: string, calls: { name: string; arguments: unknown }[], args: string[] = []) {
  const child = spawn(process.execPath, [bin, 'mcp', ...args], {
    cwd,
    env: project.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value));
  const tell = (message: unknown) => child.stdin.write(`${JSON.stringify(message)}\n`);
  tell(hello);
  await next();
  tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  const results: Result[] = [];
  for (const [index, call] of calls.entries()) {
    tell(request(index + 2, 'tools/call', call));
    results.push((await next()).result);
  }
  child.stdin.end();
  const [exitCode] = await once(child, 'close');
  return { results, exitCode };
}

describe('muster mcp', () => {
  it('[K9] serves the tools of the session whose worktree it is called in, and ends with its input', async () => {
    const { results, exitCode } = await callOnStdio(join(project.dir, '.muster/worktrees/session-2'), [
      { name: 'get_brief', arguments: {} },
      { name: 'report_progress', arguments: { state: 'on_track', done: 'looked round' } },
      { name: 'read_plan', arguments: {} },
    ]);
    expect(exitCode).toBe(0);
    const [brief, report, plan] = results;
    expect(brief?.content[0]?.text).toContain('b1s2');
    expect(report?.structuredContent?.stored).toMatch(/^mcp:/);
    expect(plan?.content[0]?.text).toMatch(/^b1s2 /);
    const told = (await project.events()).find((event) => event.key === report?.structuredContent?.stored);
    expect(told).toMatchObject({ session: 2, kind: 'report_made', data: { text: 'looked round' } });
  });

  it('[K9] refuses a session that its driver has, and names what to do', async () => {
    const call = { name: 'ask_master', arguments: { question: 'why' } };
    const { results } = await callOnStdio(project.dir, [call], ['--session', '1']);
    expect(results[0]).toMatchObject({ isError: true });
    expect(results[0]?.content[0]?.text).toContain('muster take 1');
  });

  it('with --http answers on loopback to whoever has the token, until it is stopped', async () => {
    const server = project.start(['mcp', '--session', '2', '--http']);
    await server.shows(/Ctrl-C/);
    const [, url = ''] = /(http:\S+)/.exec(server.output()) ?? [];
    const [, authorization = ''] = /Authorization: (.*)/.exec(server.output()) ?? [];
    const post = (headers: Record<string, string>) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
        body: JSON.stringify(
          request(2, 'tools/call', { name: 'ask_master', arguments: { question: 'who' } }),
        ),
      });
    expect((await post({})).status).toBe(401);
    const answer = (await (await post({ authorization })).json()) as { result: Result };
    expect(answer.result.structuredContent?.stored).toMatch(/^mcp:/);
    server.kill('SIGINT');
    expect((await server.ended).exitCode).toBe(0);
  });
});
