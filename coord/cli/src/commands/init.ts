import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfiguration } from '@musterhq/engine';
import { ensureExcluded, inspectRepository, repositoryFindings } from '@musterhq/git';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { openMainCheckout } from '../open-project.ts';
import { print } from '../print.ts';

/** `muster init`: says what stands in the way, and makes the state folder that git does not see. */
export async function init(environment: Environment, flags: { json?: boolean }): Promise<void> {
  const repo = await openMainCheckout(environment);
  const configuration = await readConfiguration(repo.dir);
  const facts = await inspectRepository(
    repo,
    configuration.main === undefined ? {} : { main: configuration.main },
  );
  const findings = repositoryFindings(facts);
  const isFit = findings.every((found) => found.severity !== 'error');
  if (isFit) {
    await mkdir(join(repo.dir, '.muster'), { recursive: true });
    await ensureExcluded(repo, ['/.muster/']);
  }
  print({ repository: repo.dir, isFit, findings }, flags.json, (value) => [
    ...value.findings.flatMap((found) => [
      `${found.severity}: ${found.message} [${found.rule}]`,
      `  ${found.fix}`,
    ]),
    value.isFit
      ? `${value.repository} is ready. Next: muster plan check DOCUMENT, then muster run DOCUMENT.`
      : `${value.repository} is not ready: mend what is marked as error.`,
  ]);
  process.exitCode = isFit ? exitCodes.ok : exitCodes.invalid;
}
