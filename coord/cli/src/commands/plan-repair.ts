import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readDocument } from '@musterhq/engine';
import { repair } from '@musterhq/plan';
import type { Environment } from '../environment.ts';

export async function planRepair(
  environment: Environment,
  document: string,
  flags: { output?: string },
): Promise<void> {
  const text = await readDocument(resolve(environment.cwd, document));
  const repaired = repair(text);
  const clean = repaired.kind === 'clean' ? text : repaired.text;
  if (flags.output === undefined) process.stdout.write(clean);
  else await writeFile(resolve(environment.cwd, flags.output), clean);
  const said =
    repaired.kind === 'clean'
      ? `${document} is clean already`
      : `${document} was UTF-8 read as Mac Roman; the clean text is written`;
  process.stderr.write(`muster: ${said}\n`);
}
