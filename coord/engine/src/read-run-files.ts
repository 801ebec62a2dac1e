import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRunbook, type Runbook } from '@musterhq/agents';
import type { Plan } from '@musterhq/plan';
import { z } from 'zod';
import type { Context } from './context.ts';
import { driversOf } from './driving/choose-driver.ts';
import { drivingOf } from './driving/driving-of.ts';
import { EngineError } from './engine-error.ts';
import { readBindings } from './gates/read-bindings.ts';
import type { RunOptions, Surroundings } from './open-run.ts';
import { readYaml } from './read-yaml.ts';

/** What a run reads beside its document: what its gates are bound to, and the steps of those drivers that need some. */
export async function readRunFiles(
  around: Surroundings,
  options: RunOptions,
  plan: Plan,
): Promise<Pick<Context, 'bindings' | 'runbook' | 'script'>> {
  return {
    bindings: await readBindings(options, plan),
    runbook: await readRunbook(around, options, plan),
    script: await readScript(options),
  };
}

async function readScript({ script }: RunOptions): Promise<Context['script']> {
  if (script === undefined) return undefined;
  return readYaml(await readFile(script, 'utf8'), script, z.record(z.string(), z.unknown()));
}

async function readRunbook(
  around: Surroundings,
  options: RunOptions,
  plan: Plan,
): Promise<Runbook | undefined> {
  const { configuration } = around;
  if (!driversOf(drivingOf(around, options), plan).has('runbook')) return undefined;
  const file = options.runbook ?? join(around.repo.dir, configuration.runbook);
  const text = await readFile(file, 'utf8').catch(absent);
  if (text === '' && options.runbook === undefined) return undefined;
  const { runbook, diagnostics } = parseRunbook(text, file);
  if (runbook === undefined || diagnostics.some((found) => found.severity === 'error')) {
    const lines = diagnostics.map((found) => `${file}:${found.line}:${found.column} ${found.message}`);
    throw new EngineError(
      'configuration_invalid',
      lines.join('\n') || `${file} is empty: expected a runbook.`,
    );
  }
  return runbook;
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
