import { dirname, join, resolve } from 'node:path';
import type { AgentLibrary } from '@musterhq/agents';
import { compileDocument, readDocument, readGateNames } from '@musterhq/engine';
import { GitError } from '@musterhq/git';
import type { Compilation } from '@musterhq/plan';
import type { Environment } from './environment.ts';
import { openLibrary, openMainCheckout } from './open-project.ts';

export type ReadPlan = Compilation & { file: string; text: string };

/** Reads and compiles a document for the `plan` commands; without a repository around it the built-in names hold. */
export async function readPlan(environment: Environment, document: string): Promise<ReadPlan> {
  const file = resolve(environment.cwd, document);
  const text = await readDocument(file);
  const gates = await readGateNames(join(dirname(file), 'gates.yaml'));
  return { file: document, text, ...compileDocument(text, await findLibrary(environment), gates) };
}

/** The names of this repository, or the built-in ones outside of one. */
export async function findLibrary(environment: Environment): Promise<AgentLibrary> {
  try {
    return await openLibrary(environment, (await openMainCheckout(environment)).dir);
  } catch (error) {
    if (error instanceof GitError) return openLibrary(environment);
    throw error;
  }
}
