import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentScript, fakeAcpAgentEntry, writeAgentScript } from '@musterhq/sandbox';
import { afterAll, beforeAll } from 'vitest';
import { acpDriver } from '../src/acp/acp-driver.ts';
import { type ConformanceCase, driverConformance } from './driver-conformance.ts';
import { bundleProgram } from './turn-fixture.ts';

let folder: string;
let agent: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-acp-'));
  agent = bundleProgram({ entry: fakeAcpAgentEntry, folder, name: 'fake-acp-agent' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

type Steps = AgentScript['turns'][number]['steps'];

function stepsFor(conformanceCase: ConformanceCase, outside: string): Steps {
  const count: Steps[number] = { do: 'append', path: `${outside}/counter`, text: 'once\n', asks: 'never' };
  switch (conformanceCase) {
    case 'finish':
      return [{ do: 'write', path: 'out.txt', text: 'out\n', asks: 'never' }, count];
    case 'fail':
      return [
        { do: 'stderr', text: 'about to fail\n' },
        { do: 'die', code: 3 },
      ];
    case 'hang':
      return [{ do: 'spawn_child', pidFile: `${outside}/child.pid` }, { do: 'hang' }];
    case 'gated':
      return [{ do: 'stderr', text: 'early\n' }, { do: 'await_file', path: `${outside}/go` }, count];
    case 'flood':
      return [{ do: 'flood', bytes: 20_000_000, last: 'the end' }];
    case 'invalid':
      return [count];
  }
}

driverConformance({
  driver: acpDriver,
  optionsFor(conformanceCase, { outside }) {
    const script = writeAgentScript(join(outside, 'script.json'), {
      turns: [{ steps: stepsFor(conformanceCase, outside) }],
    });
    return {
      profile: 'generic',
      command: process.execPath,
      args: [agent],
      home: conformanceCase === 'invalid' ? 'not/absolute' : join(outside, 'home'),
      env: { FAKE_ACP_SCRIPT: script },
    };
  },
  failure: 'agent_error',
  skips: {
    claims: 'an agent claims nothing over the protocol; the difference in its worktree is what counts',
  },
});
