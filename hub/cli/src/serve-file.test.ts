import { readOwnIdentity } from '@musterhq/process';
import { expect, test } from 'vitest';
import { isServing } from './serve-file.ts';

const where = { url: 'http://127.0.0.1:4210', port: 4210 };

test('whoever wrote the file and still runs serves', () => {
  expect(isServing({ ...where, ...readOwnIdentity() })).toBe(true);
});

test('another process that has the number by now does not, as in a container that was started again', () => {
  expect(isServing({ ...where, pid: process.pid, startedAt: 'before' })).toBe(false);
});
