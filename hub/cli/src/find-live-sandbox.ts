import { readSandbox } from '@musterhub/api';
import { readSandboxFile, type SandboxFile } from './sandbox-file.ts';

/** The sandbox of this folder, if it answers; one that was killed has left its file. */
export async function findLiveSandbox(stateDir: string): Promise<SandboxFile | undefined> {
  const file = await readSandboxFile(stateDir);
  if (file === undefined) return undefined;
  return readSandbox(file.inspectionUrl).then(
    () => file,
    () => undefined,
  );
}
