import { describe, expect, test } from 'vitest';
import { configurationSchema } from './configuration.ts';
import { readYaml } from './read-yaml.ts';

const read = (text: string) => readYaml(text, 'muster/config.yaml', configurationSchema);

describe('[E30] muster/config.yaml', () => {
  test('may be absent: every key has a default', () => {
    expect(read('')).toEqual({
      version: 1,
      driver: 'runbook',
      drivers: {},
      fence: 'auto',
      sessions: {},
      tasks: {},
      grants: [],
      runbook: 'muster/runbook.yaml',
      concurrency: 16,
      turns: 4,
      idleTurns: 2,
      attempts: 3,
      taskTimeout: 3_600_000,
      gateTimeout: 600_000,
      zone: 'UTC',
      brief: { tokens: 3_000 },
      batch: { tasks: 3, within: 300_000 },
      reuse: 'agents',
      worktree: { copy: [] },
      landing: {
        ...{ window: 4, floor: 2, ceiling: 12, parallel: 4 },
        ...{ main: 'move', remote: 'origin', api: 'https://api.github.com' },
      },
      budget: { turn: { tokens: 200_000, usd: 2 }, unknown: { tokens: 500_000, usd: 5 } },
      admission: { start: 2, ceiling: 16, stagger: 2_000, memory: 734_003_200 },
      notify: [],
      retention: { runs: 20, logDays: 30 },
    });
  });

  test('names hosts that agents may reach, and promises nothing where no fence holds them to it', () => {
    expect(read("network: [api.example.com, '*.example.org', '127.0.0.1:9000']")).toMatchObject({
      network: ['api.example.com', '*.example.org', '127.0.0.1:9000'],
    });
    expect(() => read('network: [https://api.example.com]')).toThrow(
      'expected a host such as api.example.com',
    );
    expect(() => read('fence: off\nnetwork: []')).toThrow("expected no list of hosts with 'fence: off'");
  });

  test('lets the dashboard leave loopback only behind a proxy that says who people are', () => {
    expect(read('dashboard: { port: 8080 }').dashboard).toEqual({ address: '127.0.0.1', port: 8080 });
    expect(() => read('dashboard: { address: 0.0.0.0 }')).toThrow(/dashboard\.address: expected 'proxy'/);
    const proxy = '{ origin: "https://m.example.org/x", userHeader: X-User, from: [10.0.0.5] }';
    expect(read(`dashboard: { address: 0.0.0.0, proxy: ${proxy} }`).dashboard).toMatchObject({
      address: '0.0.0.0',
      proxy: { origin: 'https://m.example.org', userHeader: 'x-user', from: ['10.0.0.5'] },
    });
  });

  test('gives durations as people write them and ports by session', () => {
    expect(read('taskTimeout: 90s\nworktree:\n  ports: { base: 4000 }\n')).toMatchObject({
      taskTimeout: 90_000,
      worktree: { ports: { base: 4000, each: 10 } },
    });
  });

  test('gives amounts as people write them', () => {
    expect(
      read('budget:\n  run: { tokens: 20M, usd: 12.5 }\n  task: { tokens: 500k }\n').budget,
    ).toMatchObject({
      run: { tokens: 20_000_000, usd: 12.5 },
      task: { tokens: 500_000 },
      turn: { tokens: 200_000 },
    });
    expect(read('admission: { memory: 1.5GB, stagger: 500ms }').admission).toEqual({
      ...{ start: 2, ceiling: 16, stagger: 500, memory: 1_610_612_736 },
    });
  });

  test.each([
    ['concurrency: 0', /^muster\/config\.yaml:1:14 concurrency: /],
    ['turns: 2.5', /^muster\/config\.yaml:1:8 turns: /],
    ['version: 2', /^muster\/config\.yaml:1:10 version: /],
    ['zone: Europe/Nowhere', /^muster\/config\.yaml:1:7 zone: expected an IANA time zone/],
    ['taskTimeout: 90', /^muster\/config\.yaml:1:14 taskTimeout: /],
    ['\n\nworktree:\n  setpu: x', /^muster\/config\.yaml:4:3 worktree: .*"setpu"/],
    ['landing: { main: push }', /^muster\/config\.yaml:1:18 landing\.main: .*"move"\|"pull_request"/],
    ['landing: { repository: x }', /^muster\/config\.yaml:1:24 landing\.repository: expected owner\/name/],
    ['landing: { remote: --upload-pack=x }', /landing\.remote: expected the name of a remote/],
    ['landing: { branch: -f }', /landing\.branch: expected the name of a branch/],
    ['landing: { api: ftp://x }', /landing\.api: /],
    ['budget: { run: { tokens: lots } }', /budget\.run\.tokens: expected tokens such as/],
    ['budget: { day: { usd: -1 } }', /budget\.day\.usd: /],
    ['budget: { week: { usd: 1 } }', /budget: .*"week"/],
    ['admission: { start: 4, ceiling: 2 }', /admission: expected start <= ceiling/],
    ['admission: { memory: 700 }', /admission\.memory: .*expected string/],
    ['- a list', /^muster\/config\.yaml:1:1 the file: /],
  ])('refuses %j with its place', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });
});
