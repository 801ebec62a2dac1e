import { statfs } from 'node:fs/promises';
import { checkFence, checkPullRequests, tryReceivers } from '@musterhq/engine';
import { inspectRepository, repositoryFindings } from '@musterhq/git';
import { isProcessAlive } from '@musterhq/process';
import { findOpenRun } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { withProject } from '../open-project.ts';
import { print } from '../print.ts';

type Finding = { severity: 'ok' | 'warning' | 'error'; about: string; message: string; fix?: string };

const leastFreeBytes = 1_000_000_000;

/** `muster doctor`: what works, what does not, and what to do about it. */
export async function doctor(environment: Environment, flags: { json?: boolean }): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const facts = await inspectRepository(around.repo);
    const findings: Finding[] = [
      { severity: 'ok', about: 'node', message: process.version },
      { severity: 'ok', about: 'git', message: facts.gitVersion },
      ...repositoryFindings(facts).map(
        ({ severity, message, fix }): Finding => ({
          severity: severity === 'info' ? 'ok' : severity,
          about: 'repository',
          message,
          fix,
        }),
      ),
      {
        severity: 'ok',
        about: 'store',
        message:
          environment.databaseUrl === undefined
            ? 'embedded Postgres answers'
            : 'the server of DATABASE_URL answers',
      },
      ...around.library.diagnostics.map(
        (found): Finding => ({
          severity: found.severity === 'error' ? 'error' : 'warning',
          about: 'agents',
          message: `${found.file}:${found.line}: ${found.message}`,
        }),
      ),
      await diskFinding(around.stateDir),
      ...(await checkFence(around)),
      ...(await checkPullRequests(around)),
      ...(await tryReceivers(around)).map(receiverFinding),
    ];
    const open = await findOpenRun(around.store.database);
    if (open?.state === 'running' && open.coordinator !== null) {
      const isAlive = open.coordinator.host !== environment.hostName || isProcessAlive(open.coordinator);
      findings.push(
        isAlive
          ? {
              severity: 'ok',
              about: 'run',
              message: `run ${open.id} is coordinated by process ${open.coordinator.pid}`,
            }
          : {
              severity: 'warning',
              about: 'run',
              message: `the coordinator of run ${open.id} is gone`,
              fix: "'muster resume' goes on with it",
            },
      );
    }
    const isWell = findings.every((found) => found.severity !== 'error');
    print({ isWell, findings }, flags.json, (value) =>
      value.findings.map(
        (found) =>
          `${found.severity.padEnd(8)}${found.about}: ${found.message}${found.fix === undefined ? '' : ` ${found.fix}`}`,
      ),
    );
    process.exitCode = isWell ? exitCodes.ok : exitCodes.failed;
  });
}

function receiverFinding({ name, problem }: { name: string; problem: string | undefined }): Finding {
  if (problem === undefined)
    return { severity: 'ok', about: 'notices', message: `${name} took a notice that says it is a test` };
  return {
    severity: 'error',
    about: 'notices',
    message: `${name}: ${problem}`,
    fix: "see 'notify' in muster/config.yaml",
  };
}

async function diskFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const message = `${(free / 1e9).toFixed(1)} GB free for worktrees and logs`;
  if (free >= leastFreeBytes) return { severity: 'ok', about: 'disk', message };
  return {
    severity: 'warning',
    about: 'disk',
    message,
    fix: 'make room: worktrees and the store stop when the disk is full',
  };
}
