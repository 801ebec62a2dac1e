import { expect, test } from 'vitest';
import { parseStoredWork, type StoredWork, storedMessage } from './stored-work.ts';

const work: StoredWork = {
  ...{ version: 1, task: 'p1.d1.s2', run: 'r1', message: 'Add {it}', artifacts: ['a'] },
  inputs: { task: { text: 'h' } },
  told: [{ kind: 'handoff_noted', data: { handoff: 'h', summary: 's' } }],
  ...{ turns: 2, briefTokens: 900, usedTokens: null },
};

test('[R5] a stored result reads as it was written, and what somebody else wrote is none', () => {
  expect(parseStoredWork(storedMessage(work))).toEqual(work);
  expect(parseStoredWork('Result of p1.d1.s2')).toBeUndefined();
  expect(parseStoredWork('Result\n\n{"version":1')).toBeUndefined();
  expect(parseStoredWork(storedMessage({ ...work, version: 2 as 1 }))).toBeUndefined();
});
