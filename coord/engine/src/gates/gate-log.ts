import { join } from 'node:path';

/** Where the whole output of the gate result with this key lies. */
export function gateLog({ stateDir }: { stateDir: string }, key: string): string {
  return join(stateDir, 'gates', `${key.replaceAll(/[^\w.#-]+/g, '_')}.log`);
}
