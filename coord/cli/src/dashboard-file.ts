import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive, type ProcessIdentity } from '@musterhq/process';

/** `.muster/dashboard.json`: who served this repository's dashboard last, and at which port. */
export type DashboardFile = ProcessIdentity & { url: string; port: number };

const fileIn = (stateDir: string): string => join(stateDir, 'dashboard.json');

export async function readDashboardFile(stateDir: string): Promise<DashboardFile | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(stateDir), 'utf8')) as DashboardFile;
  } catch (error) {
    // Never served, or the disk was full when it was written: the next one writes it anew.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The dashboard that serves this repository now. */
export async function findDashboard(stateDir: string): Promise<DashboardFile | undefined> {
  const last = await readDashboardFile(stateDir);
  return last !== undefined && isProcessAlive(last) ? last : undefined;
}

export async function writeDashboardFile(stateDir: string, served: DashboardFile): Promise<void> {
  await writeFile(fileIn(stateDir), `${JSON.stringify(served)}\n`, { mode: 0o600 });
}
