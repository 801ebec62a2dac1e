import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from './start-program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-agents-'));
  const program = join(folder, 'node_modules/.bin/codex-acp');
  mkdirSync(dirname(program), { recursive: true });
  writeFileSync(program, '#!/bin/sh\necho 1.6.0\n');
  chmodSync(program, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const muster = (...args: string[]) =>
  startProgram('muster', args, { cwd: folder, env: { PATH: '/usr/bin:/bin', HOME: folder } }).ended;

it('[C11] lists what is installed and what is not, to people and to programs, outside of any repository too', async () => {
  const { stdout, exitCode } = await muster('agents');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^codex +acp +codex-acp +not usable 1\.6\.0 .*npm install --global/m);
  expect(stdout).toMatch(/^gemini +acp +gemini +missing/m);
  const listed: { program: string; kind: string }[] = JSON.parse((await muster('agents', '--json')).stdout);
  expect(listed).toContainEqual(
    expect.objectContaining({ program: 'codex-acp', kind: 'found', isUsable: false }),
  );
});
