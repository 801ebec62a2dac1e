import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conformanceSteps, fakeAcpAgentEntry, writeAgentScript } from '@musterhq/sandbox';
import { afterAll, beforeAll } from 'vitest';
import { acpDriver } from '../src/acp/acp-driver.ts';
import { driverConformance } from './driver-conformance.ts';
import { bundleProgram } from './turn-fixture.ts';

let folder: string;
let agent: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-acp-'));
  agent = bundleProgram({ entry: fakeAcpAgentEntry, folder, name: 'fake-acp-agent' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

driverConformance({
  driver: acpDriver,
  optionsFor(conformanceCase, { outside }) {
    const options = {
      profile: 'generic',
      command: process.execPath,
      args: [agent],
      home: join(outside, 'home'),
    };
    if (conformanceCase === 'invalid') return { ...options, home: 'not/absolute' };
    const steps = conformanceSteps(conformanceCase, { outside });
    const script = writeAgentScript(join(outside, 'script.json'), { turns: [{ steps }] });
    return { ...options, env: { FAKE_ACP_SCRIPT: script } };
  },
  failure: 'agent_error',
  skips: {
    claims: 'an agent claims nothing over the protocol; the difference in its worktree is what counts',
  },
});
