import { spawnSync } from 'node:child_process';
import { makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, expect, it } from 'vitest';

/** `muster agents check` with the installed agents, as a person calls it. */
const muster = new URL('../../../cli/bin/muster.js', import.meta.url).pathname;
const installed = new URL('../../real', import.meta.url).pathname;
const folder = makeTemporaryFolder('check-agents');
afterAll(() => folder.remove());

type Checked = { driver: string; lines: { check: string; state: string; words: string }[] }[];

it.each(['claude', 'codex'])(
  'muster agents check %s finds nothing amiss',
  (name) => {
    const env = { PATH: process.env.PATH ?? '', HOME: folder.path, LANG: 'C.UTF-8' };
    const ran = spawnSync(process.execPath, [muster, 'agents', 'check', name, '--json'], {
      ...{ cwd: installed, env, encoding: 'utf8', timeout: 240_000 },
    });
    expect(ran.status, ran.stdout + ran.stderr).toBe(0);
    const checked: Checked = JSON.parse(ran.stdout);
    expect(checked.map(({ driver }) => driver)).toEqual(['acp', 'headless']);
    for (const { driver, lines } of checked) {
      const of = (what: string) => lines.find(({ check }) => check === what);
      // Handed over when the conversation is opened, or as a file: either way it is asked.
      if (name === 'claude') expect(of('asks the hook'), driver).toMatchObject({ state: 'works' });
      for (const what of ['outside by tool', 'outside by shell'])
        expect(of(what), driver).toMatchObject({ state: 'works' });
    }
  },
  300_000,
);
