import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A `git` that stands first on the PATH, counts the coordinator's commands and can end the coordinator at one of them. */
export type GitTrap = {
  /** The PATH without the trap. */
  realPath: string;
  /** What the coordinator's environment needs beside its own. */
  env(cut?: { number: number; side: 'before' | 'after' }): Record<string, string>;
  /** The command lines that were counted, in order; a new count begins. */
  take(): string[];
};

/**
 * The variable reaches git alone, since drivers and gates start from a short allow-list. The parent is the coordinator:
 * it starts git itself, and what git starts comes from git's own folder of programs.
 */
const script = (realGit: string) => `#!/bin/sh
test -n "$MUSTER_CRASH_COUNT" || exec '${realGit}' "$@"
number=1
test ! -e "$MUSTER_CRASH_COUNT/last" || read -r number < "$MUSTER_CRASH_COUNT/last"
set -C
until { printf '%s\\n' "$*" > "$MUSTER_CRASH_COUNT/$number"; } 2>/dev/null; do number=$((number + 1)); done
set +C
printf '%s\\n' "$number" > "$MUSTER_CRASH_COUNT/last"
test "$number" = "$MUSTER_CRASH_AT" || exec '${realGit}' "$@"
test "$MUSTER_CRASH_SIDE" = before || '${realGit}' "$@"
kill -KILL "$PPID"
exit 137
`;

export function makeGitTrap(folder: string, path: string): GitTrap {
  const realGit = execFileSync('/bin/sh', ['-c', 'command -v git'], {
    env: { PATH: path },
    encoding: 'utf8',
  }).trim();
  const bin = join(folder, 'bin');
  const count = join(folder, 'git-commands');
  mkdirSync(bin, { recursive: true });
  mkdirSync(count, { recursive: true });
  writeFileSync(join(bin, 'git'), script(realGit));
  chmodSync(join(bin, 'git'), 0o755);
  return {
    realPath: path,
    env: (cut) => ({
      PATH: `${bin}:${path}`,
      MUSTER_CRASH_COUNT: count,
      MUSTER_CRASH_AT: String(cut?.number ?? 0),
      MUSTER_CRASH_SIDE: cut?.side ?? 'after',
    }),
    take() {
      const total = existsSync(count) ? readdirSync(count).filter((name) => name !== 'last').length : 0;
      const lines = Array.from({ length: total }, (_, index) =>
        readFileSync(join(count, String(index + 1)), 'utf8').trimEnd(),
      );
      rmSync(count, { recursive: true, force: true });
      mkdirSync(count);
      return lines;
    },
  };
}
