import { writeFile } from 'node:fs/promises';
import { applyFixes, countsOf, type Diagnostic } from '@musterhq/plan';
import { diagnosticLine } from '../diagnostic-line.ts';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { print } from '../print.ts';
import { readPlan } from '../read-plan.ts';

export async function planCheck(
  environment: Environment,
  document: string,
  flags: { json?: boolean; fix?: boolean },
): Promise<void> {
  let read = await readPlan(environment, document);
  if (flags.fix === true) {
    const fixed = applyFixes(read.text, read.diagnostics);
    if (fixed !== read.text) {
      await writeFile(document, fixed);
      const before = read.diagnostics.length;
      read = await readPlan(environment, document);
      process.stderr.write(
        `muster: fixed ${document}; ${before} findings before, ${read.diagnostics.length} now\n`,
      );
    }
  }
  const { plan } = read;
  const diagnostics = read.diagnostics.map(({ edit: _, ...found }): Diagnostic => found);
  print({ counts: countsOf(plan), diagnostics }, flags.json, (value) => [
    Object.entries(value.counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', '),
    ...value.diagnostics.map((found) => diagnosticLine(document, found)),
    summary(value.diagnostics),
  ]);
  process.exitCode = diagnostics.some((found) => found.severity === 'error')
    ? exitCodes.invalid
    : exitCodes.ok;
}

function summary(diagnostics: Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']) =>
    diagnostics.filter((found) => found.severity === severity).length;
  if (diagnostics.length === 0) return 'Nothing to say against it.';
  return `${count('error')} errors, ${count('warning')} warnings, ${count('info')} remarks.`;
}
