import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const fileSchema = z.object({
  sandbox: z.literal('SANDBOX'),
  /** Of this start alone: one in its place is another sandbox, that knows nothing of what this one gave. */
  id: z.string().default(''),
  inspectionUrl: z.url(),
  /** What the sandbox's clock showed, and when that was. */
  startsAt: z.iso.datetime(),
  startedAt: z.number(),
  /** 0: it stands until it is moved. */
  rate: z.number().min(0),
});
export type SandboxFile = z.infer<typeof fileSchema>;

const pathOf = (stateDir: string) => join(stateDir, 'sandbox.json');

/** While a sandbox runs, the hub of its folder lives by the sandbox's clock, in every command. */
export async function readSandboxFile(
  stateDir: string,
): Promise<(SandboxFile & { now: () => Date }) | undefined> {
  const text = await readFile(pathOf(stateDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const file = fileSchema.parse(JSON.parse(text));
  const now = () => new Date(Date.parse(file.startsAt) + (Date.now() - file.startedAt) * file.rate);
  return { ...file, now };
}

/** Never half a file: others read it at any moment. */
export async function writeSandboxFile(stateDir: string, file: SandboxFile): Promise<void> {
  const draft = `${pathOf(stateDir)}.draft`;
  await writeFile(draft, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, pathOf(stateDir));
}

export async function removeSandboxFile(stateDir: string): Promise<void> {
  await rm(pathOf(stateDir), { force: true });
}
