import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const brand = join(repository, 'drill/brand.yaml');
let temporary: TemporaryFolder;
let folder = '';
let file = '';

function hub(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(repository, 'hub/cli/bin/hub.js'), ...args], {
    encoding: 'utf8',
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
}

beforeAll(() => {
  temporary = makeTemporaryFolder('hub-calendar');
  folder = temporary.path;
  file = join(folder, 'calendar.json');
});

afterAll(() => temporary.remove());

test('the month of the drill is the same twice, and holds what was promised', () => {
  const order = ['calendar', 'generate', '--brand', brand, '--days', '30', '--seed', '7', '--json'];
  const first = hub(...order, '--out', 'calendar.json');
  expect([first.status, first.stderr]).toEqual([0, '']);
  expect(hub(...order).stdout).toBe(first.stdout);
  const { items, report } = JSON.parse(first.stdout);
  expect(items.length).toBeGreaterThanOrEqual(90);
  expect(new Set(items.map((item: { platform: string }) => item.platform)).size).toBe(3);
  expect(Object.keys(items[0])).toEqual(expect.arrayContaining(['id', 'platform', 'at', 'variants']));
  expect(Object.keys(items[0].variants[0])).toEqual(
    expect.arrayContaining(['id', 'factor', 'text', 'media']),
  );
  expect(report).toMatchObject({ items: items.length, findings: [], feasibility: { fits: true } });
  expect(report.highestSimilarity.similarity).toBeLessThanOrEqual(0.4);
  expect(JSON.parse(readFileSync(file, 'utf8')).items).toEqual(items);
});

test('for people it is a line for each piece, and what the plan comes to', () => {
  const { status, stdout } = hub('calendar', 'show', file, '--brand', brand);
  expect(status).toBe(0);
  expect(stdout).toContain('Kiln: 30 days from 2026-03-16');
  expect(stdout).toMatch(/Mon 16\.03\. {2}\d\d:\d\d/);
  expect(stdout).toMatch(/Likeness +highest 0\.\d{3}/);
  expect(stdout).toMatch(/Price +\$\d/);
  expect(stdout).toContain('no errors');
  expect(stdout.split('\n').filter((line) => /\d\d:\d\d {2}(IG|FB|X )/.test(line))).toHaveLength(90);
});

test('one item is shown with both variants', () => {
  const [item] = JSON.parse(readFileSync(file, 'utf8')).items;
  const { stdout } = hub('calendar', 'show', file, '--brand', brand, '--item', item.id);
  for (const { text } of item.variants) expect(stdout).toContain(text.split('\n')[0]);
  expect(hub('calendar', 'show', file, '--brand', brand, '--item', 'nobody')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("found 'nobody'"),
  });
});

test('a calendar with a fault is refused by name, with exit code 3', () => {
  expect(hub('calendar', 'check', file, '--brand', brand).status).toBe(0);
  const calendar = JSON.parse(readFileSync(file, 'utf8'));
  calendar.items[0].channel = 'kiln-nowhere';
  writeFileSync(join(folder, 'bad.json'), JSON.stringify(calendar));
  const { status, stdout } = hub('calendar', 'check', 'bad.json', '--brand', brand);
  expect(status).toBe(3);
  expect(stdout).toContain('kiln-nowhere is no channel of kiln [C2/channel]');
});

test('the price is told by post, with what would be cheaper', () => {
  const { stdout } = hub('calendar', 'price', file, '--brand', brand, '--json');
  const { total, prices, cheaper } = JSON.parse(stdout);
  expect(total).toBe(prices.reduce((sum: number, one: { total: number }) => sum + one.total, 0));
  expect(cheaper.every(({ saves }: { saves: number }) => saves > 0)).toBe(true);
  expect(hub('calendar', 'price', file, '--brand', brand).stdout).toMatch(/^\$\d+\.\d{3} {2}in all/m);
});

test('a calendar goes out as a table and comes back without a change', () => {
  expect(hub('calendar', 'export', file, '--out', 'calendar.csv').status).toBe(0);
  const back = hub('calendar', 'import', file, '--brand', brand, '--from', 'calendar.csv');
  expect(back.stdout).toContain('0 new, 0 changed, 90 as they were, 0 mistakes');
  expect(hub('calendar', 'export', file, '--format', 'ical').stdout).toContain('BEGIN:VCALENDAR');
  writeFileSync(join(folder, 'wrong.csv'), 'key,channel\n1,kiln-x\n');
  expect(hub('calendar', 'import', file, '--brand', brand, '--from', 'wrong.csv').status).toBe(3);
  writeFileSync(join(folder, 'latin.csv'), Buffer.from('key,channel\nh\xfctte,kiln-x\n', 'latin1'));
  expect(hub('calendar', 'import', file, '--brand', brand, '--from', 'latin.csv')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("is not in UTF-8: save it anew, a spreadsheet as 'CSV UTF-8'"),
  });
});

test("a repository's own templates are used, and take the place of shipped ones by name", () => {
  const own = join(folder, 'content_templates/templates');
  mkdirSync(own, { recursive: true });
  const shipped = readFileSync(join(repository, 'hub/rules/templates/feature.yaml'), 'utf8');
  writeFileSync(join(own, 'feature.yaml'), shipped.replaceAll('{{ about.does }}', 'Ours, {{ about.does }}'));
  const order = ['calendar', 'generate', '--brand', brand, '--days', '8', '--json'];
  const features = JSON.parse(hub(...order).stdout).items.filter(
    (item: { pillar: string }) => item.pillar === 'feature',
  );
  expect(features.length).toBeGreaterThan(0);
  expect(JSON.stringify(features)).toContain('Ours, ');
  writeFileSync(join(own, 'broken.yaml'), 'templates: [');
  expect(hub(...order)).toMatchObject({ status: 2, stderr: expect.stringContaining('broken.yaml:1') });
  rmSync(join(folder, 'content_templates'), { recursive: true });
});

test('what cannot be planned, read or understood has its exit code and says what to do', () => {
  const text = readFileSync(brand, 'utf8');
  writeFileSync(
    join(folder, 'tight.yaml'),
    text.replace('daily: ["08:00-09:00",', 'friday: []\n    daily: ["08:00-09:00",'),
  );
  const tight = hub('calendar', 'generate', '--brand', 'tight.yaml', '--days', '7');
  expect(tight.status).toBe(3);
  expect(tight.stderr).toContain('posting-windows');
  writeFileSync(join(folder, 'typo.yaml'), text.replace('zone: Europe/Berlin', 'zone: Berlin'));
  const typo = hub('calendar', 'generate', '--brand', 'typo.yaml');
  expect(typo.status).toBe(2);
  expect(typo.stderr).toMatch(/typo\.yaml:6:\d+ error: .*IANA/);
  writeFileSync(join(folder, 'empty.yaml'), '');
  expect(hub('calendar', 'generate', '--brand', 'empty.yaml').stderr).toContain(
    "'zone' is missing: expected",
  );
  expect(
    hub('calendar', 'generate', '--brand', brand, '--days', '7', '--out', 'none/month.json'),
  ).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('none/month.json: there is no such folder'),
  });
  expect(hub('calendar', 'generate', '--brand', 'nobody.yaml').status).toBe(2);
  expect(hub('calendar', 'generate', '--brand', brand, '--days', 'many').status).toBe(2);
  expect(hub('calendar', 'generate', '--brand', brand, '--start', '2026-02-30').status).toBe(2);
});

test('a campaign marks its pieces, goes with the calendar and is held to its budget', () => {
  const campaign = (budget: number) =>
    `id: kiln-opening\nname: Opening\nfrom: 2026-03-20\nto: 2026-03-27\nbudgetUsd: ${budget}\nchannels: [kiln-x]\ngoal: { metric: engagements, atLeast: 500 }\n`;
  const plan = (budget: number) => {
    writeFileSync(join(folder, 'opening.yaml'), campaign(budget));
    const order = ['calendar', 'generate', '--brand', brand, '--days', '30', '--seed', '7'];
    return hub(...order, '--campaign', 'opening.yaml', '--out', 'campaign.json');
  };
  const within = plan(5);
  expect([within.status, within.stdout]).toEqual([
    0,
    expect.stringMatching(/Campaign +kiln-opening: 8 pieces for \$\d/),
  ]);
  const { items, campaigns } = JSON.parse(readFileSync(join(folder, 'campaign.json'), 'utf8'));
  expect(campaigns).toMatchObject([{ id: 'kiln-opening', budgetUsd: 5 }]);
  const marked = items.filter((item: { campaign?: string }) => item.campaign === 'kiln-opening');
  expect(marked).toHaveLength(8);
  expect(hub('calendar', 'check', 'campaign.json', '--brand', brand).status).toBe(0);
  plan(0.01);
  const over = hub('calendar', 'check', 'campaign.json', '--brand', brand);
  expect([over.status, over.stdout]).toEqual([3, expect.stringContaining('[C37/campaign-budget]')]);
});
