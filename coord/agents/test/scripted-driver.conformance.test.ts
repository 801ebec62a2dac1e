import { scriptedDriver } from '../src/scripted-driver.ts';
import { type ConformanceCase, driverConformance } from './driver-conformance.ts';

driverConformance({
  driver: scriptedDriver,
  optionsFor(conformanceCase: ConformanceCase, { outside }) {
    const count = { do: 'append', path: `${outside}/counter` };
    switch (conformanceCase) {
      case 'finish':
        return {
          script: [{ do: 'write', path: 'out.txt', text: 'out\n' }, count],
          artifacts: ['out.txt'],
          message: 'Add out',
        };
      case 'fail':
        return {
          script: [
            { do: 'print', text: 'about to fail\n' },
            { do: 'fail', exitCode: 3 },
          ],
        };
      case 'hang':
        return {
          script: [
            { do: 'spawn_child', pidFile: `${outside}/child.pid` },
            { do: 'silent', ms: 60_000 },
          ],
        };
      case 'gated':
        return {
          script: [{ do: 'print', text: 'early\n' }, { do: 'await_file', path: `${outside}/go` }, count],
        };
      case 'flood':
        return {
          script: [
            { do: 'print', text: '0123456789'.repeat(1_000), times: 2_000 },
            { do: 'print', text: '\nthe end\n' },
          ],
        };
      case 'invalid':
        return { script: [count, { do: 'dance' }] };
    }
  },
});
