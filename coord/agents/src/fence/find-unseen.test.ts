import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { FencePlaces, FenceSpec } from './fence-spec.ts';
import { findUnseen, showPath, showProgram } from './find-unseen.ts';

const node = process.execPath;
const folder = dirname(node);
const nowhere: FencePlaces = { writable: [], scratch: [], readable: [], hidden: [] };
const bubblewrap = (places: Partial<FencePlaces>): FenceSpec => ({
  ...{ kind: 'bubblewrap', program: '/bwrap', isRoot: false },
  ...{ ...nowhere, ...places },
});
const hidden: FencePlaces['hidden'] = [{ path: folder, is: 'folder' }];

it('[C1] a program below what the fence does not show cannot be started behind it', () => {
  expect(findUnseen(undefined, node)).toBeUndefined();
  expect(findUnseen({ kind: 'off', because: 'there is none' }, node)).toBeUndefined();
  expect(findUnseen(bubblewrap({}), node)).toBeUndefined();
  expect(findUnseen(bubblewrap({ scratch: [folder] }), node)).toBe(node);
  expect(findUnseen(bubblewrap({ hidden }), node)).toBe(node);
});

it('[C1] of the places around a program the deepest counts', () => {
  expect(findUnseen(bubblewrap({ hidden, readable: [node] }), node)).toBeUndefined();
});

it("[C1] macOS' own temporary folders are there behind its fence", () => {
  const seatbelt: FenceSpec = { kind: 'seatbelt', program: '/x', ...nowhere };
  expect(findUnseen({ ...seatbelt, scratch: [folder] }, node)).toBeUndefined();
  expect(findUnseen({ ...seatbelt, hidden }, node)).toBe(node);
});

it('[C1] an installation below a temporary folder is shown, the temporary folder is not', () => {
  const around = bubblewrap({ scratch: [dirname(folder)] });
  expect(showProgram(around, node)).toEqual({ ...around, readable: [folder] });
  expect(findUnseen(around, node)).toBeUndefined();
  const itself = bubblewrap({ scratch: [folder] });
  expect(showProgram(itself, node)).toEqual(itself);
});

it('[C1] what was installed with npm is shown with the packages beside it', () => {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'muster-shown-')));
  try {
    const modules = join(temporary, 'project', 'node_modules');
    mkdirSync(join(modules, 'agent', 'node_modules', 'part'), { recursive: true });
    mkdirSync(join(modules, '.bin'));
    const program = join(modules, 'agent', 'node_modules', 'part', 'run.js');
    writeFileSync(program, '');
    symlinkSync(program, join(modules, '.bin', 'agent'));
    expect(showProgram(bubblewrap({ scratch: [temporary] }), join(modules, '.bin', 'agent'))).toMatchObject({
      readable: [modules],
    });
  } finally {
    rmSync(temporary, { recursive: true });
  }
});

it('[C1] the folders of a PATH are shown, with the project around its installed programs', () => {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'muster-shown-')));
  try {
    const [bin, programs] = [join(temporary, 'project/node_modules/.bin'), join(temporary, 'programs')];
    for (const each of [bin, programs]) mkdirSync(each, { recursive: true });
    const around = bubblewrap({ scratch: [temporary] });
    const path = [bin, programs, join(temporary, 'missing'), 'relative', temporary, '/usr/bin'].join(':');
    expect(showPath(around, path)).toMatchObject({ readable: [join(temporary, 'project'), programs] });
    const itself = bubblewrap({ scratch: [join(temporary, 'project')] });
    expect(showPath(itself, bin)).toEqual(itself);
  } finally {
    rmSync(temporary, { recursive: true });
  }
});
