import { readFile } from 'node:fs/promises';
import { gateBindingsSchema } from './gates/gate-bindings.ts';
import { readYaml } from './read-yaml.ts';

/** The ids of the gates in a `gates.yaml`; undefined when there is no such file. */
export async function readGateNames(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : Object.keys(readYaml(text, file, gateBindingsSchema).gates);
}
