import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import { stopPostgres } from '../src/index.ts';

/** Folders for one embedded server, removed with it. `state` is private to this account, as a clone under /root is. */
export function makeFolders() {
  const folder = makeTemporaryFolder('postgres');
  const root = folder.path;
  chmodSync(root, 0o755);
  const privateFolder = join(root, 'private');
  mkdirSync(privateFolder, { mode: 0o700 });
  return {
    root,
    stateDir: join(privateFolder, 'state'),
    systemStateDir: join(root, 'system'),
    async remove() {
      await stopPostgres({ stateDir: join(privateFolder, 'state') });
      folder.remove();
    },
  };
}
