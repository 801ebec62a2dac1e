import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** One of the coordinator's git commands: by its place in the order, or by words of its command line. */
type GitPoint = { side: 'before' | 'after' } & ({ number: number } | { command: string });

/** A `git` that stands first on the PATH, counts the coordinator's commands and can end the coordinator at one of them. */
export type GitTrap = {
  /** The PATH without the trap. */
  realPath: string;
  /** What the coordinator's environment needs beside its own. */
  env(at?: GitPoint): Record<string, string>;
  /** Whom to end: a coordinator that has just been started. */
  aim(pid: number): void;
  /** The command lines that were counted, in order; a new count begins. */
  take(): string[];
};

/**
 * The variable reaches git alone, since drivers and gates start from a short allow-list, and what git starts comes from
 * git's own folder of programs. The parent is the coordinator or one of its shells.
 */
const script = (realGit: string, aim: string) => `#!/bin/sh
test -n "$MUSTER_CRASH_COUNT" || exec '${realGit}' "$@"
number=1
test ! -e "$MUSTER_CRASH_COUNT/last" || read -r number < "$MUSTER_CRASH_COUNT/last"
set -C
until { printf '%s\\n' "$*" > "$MUSTER_CRASH_COUNT/$number"; } 2>/dev/null; do number=$((number + 1)); done
set +C
printf '%s\\n' "$number" > "$MUSTER_CRASH_COUNT/last"
case "$number $*" in
  "$MUSTER_CRASH_AT "* | *"$MUSTER_CRASH_COMMAND"*) ;;
  *) exec '${realGit}' "$@" ;;
esac
test "$MUSTER_CRASH_SIDE" = before || '${realGit}' "$@"
read -r coordinator < '${aim}'
kill -KILL "$coordinator"
exit 137
`;

export function makeGitTrap(folder: string, path: string): GitTrap {
  const realGit = execFileSync('/bin/sh', ['-c', 'command -v git'], {
    env: { PATH: path },
    encoding: 'utf8',
  }).trim();
  const bin = join(folder, 'bin');
  const count = join(folder, 'git-commands');
  const aim = join(folder, 'coordinator');
  mkdirSync(bin, { recursive: true });
  mkdirSync(count, { recursive: true });
  writeFileSync(join(bin, 'git'), script(realGit, aim));
  chmodSync(join(bin, 'git'), 0o755);
  return {
    realPath: path,
    env: (at) => ({
      PATH: `${bin}:${path}`,
      MUSTER_CRASH_COUNT: count,
      MUSTER_CRASH_AT: at !== undefined && 'number' in at ? String(at.number) : 'none',
      MUSTER_CRASH_COMMAND: at !== undefined && 'command' in at ? at.command : 'no such command',
      MUSTER_CRASH_SIDE: at?.side ?? 'after',
    }),
    aim: (pid) => writeFileSync(aim, `${pid}\n`),
    take() {
      // What a killed coordinator had begun may still be counted while this is removed, under a number of the old count.
      const names = existsSync(count) ? readdirSync(count).filter((name) => name !== 'last') : [];
      const lines = names
        .toSorted((a, b) => Number(a) - Number(b))
        .map((name) => readFileSync(join(count, name), 'utf8').trimEnd());
      const taken = `${count}-taken`;
      if (existsSync(count)) renameSync(count, taken);
      mkdirSync(count);
      rmSync(taken, { recursive: true, force: true, maxRetries: 5 });
      return lines;
    },
  };
}
