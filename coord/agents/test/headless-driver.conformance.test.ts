import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceSteps, fakeHeadlessAgentEntry, writeAgentScript } from '@musterhq/sandbox';
import { afterAll, beforeAll, describe } from 'vitest';
import { headlessDriver } from '../src/headless/headless-driver.ts';
import { driverConformance } from './driver-conformance.ts';
import { bundleProgram } from './turn-fixture.ts';

let folder: string;
let agent: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-headless-'));
  agent = bundleProgram({ entry: fakeHeadlessAgentEntry, folder, name: 'fake-headless-agent' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe.each(['claude', 'codex'] as const)('with the profile %s', (profile) => {
  driverConformance({
    driver: headlessDriver,
    label: `headless with the profile ${profile}`,
    optionsFor(conformanceCase, { outside }) {
      const options = { profile, command: process.execPath, args: [agent], home: join(outside, 'home') };
      if (conformanceCase === 'invalid') return { ...options, home: 'not/absolute' };
      const steps = conformanceSteps(conformanceCase, { outside });
      const script = writeAgentScript(join(outside, 'script.json'), { turns: [{ steps }] });
      return { ...options, env: { FAKE_HEADLESS_SCRIPT: script } };
    },
    failure: 'agent_error',
    skips: {
      claims: 'an agent claims nothing in its lines; the difference in its worktree is what counts',
    },
  });
});
