import { readFile } from 'node:fs/promises';
import type { Plan } from '@musterhq/plan';
import { EngineError } from '../engine-error.ts';
import { readYaml } from '../read-yaml.ts';
import { checkBindings } from './check-bindings.ts';
import { type GateBindings, gateBindingsSchema } from './gate-bindings.ts';
import { unlandedGate, unlandedGateName } from './unlanded-gate.ts';

/** The gate bindings of a run as its file has them now, checked against the plan; `hasGates` says that the run began with a file. */
export async function readBindings(
  { gates: file, hasGates }: { gates?: string | undefined; hasGates?: boolean | undefined },
  plan: Plan,
): Promise<GateBindings> {
  const text = file === undefined ? '' : await readIfThere(file);
  if (hasGates === true && text === '') {
    throw new EngineError(
      'configuration_invalid',
      `The gate bindings ${file} are gone or empty; the run began with them, and without them nothing would be judged. Put the file back, then 'muster resume'.`,
      { file },
    );
  }
  const bindings = readYaml(text, file ?? 'gates.yaml', gateBindingsSchema);
  checkBindings(bindings, plan, file ?? 'gates.yaml');
  if (unlandedGateName in bindings.gates)
    throw new EngineError(
      'configuration_invalid',
      `${file} names a gate '${unlandedGateName}', which every run has already: give it another name.`,
      { file },
    );
  return { ...bindings, gates: { ...bindings.gates, [unlandedGateName]: unlandedGate } };
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
