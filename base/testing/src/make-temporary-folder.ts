import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

export type TemporaryFolder = { path: string; remove(): void };

/** A folder outside /tmp, which cleaners and sandboxes treat in their own ways; the next run removes it if this one cannot. */
export function makeTemporaryFolder(name: string): TemporaryFolder {
  const parent = inject('musterTestRun')?.folder ?? '/var/tmp';
  const path = realpathSync(mkdtempSync(join(parent, `${name}-`)));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
