import type { RunbookEntry } from '../src/index.ts';
import { runbookDriver } from '../src/runbook-driver.ts';
import { type ConformanceCase, driverConformance } from './driver-conformance.ts';
import { path } from './turn-fixture.ts';

const entryFor = (runs: string[], rest: Partial<RunbookEntry> = {}): RunbookEntry => ({
  steps: runs.map((run) => ({ name: run, run, shell: 'sh', timeoutMs: 60_000, retries: 0, env: {} })),
  artifacts: [],
  ...rest,
});

driverConformance({
  driver: runbookDriver,
  optionsFor(conformanceCase: ConformanceCase, { outside }) {
    const count = `echo once >> ${outside}/counter`;
    switch (conformanceCase) {
      case 'finish':
        return entryFor(['echo out > out.txt', count], { artifacts: ['out.txt'], commit: 'Add out' });
      case 'fail':
        return entryFor(['echo about to fail; exit 3']);
      case 'hang':
        return entryFor([`${process.execPath} ${path('./fixtures/hang.mjs')} ${outside}/child.pid`]);
      case 'gated':
        return entryFor([`echo early; until [ -e ${outside}/go ]; do sleep 0.05; done`, count]);
      case 'flood':
        return entryFor(['yes 0123456789 | head -c 20000000; echo; echo the end']);
      case 'invalid':
        return { ...entryFor([count]), artifacts: ['../elsewhere'] };
    }
  },
});
