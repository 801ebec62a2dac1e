import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStatus } from '@musterhq/engine';
import { insertAttempt, insertBrief, insertTurn, insertTurnEvents, recordEvent } from '@musterhq/store';
import { expectGolden, makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApi } from '../src/open-api.ts';
import type { Route } from '../src/route.ts';
import { routes } from '../src/routes.ts';
import { type Dashboard, makeDashboard } from './make-dashboard.ts';

const folder = makeTemporaryFolder('pages');
let dashboard: Dashboard;
const turn = 'r1.p1.d1-2.s2.a1.t1';

beforeAll(async () => {
  mkdirSync(join(folder.path, 'assets'));
  writeFileSync(join(folder.path, 'index.html'), '<title>The page</title>');
  writeFileSync(join(folder.path, 'assets', 'index-a1.js'), '0');
  dashboard = await makeDashboard(folder.path);
  const { around, fence } = dashboard;
  const { store } = around;
  const key = { task: 'p1.d1-2.s2', attempt: 1, session: 2 };
  await insertAttempt(store, fence, key, { label: 'b1s2' });
  await insertTurn(store, fence, key, { id: turn, number: 1, driver: 'runbook' });
  const events = [
    { seq: 1, at: new Date(), kind: 'message', data: { text: 'I begin' } },
    { seq: 2, at: new Date(), kind: 'output', data: { line: '10 %', bytes: 4 } },
    { seq: 3, at: new Date(), kind: 'step_started', data: { step: 'a', try: 1 } },
  ];
  await insertTurnEvents(store, fence, turn, { events, usage: [] });
  await insertBrief(store, fence, {
    ...{ turn, session: 2, task: key.task, text: 'Do it', tokens: 2 },
    ...{ sections: [{ title: 'The task', tokens: 2 }], leftOut: [], followUp: null, followUpTokens: null },
  });
  await recordEvent(store, fence, {
    key: 'round:morning-standup@p1.d1-2',
    kind: 'round_held',
    data: {
      ...{ round: 'morning-standup', when: 'p1.d1-2', day: 1, title: 'Morning Standup, p1.d1-2' },
      ...{ speaker: 'All sessions report.' },
      answers: [{ item: 'Blockers', lines: ['- Session 2, b1s2 is at work', '- Nothing else (event 1)'] }],
    },
  });
});
afterAll(async () => {
  await dashboard.remove();
  folder.remove();
});

/** An address of each reading route. */
async function addressOf(route: Route): Promise<string> {
  const status = await readStatus(dashboard.around);
  expect(status.run.id).toBe('r1');
  const params: Record<string, string> = {
    task: 'p1.d1-2.s2',
    turn,
    name: 'p1.d1-2-morning-standup',
    day: '1',
    commit: await headOf(),
  };
  return route.url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

async function headOf(): Promise<string> {
  const response = await dashboard.ask('/api/gates');
  return ((await response.json()) as { tip: string }).tip;
}

const reading = routes.filter(({ method, answer }) => method === 'GET' && answer !== undefined);

describe('a reading route', () => {
  test.each(reading.map((route) => [route.url, route] as const))(
    '[S8] %s answers in the shape that it states, for a viewer, with the event that it stands at',
    async (url, route) => {
      if (url.startsWith('/api/commits/')) {
        const { store } = dashboard.around;
        const data = { commit: await headOf(), paths: [] };
        const told = {
          key: 'commit:tip',
          kind: 'commit_made',
          session: 2,
          task: 'p1.d1-2.s2',
          data,
        } as const;
        await recordEvent(store, dashboard.fence, told);
      }
      const response = await dashboard.ask(await addressOf(route));
      const body: unknown = await response.json();
      expect(response.status, JSON.stringify(body)).toBe(200);
      expect(route.answer!.parse(body)).toEqual(body);
      if (!/\/api\/(me|commits|openapi)/.test(url)) expect(body).toMatchObject({ at: expect.any(Number) });
    },
  );

  test('[S8] /api/status is what the engine reads, word by word', async () => {
    const text = await (await dashboard.ask('/api/status')).text();
    expect(text).toBe(JSON.stringify(await readStatus(dashboard.around)));
  });

  test('[S9] tells of a round which events each sentence rests on', async () => {
    const round = await (await dashboard.ask('/api/rounds/p1.d1-2-morning-standup')).json();
    const [first, second] = (round as { answers: { lines: { events: number[] }[] }[] }).answers[0]!.lines;
    expect(first?.events).toHaveLength(1);
    expect(second).toEqual({ text: 'Nothing else (event 1)', events: [1] });
  });

  test('[S9] tells of a day all that it came to, as a page and as Markdown', async () => {
    const { days } = (await (await dashboard.ask('/api/days')).json()) as { days: { day: number }[] };
    expect(days).toMatchObject([{ day: 1, isOver: false }]);
    const day = (await (await dashboard.ask('/api/days/1')).json()) as {
      sections: {
        key: string;
        parts: { title: string | null; lines: { text: string; events: number[] }[] }[];
      }[];
    };
    const rounds = day.sections.find(({ key }) => key === 'rounds')!.parts;
    expect(rounds.map(({ title }) => title)).toEqual([
      'Morning Standup, p1.d1-2',
      'Morning Standup, p1.d1-2: Blockers',
    ]);
    const answer = await dashboard.ask('/api/days/1/markdown');
    expect(answer.headers.get('content-type')).toContain('text/markdown');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="day-1-[\d-]+\.md"$/);
    const text = await answer.text();
    for (const { lines } of day.sections.flatMap(({ parts }) => parts))
      for (const line of lines) expect(text).toContain(line.text);
  });

  test('[S9] tells of a turn what was printed and said, and nothing for what only programs read', async () => {
    const { events } = (await (await dashboard.ask(`/api/turns/${turn}/events`)).json()) as {
      events: { line: string | null }[];
    };
    expect(events.map(({ line }) => line)).toEqual(['Session 2  b1s2  says: I begin', '10 %', null]);
  });

  test.each([
    ['/api/tasks/nothing', 404, 'not_found'],
    [`/api/tasks/p1.d1-2.s2/briefs/none`, 404, 'not_found'],
    [`/api/commits/${'a'.repeat(40)}`, 404, 'not_found'],
    ['/api/commits/HEAD', 400, 'malformed'],
    ['/api/rounds/none', 404, 'not_found'],
    ['/api/days/99', 404, 'not_found'],
    ['/api/days/x', 400, 'malformed'],
    ['/api/days/99/markdown', 404, 'not_found'],
    ['/api/events?limit=501', 400, 'malformed'],
    ['/api/events?before=x', 400, 'malformed'],
    ['/api/events?colour=red', 400, 'malformed'],
    ['/api/stream?after=-1', 400, 'malformed'],
    ['/api/nothing', 404, 'not_found'],
  ])('[S5] refuses %s with %d', async (path, status, code) => {
    const response = await dashboard.ask(path);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } });
  });
});

describe('the log', () => {
  const ids = async (query: string) => {
    const { events, total } = (await (await dashboard.ask(`/api/events?${query}`)).json()) as {
      events: { id: number; kind: string }[];
      total: number;
    };
    return { ids: events.map(({ id }) => id), kinds: events.map(({ kind }) => kind), total };
  };

  test('[S10] is read newest first, on either side of an event, from a place, and by words, kind and number', async () => {
    const all = await ids('limit=500');
    expect(all.ids).toEqual(all.ids.toSorted((a, b) => b - a));
    expect(all.total).toBe(all.ids.length);
    const middle = all.ids[2]!;
    expect((await ids(`before=${middle}&limit=1`)).ids).toEqual([all.ids[3]]);
    expect((await ids(`after=${middle}&limit=1`)).ids).toEqual([all.ids[1]]);
    expect((await ids('from=0&limit=1')).ids).toEqual(all.ids.slice(-1));
    expect((await ids(`search=${middle}`)).ids).toContain(middle);
    expect((await ids('search=standup')).kinds).toEqual(['round_held']);
    expect((await ids('search=100%25')).ids).toEqual([]);
    expect(new Set((await ids('kind=turn_started,round_held')).kinds)).toEqual(
      new Set(['turn_started', 'round_held']),
    );
    expect((await ids('task=p1.d1-2.s2&session=2')).kinds).toContain('turn_started');
  });
});

describe('the page', () => {
  test.each(['/', '/plan', '/tasks/b1s2'])(
    '[S11] is served at %s under a policy that lets in its own scripts alone',
    async (path) => {
      const response = await dashboard.ask(path, null);
      expect(await response.text()).toContain('The page');
      const policy = response.headers.get('content-security-policy');
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    },
  );

  test('[S11] has its files, for good where their names say what is in them, and nothing beside its folder', async () => {
    const script = await dashboard.ask('/assets/index-a1.js', null);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await dashboard.ask('/assets/none.js', null)).status).toBe(404);
    expect((await dashboard.ask('/..%2f..%2fetc%2fpasswd.txt', null)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('every route that the router has', () => {
  test('[S1] states its permission, and is in the table but for the page', () => {
    const listed = dashboard.server.routes.map(
      ({ method, url, permission }) => `${method} ${url} ${permission}`,
    );
    const expected = routes.flatMap(({ method, url, permission }) => [
      `${method} ${url} ${permission}`,
      ...(method === 'GET' ? [`HEAD ${url} ${permission}`] : []),
    ]);
    expect(listed.toSorted()).toEqual([...expected, 'GET /* open', 'HEAD /* open'].toSorted());
  });

  test('[S1] is open only where nobody can be known yet', () => {
    const open = dashboard.server.routes.filter(({ permission }) => permission === 'open');
    expect(new Set(open.map(({ url }) => url))).toEqual(new Set(['/api/login', '/api/openapi.json', '/*']));
  });

  test('[S1] that reads is refused without a person', async () => {
    for (const route of routes.filter(
      ({ method, permission }) => method === 'GET' && permission === 'read',
    )) {
      const response = await dashboard.ask(await addressOf(route), null);
      expect(response.status, route.url).toBe(401);
    }
  });
});

test('[S12] the document of the interface is the committed one', async () => {
  const golden = fileURLToPath(new URL('./golden/openapi.json', import.meta.url));
  expectGolden(golden, `${JSON.stringify(openApi(routes, '0.0.0'), null, 2)}\n`);
  const served: unknown = await (await dashboard.ask('/api/openapi.json', null)).json();
  expect(served).toEqual(JSON.parse(JSON.stringify(openApi(routes, '0.0.0'))));
});

test('nothing was met that nobody had foreseen', () => {
  expect(dashboard.errors).toEqual([]);
});
