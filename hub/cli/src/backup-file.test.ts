import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import { expect, test } from 'vitest';
import { readBackup, writeBackup } from './backup-file.ts';

const at = '2026-11-23T12:00:00Z';

test('lines are read again as they were written', async () => {
  const folder = makeTemporaryFolder('hub-backup');
  const file = join(folder.path, 'whole.backup');
  const lines = [{ backup: 1, version: '0.1.0', at }, { end: { rows: 0, media: 0 } }] as const;
  await writeBackup(file, async (write) => {
    for (const line of lines) await write(line);
  });
  const read = [];
  for await (const line of readBackup(file)) read.push(line);
  expect(read).toEqual(lines);
  folder.remove();
});

test('a place that cannot be written to is told, though it breaks before a row was read', async () => {
  const file = join('/nonexistent', 'no.backup');
  const slow = writeBackup(file, () => new Promise((resolve) => setTimeout(resolve, 100)));
  await expect(slow).rejects.toMatchObject({
    name: 'HubError',
    message: `expected a file that can be written at ${file}: there is no such folder`,
  });
});
