import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import { expect, test } from 'vitest';
import { planOf } from '../../test/make-facts.ts';
import { readBindings } from './read-bindings.ts';
import { unlandedGate, unlandedGateName } from './unlanded-gate.ts';

const plan = planOf({ '1-2': { 2: '' } });

test('[E34] every run has the gate of what came past the landing, and no file may have another of its name', async () => {
  const folder = makeTemporaryFolder('bindings');
  const gates = join(folder.path, 'gates.yaml');
  expect((await readBindings({ gates }, plan)).gates).toEqual({ [unlandedGateName]: unlandedGate });
  writeFileSync(gates, `gates: { ${unlandedGateName}: { run: "true" } }\n`);
  await expect(readBindings({ gates }, plan)).rejects.toMatchObject({
    code: 'configuration_invalid',
    message: expect.stringContaining('give it another name'),
  });
  folder.remove();
});
