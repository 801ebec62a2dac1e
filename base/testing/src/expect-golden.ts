import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, inject } from 'vitest';

/**
 * Compares byte for byte with a committed file, and rewrites it under `vitest -u` alone: a missing file fails (Vitest's own
 * file snapshots would write it and pass).
 */
export function expectGolden(path: string, text: string): void {
  if (inject('musterTestRun')?.isUpdating) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return;
  }
  expect(existsSync(path), `the golden file ${path} exists (vitest -u writes it)`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
