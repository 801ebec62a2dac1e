import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AcpOptions } from './acp-options.ts';
import type { AcpProfile } from './acp-profile.ts';

/** Makes the agent's HOME and writes its configuration: safe to repeat, and done before every turn. */
export function prepareHome(profile: AcpProfile, options: AcpOptions): void {
  mkdirSync(options.home, { recursive: true, mode: 0o700 });
  for (const [path, text] of Object.entries(profile.homeFiles(options))) {
    const file = join(options.home, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, text, { mode: 0o600 });
  }
}
