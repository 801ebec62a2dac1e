import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidenceOf } from '../../src/gates/gate-verdict.ts';
import { type GateWorld, makeGateWorld } from './gate-world.ts';
import { crash, service } from './service.ts';

let world: GateWorld;
let head: string;
beforeAll(async () => {
  world = await makeGateWorld({
    'service.js': service,
    'crash.js': crash,
    'package.json': '{"type":"module"}',
  });
  head = await world.git('rev-parse', 'HEAD');
});
afterAll(() => world.close());

const address = (path: string) => `"http://127.0.0.1:\${PORT}${path}"`;
const served = (path: string, more = '') =>
  `gates: { probe: { kind: http, url: ${address(path)}, serve: node service.js, requests: 20, concurrency: 2${more} } }`;

async function probe(gates: string) {
  const { judge, results } = await world.open(gates);
  const [verdict] = await judge(head, ['probe']);
  return { verdict: verdict!, rows: await results() };
}

describe('[G6] an http gate', () => {
  test('starts what it probes, asks it as often as it says, and keeps what it measured', async () => {
    const { verdict, rows } = await probe(served('/ok', ', latency: { p50: <2s, p95: <=2000ms }'));
    expect(verdict).toMatchObject({ outcome: 'passed', exitCode: null });
    expect(verdict.evidence).toMatchObject({
      requests: 20,
      failed: 0,
      limits: [
        { of: 'p50 in ms', limit: '< 2 s', from: 'gates.yaml', holds: true },
        { of: 'p95 in ms', limit: '<= 2000 ms', holds: true },
      ],
    });
    expect(rows).toMatchObject([{ kind: 'http', evidence: verdict.evidence }]);
  });

  test.each([
    ['failed', '/slow', ', latency: { p95: <100ms }', /p95 in ms \d+.* does not keep to < 100 ms/],
    ['failed', '/missing', '', /answered 404, expected 200 to 299/],
    ['failed', '/private', '', /answered 401/],
    ['passed', '/private', ', expect_status: 401', /20 requests, 0 failed/],
    ['failed', '/ok', ', expect_status: 401', /answered 200, expected 401/],
    ['failed', '/moved', '', /answered 302/],
    ['passed', '/moved', ', expect_status: 300..399', /0 failed/],
  ])('is %s for %s%s', async (outcome, path, more, found) => {
    const { verdict } = await probe(served(path, more));
    expect(verdict).toMatchObject({ outcome, tail: expect.stringMatching(found) });
  });

  test.each([
    ['missing_command', 'no-such-server', /no-such-server/],
    ['failed', 'echo cannot listen; exit 4', /ended before http.*probed to the end\.\ncannot listen/],
    ['failed', 'true', /ended before .* was probed to the end/],
    ['unreachable', 'sleep 60', /did not answer within 500 ms/],
    ['killed', 'kill -KILL $$', /ended before .* was probed to the end/],
  ])('is %s when what it starts is: %s', async (outcome, serve, found) => {
    const { verdict } = await probe(
      `gates: { probe: { kind: http, url: ${address('/')}, serve: ${JSON.stringify(serve)}, ready_within: 500ms } }`,
    );
    expect(verdict).toMatchObject({ outcome, tail: expect.stringMatching(found) });
  });

  test('is no pass by another server that answers at the same place', async () => {
    const other = createServer((_, response) => void response.end('fine'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const { verdict } = await probe(
        `gates: { probe: { kind: http, url: "http://127.0.0.1:${port}/", serve: "PORT=${port} node service.js", requests: 1000 } }`,
      );
      expect(verdict.outcome).toBe('failed');
      expect(verdict.tail).toContain('EADDRINUSE');
    } finally {
      other.closeAllConnections();
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('is unreachable where nobody listens, and timed out where an answer never ends', async () => {
    const hanging = createServer((_, response) => void response.writeHead(200).write('and so'));
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const { port } = hanging.address() as AddressInfo;
    const gate = (more: string) =>
      `gates: { probe: { kind: http, url: "http://127.0.0.1:${port}/", ${more} } }`;
    try {
      expect((await probe(gate('timeout: 400ms'))).verdict.outcome).toBe('timed_out');
    } finally {
      hanging.closeAllConnections();
      await new Promise((resolve) => hanging.close(resolve));
    }
    expect((await probe(gate('ready_within: 200ms'))).verdict.outcome).toBe('unreachable');
  });

  test('is asked each time: the world is no function of a tree', async () => {
    const { judge, results } = await world.open(served('/ok'));
    await judge(head, ['probe']);
    await judge(head, ['probe']);
    expect(await results()).toHaveLength(2);
  });
});

describe('[G6] availability over a window, with a failover forced in its middle', () => {
  const window = (serve: string, atLeast: string, failover = 'node crash.js') =>
    `gates: { probe: { kind: http, url: ${address('/ok')}, serve: ${serve}, requests: 5, availability: { at_least: ${atLeast}, for: 2s, every: 50ms, failover: ${JSON.stringify(failover)} } } }`;

  test('holds for a service that comes back, and says what failed before and after', async () => {
    const { verdict } = await probe(window('node service.js --supervised', '60%'));
    expect(verdict.outcome, verdict.tail).toBe('passed');
    const { availability, limits } = verdict.evidence as Record<string, never>;
    expect(availability).toMatchObject({
      probes: 40,
      before: { probes: 20, failed: 0 },
      after: { probes: 20 },
      failover: { command: 'node crash.js', exitCode: 0 },
    });
    expect(limits).toMatchObject([{ of: 'availability in %', limit: '>= 60 %', holds: true }]);
  });

  test('does not hold for one that stays away, though half of the probes were answered', async () => {
    const { verdict } = await probe(window('node service.js', '99%'));
    expect(verdict.outcome).toBe('failed');
    expect(verdict.tail).toMatch(
      /40 probes over 2000 ms: 0 of 20 failed before the failover and \d+ of 20 after it/,
    );
  });

  test.each([
    ['failed', 'exit 3'],
    ['missing_command', 'no-such-failover'],
  ])('is %s when the failover itself is: %s', async (outcome, failover) => {
    const { verdict } = await probe(window('node service.js', '99%', failover));
    expect(verdict).toMatchObject({
      outcome,
      tail: expect.stringContaining('the failover command ended as'),
    });
  });
});

describe('[G7] a metric', () => {
  const measure = (more: string) => probe(`gates: { probe: { kind: metric, ${more} } }`);
  test.each([
    ['passed', `run: "echo coverage 81.5%", threshold: ">= 80"`, { value: 81.5, threshold: '>= 80' }],
    ['failed', `run: "echo coverage 79.9%", threshold: ">= 80"`, { value: 79.9 }],
    ['passed', `run: 'echo "{\\"a\\":[{\\"b\\":3}]}"', read: "json:/a/0/b", threshold: "< 4"`, { value: 3 }],
    ['failed', `run: "echo took 12 of 40 s", read: "match:took (\\\\d+)", threshold: "< 10s"`, { value: 12 }],
    ['unparsable', 'run: "echo nothing", threshold: "< 4"', null],
    ['unparsable', 'run: "echo 3", read: "json:/a", threshold: "< 4"', null],
    ['failed', 'run: "echo 3; exit 1", threshold: "< 4"', null],
    ['missing_command', 'run: no-such-metric, threshold: "< 4"', null],
    ['timed_out', 'run: "echo 3; sleep 60", timeout: 300ms, threshold: "< 4"', null],
    ['killed', 'run: "echo 3; kill -KILL $$", threshold: "< 4"', null],
  ])('is %s for { %s }', async (outcome, more, evidence) => {
    const { verdict } = await measure(more);
    expect(verdict, verdict.tail).toMatchObject({ outcome });
    if (evidence === null) expect(verdict.evidence).toBeNull();
    else expect(verdict.evidence).toMatchObject(evidence);
  });

  test('may be read from an address', async () => {
    const server = createServer((request, response) =>
      response.writeHead(request.url === '/m' ? 200 : 500).end('{"rate": 99.5}'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const at = (path: string) =>
      measure(`url: "http://127.0.0.1:${port}${path}", read: "json:/rate", threshold: ">= 99"`);
    try {
      expect((await at('/m')).verdict).toMatchObject({ outcome: 'passed', evidence: { value: 99.5 } });
      expect((await at('/x')).verdict).toMatchObject({ outcome: 'failed' });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    expect((await at('/m')).verdict).toMatchObject({ outcome: 'unreachable' });
  });
});

describe('[G8] files', () => {
  test('are there, large enough, hold what they should, and parse; what was seen is kept', async () => {
    const commit = await world.commit({
      'out/a.json': '{"a": 1}',
      'out/b.txt': 'hello world\n',
      'bad.json': '{',
    });
    const check = async (more: string) => {
      const { judge } = await world.open(`gates: { look: { kind: files, ${more} } }`);
      return (await judge(commit, ['look']))[0]!;
    };
    const green = await check(
      'paths: [out/, service.js], at_least_bytes: 8, contains: { out/b.txt: world }, json: [out/a.json]',
    );
    expect(green).toMatchObject({ outcome: 'passed', evidence: { problems: [] } });
    const { files } = green.evidence as { files: { path: string; bytes: number; sha256: string }[] };
    expect(files.find((file) => file.path === 'out/a.json')).toEqual({
      path: 'out/a.json',
      bytes: 8,
      sha256: createHash('sha256').update('{"a": 1}').digest('hex'),
    });
    for (const [more, problem] of [
      ['paths: [out/c.txt]', 'out/c.txt is not there'],
      ['paths: [empty/]', 'empty/ is not there'],
      ['paths: [out/], at_least_bytes: 9', 'out/a.json has 8 bytes, expected at least 9'],
      ['paths: [out/], contains: { out/b.txt: moon }', "out/b.txt does not contain 'moon'"],
      ['paths: [out/], json: [bad.json]', 'bad.json is not JSON'],
    ] as const) {
      const red = await check(more);
      expect(red).toMatchObject({ outcome: 'failed', tail: expect.stringContaining(problem) });
    }
  });

  test('are looked at once for the same files, whatever else changes', async () => {
    const { judge, results } = await world.open('gates: { look: { kind: files, paths: [service.js] } }');
    await judge(await world.commit({ 'x.txt': '1' }), ['look']);
    await judge(await world.commit({ 'x.txt': '2' }), ['look']);
    expect(await results()).toHaveLength(1);
  });
});

describe('[G9] a review', () => {
  const answer = (verdict: unknown) => `cat <<'END'\n${JSON.stringify(verdict)}\nEND`;
  const hear = async (run: string, others = '') => {
    const { judge } = await world.open(
      `gates: { look: { kind: review, run: ${JSON.stringify(run)}, question: "Is it sound?" }${others} }`,
    );
    return judge(head, ['look', ...(others === '' ? [] : ['red'])]);
  };
  const finding = {
    path: 'service.js',
    line: 3,
    quote: 'const port = Number(process.env.PORT);',
    why: 'no default',
  };

  test('that passes says only that it does not block: what is red beside it stays red', async () => {
    const [look, red] = await hear(answer({ verdict: 'pass' }), ', red: { kind: check, run: exit 1 }');
    expect(look).toMatchObject({ outcome: 'passed', evidence: { verdict: 'pass', findings: [] } });
    expect(red).toMatchObject({ outcome: 'failed', standing: { kind: 'red' } });
  });

  test('that blocks is a refusal, with each quote at its line', async () => {
    const [look] = await hear(answer({ verdict: 'block', findings: [finding] }));
    expect(look).toMatchObject({
      outcome: 'refused',
      standing: { kind: 'red' },
      evidence: { question: 'Is it sound?', findings: [{ path: 'service.js', line: 4, why: 'no default' }] },
    });
    expect(evidenceOf(look!)).toContain('service.js:4: no default');
  });

  test.each([
    ['unparsable', 'no JSON', 'echo looks good to me'],
    ['unparsable', 'another verdict', answer({ verdict: 'maybe', findings: [] })],
    ['unparsable', 'a block without a finding', answer({ verdict: 'block', findings: [] })],
    ['unparsable', 'more than was asked', answer({ verdict: 'pass', findings: [], approve: true })],
    [
      'unparsable',
      'a quote that is not there',
      answer({ verdict: 'block', findings: [{ ...finding, quote: 'eval(' }] }),
    ],
    [
      'unparsable',
      'a file that is not there',
      answer({ verdict: 'pass', findings: [{ ...finding, path: 'x.js' }] }),
    ],
    [
      'unparsable',
      'a path that leads out',
      answer({ verdict: 'pass', findings: [{ ...finding, path: '../x' }] }),
    ],
    ['failed', 'a reviewer that fails', `${answer({ verdict: 'pass' })}\nexit 1`],
    ['missing_command', 'no reviewer', 'no-such-reviewer'],
  ])('is %s with %s', async (outcome, _what, run) => {
    expect(await hear(run)).toMatchObject([{ outcome, standing: { kind: 'red' } }]);
  });

  test('gets the question and the commit', async () => {
    const run = `test "$MUSTER_QUESTION" = "Is it sound?" && test "$MUSTER_COMMIT" = ${head} && echo '{"verdict":"pass"}'`;
    expect(await hear(run)).toMatchObject([{ outcome: 'passed' }]);
  });
});
