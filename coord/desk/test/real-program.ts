import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installed = fileURLToPath(new URL('../../agents/real', import.meta.url));

/** A coding agent where `npm run test:agents` installs it; `why` ends the name of a suite that is skipped without it. */
export function realProgram(name: string): { path: string; why: string } {
  const path = join(installed, 'node_modules', '.bin', name);
  const why = ` (skipped: there is no ${name} in coord/agents/real; npm run test:agents installs it)`;
  return { path, why: existsSync(path) ? '' : why };
}
