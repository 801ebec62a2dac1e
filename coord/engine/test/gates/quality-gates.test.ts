import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentLimitOf } from '../../src/gates/document-limit.ts';
import { isPass } from '../../src/gates/gate-verdict.ts';
import { launchPlan, mission } from '../documents.ts';
import { compilePlan } from '../make-facts.ts';
import { type GateWorld, makeGateWorld } from './gate-world.ts';

/** Two workers behind one port: one that is taken away is replaced while the other answers. With `--alone` there is one. */
const service = `import cluster from 'node:cluster';
import { createServer } from 'node:http';

const isAlone = process.argv.includes('--alone');
if (cluster.isPrimary && !isAlone) {
  process.on('SIGUSR2', () => Object.values(cluster.workers)[0].disconnect());
  cluster.on('exit', () => cluster.fork());
  for (let count = 0; count < 2; count += 1) cluster.fork();
} else {
  const delay = process.argv.includes('--slow') ? 250 : 0;
  const isOpen = process.argv.includes('--open');
  createServer((request, response) => {
    const isSecret = request.url !== '/health' && !isOpen;
    const status = isSecret && request.headers.authorization === undefined ? 401 : 200;
    setTimeout(() => response.writeHead(status).end(), delay);
  }).listen(Number(process.env.PORT), '127.0.0.1');
}
`;

/** The share of orders that name the post they came from. */
const attribution = `import { readFileSync } from 'node:fs';

const orders = JSON.parse(readFileSync('orders.json', 'utf8'));
const traced = orders.filter((order) => order.post !== null);
console.log(JSON.stringify({ orders: orders.length, traced: traced.length, share: (100 * traced.length) / orders.length }));
`;
const orders = (untraced: number) =>
  JSON.stringify(Array.from({ length: 20 }, (_, at) => ({ id: at, post: at < untraced ? null : `p${at}` })));

/** What the four gates of the document are bound to; neither the percentage nor the time is written here. */
const bindings = (flags: string) => `
gates:
  stays-up:
    kind: http
    url: "http://127.0.0.1:\${PORT}/health"
    serve: exec node service.js ${flags}
    requests: 20
    availability: { for: 2s, every: 10ms, failover: kill -USR2 $MUSTER_SERVE_PID }
  answers-in-time:
    { kind: http, url: "http://127.0.0.1:\${PORT}/health", serve: exec node service.js ${flags}, requests: 40, concurrency: 4 }
  posts-refuse-strangers:
    { kind: http, url: "http://127.0.0.1:\${PORT}/posts", serve: exec node service.js ${flags}, expect_status: 401, requests: 5 }
  figures-refuse-strangers:
    { kind: http, url: "http://127.0.0.1:\${PORT}/figures", serve: exec node service.js ${flags}, expect_status: 401, requests: 5 }
  revenue-traced:
    { kind: metric, run: node attribution.js, read: "json:/share", threshold: ">= 95", unit: "%" }
quality:
  system-reliability: [stays-up]
  performance-standards: [answers-in-time]
  security-compliance: [posts-refuse-strangers, figures-refuse-strangers]
  revenue-attribution: [revenue-traced]
`;

const plan = compilePlan(mission ?? launchPlan);
let world: GateWorld;
beforeAll(async () => {
  world = await makeGateWorld({
    'service.js': service,
    'attribution.js': attribution,
    'orders.json': orders(0),
    'package.json': '{"type":"module"}',
  });
});
afterAll(() => world.close());

/** As a review judges it: the gates that the quality gate is bound to, with the document's figure. */
async function judge(commit: string, id: string, flags = '') {
  const { judge: run, context } = await world.open(bindings(flags), { plan });
  const gate = plan.qualityGates.find((one) => one.id === id)!;
  const limit = documentLimitOf(gate);
  const verdicts = await run(commit, context.bindings.quality[id] as string[], limit && { limit });
  return { isGreen: verdicts.every(isPass), verdicts, said: verdicts.map(({ tail }) => tail).join('\n') };
}

describe('[G11] the four quality gates of the mission’s document can be held against a service', () => {
  test('99 % uptime with a failover: green when another worker goes on answering, red when nobody does', async () => {
    const head = await world.commit({});
    const green = await judge(head, 'system-reliability');
    expect(green.isGreen, green.said).toBe(true);
    expect(green.verdicts[0]!.evidence).toMatchObject({
      limits: [{ limit: '>= 99 %', from: "quality gate 'system-reliability' of the document", holds: true }],
      availability: {
        probes: 200,
        before: { probes: 100 },
        after: { probes: 100 },
        failover: { exitCode: 0 },
      },
    });
    const red = await judge(head, 'system-reliability', '--alone');
    expect(red.isGreen, red.said).toBe(false);
    expect(red.said).toContain('does not keep to >= 99 %');
  });

  test('answers under 200 ms: the document’s figure is held against p95, and said to be the document’s', async () => {
    const head = await world.commit({});
    const green = await judge(head, 'performance-standards');
    expect(green.isGreen, green.said).toBe(true);
    expect(green.said).toMatch(
      /p95 in ms [\d.]+ keeps to < 200 ms \(quality gate 'performance-standards' of the document\)/,
    );
    const red = await judge(head, 'performance-standards', '--slow');
    expect(red.isGreen, red.said).toBe(false);
  });

  test('all endpoints secured: strangers are refused at each', async () => {
    const head = await world.commit({});
    expect((await judge(head, 'security-compliance')).isGreen).toBe(true);
    expect((await judge(head, 'security-compliance', '--open')).isGreen).toBe(false);
  });

  test('revenue attributed: a share of traced orders against a threshold', async () => {
    expect((await judge(await world.commit({}), 'revenue-attribution')).isGreen).toBe(true);
    const red = await judge(await world.commit({ 'orders.json': orders(2) }), 'revenue-attribution');
    expect(red).toMatchObject({ isGreen: false, verdicts: [{ outcome: 'failed', evidence: { value: 90 } }] });
  });
});
