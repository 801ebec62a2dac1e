import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, expect, it } from 'vitest';

/** `muster agents check` with the installed agents, as a person calls it. */
const muster = fileURLToPath(new URL('../../../cli/bin/muster.js', import.meta.url));
const first = fileURLToPath(new URL('../../real', import.meta.url));
const second = join(first, 'second');
const folder = makeTemporaryFolder('check-agents');
afterAll(() => folder.remove());

/** Eight turns of agents that start in some seconds, and much slower on a busy machine. */
const withinMs = 5 * 60_000;

type Checked = { driver: string; lines: { check: string; state: string; words: string }[] }[];

/** `mayFail`: what the agent does in some tries and not in others. */
const agents: { name: string; place: string; drivers: string[]; mayFail: string[] }[] = [
  { name: 'claude', place: first, drivers: ['acp', 'headless'], mayFail: [] },
  { name: 'codex', place: first, drivers: ['acp', 'headless'], mayFail: [] },
  { name: 'opencode', place: second, drivers: ['acp'], mayFail: [] },
  // Whether it finds the conversation of an earlier process.
  { name: 'gemini', place: second, drivers: ['acp'], mayFail: ['goes on'] },
];
const isInstalled = ({ place }: { place: string }): boolean => existsSync(join(place, 'node_modules'));

it.for(agents)(
  'muster agents check $name finds what is known of it',
  { timeout: 2 * withinMs },
  ({ name, place, drivers, mayFail }, { skip }) => {
    if (!isInstalled({ place })) skip("not installed: 'npm run test:agents -- --second' does it");
    const env = { PATH: process.env.PATH ?? '', HOME: folder.path, LANG: 'C.UTF-8' };
    const ran = spawnSync(process.execPath, [muster, 'agents', 'check', name, '--json'], {
      ...{ cwd: place, env, encoding: 'utf8', timeout: withinMs },
    });
    const said = ran.stdout + ran.stderr;
    const checked: Checked = JSON.parse(ran.stdout);
    expect(
      checked.map(({ driver }) => driver),
      said,
    ).toEqual(drivers);
    for (const { driver, lines } of checked) {
      const of = (state: string) => lines.filter((line) => line.state === state).map(({ check }) => check);
      const amiss = of('fails').filter((what) => !mayFail.includes(what));
      expect(amiss, `${driver}\n${said}`).toEqual([]);
      expect(of('works'), driver).toEqual(expect.arrayContaining(['outside by tool', 'outside by shell']));
      // Handed over when the conversation is opened, or as a file: either way it is asked.
      if (name === 'claude') expect(of('works'), driver).toContain('asks the hook');
    }
    const isFine = checked.every(({ lines }) => lines.every(({ state }) => state !== 'fails'));
    expect(ran.status, said).toBe(isFine ? 0 : 1);
  },
);
