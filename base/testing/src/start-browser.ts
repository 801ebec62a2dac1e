import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--no-first-run',
];

/** A Chromium of its own for the caller, who closes it. It comes within an npm package: nothing is downloaded. */
export async function startBrowser(): Promise<Browser> {
  const folder = await unpackBrowser();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: flags,
    timeout: 60_000,
    env: {
      HOME: folder,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      // On a machine that has neither the libraries nor a font, those of the package serve.
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
    },
  });
}

/**
 * Unpacked once for each version and account (10 s), whole or not at all: test files that run at once may both come here. What
 * another account laid in the shared temporary folder is not run.
 */
async function unpackBrowser(): Promise<string> {
  const folder = join(tmpdir(), `muster-chromium-${packedVersion()}-${userInfo().uid}`);
  if (await isThere(folder)) return folder;
  const partial = mkdtempSync(`${folder}-partial-`);
  const known = { TMPDIR: process.env.TMPDIR, AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV };
  try {
    // The package unpacks into the temporary folder, and its libraries only where it believes itself on a bare machine.
    Object.assign(process.env, { TMPDIR: partial, AWS_EXECUTION_ENV: 'nodejs20.x' });
    const { default: packed } = await import('@sparticuz/chromium');
    await packed.executablePath();
    renameSync(partial, folder);
  } catch (error) {
    if (!(await isThere(folder))) throw error;
  } finally {
    restore(known);
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

function restore(known: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(known)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

const isThere = (folder: string): Promise<boolean> =>
  stat(join(folder, 'chromium')).then(
    ({ uid }) => uid === userInfo().uid,
    () => false,
  );

/** The package opens no way to its manifest, so it is read beside what it does open. */
function packedVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = readFileSync(join(dirname(entry), '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
