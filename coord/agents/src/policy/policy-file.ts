import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentsError } from '../agents-error.ts';
import { syncFolder } from '../publish-file.ts';
import { type Policy, policySchema } from './policy.ts';

/** The policy of the turn whose folder this is. */
export const policyFileOf = (turnFolder: string): string => join(turnFolder, 'policy.json');

/** Replaces the policy at once: whoever is asked meanwhile answers from the old one or from the new one. */
export function publishPolicy(file: string, policy: Policy): void {
  const draft = join(dirname(file), `.policy-${randomUUID()}`);
  try {
    const handle = openSync(draft, 'wx', 0o600);
    try {
      writeSync(handle, `${JSON.stringify(policySchema.parse(policy), null, 2)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(dirname(file));
}

/** Answers the policy as it stands now; the file is read again only when another one has taken its place. Throws `turn_file_unreadable`. */
export function makePolicyReader(file: string): () => Policy {
  let known: { version: string; policy: Policy } | undefined;
  return () => {
    try {
      // Stamped before it is read: a replacement between the two is then read once more, and never missed.
      const { ino, mtimeNs, size } = statSync(file, { bigint: true });
      const version = `${ino}:${mtimeNs}:${size}`;
      if (known?.version !== version)
        known = { version, policy: policySchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
      return known.policy;
    } catch (cause) {
      known = undefined;
      throw new AgentsError({
        code: 'turn_file_unreadable',
        message: `${file} does not hold a policy: ${cause instanceof Error ? cause.message : cause}`,
        facts: { path: file },
        cause,
      });
    }
  };
}
