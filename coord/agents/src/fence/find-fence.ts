import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProcess } from '@musterhq/process';
import { isProgram } from '../find-command.ts';
import { fenceCommand } from './fence-command.ts';
import type { FenceSpec } from './fence-spec.ts';

/** The program that fences processes on this machine, tried out; or why there is none. */
export type FenceFound =
  | { kind: 'bubblewrap'; program: string; isRoot: boolean }
  | { kind: 'seatbelt'; program: string }
  | { kind: 'none'; because: string };

const trialTimeoutMs = 10_000;

/**
 * Looks for what can fence a process and tries it once: a write inside must work, one outside and one in a hidden folder must
 * fail. `nodeModules` are folders in which Codex may have been installed, which brings a bubblewrap of its own; `scratch` is a
 * folder of the caller's, outside the system's temporary ones, for the trial.
 */
export async function findFence({
  path,
  nodeModules,
  scratch,
  isNetworkLimited = false,
  platform = process.platform,
}: {
  /** The PATH to look in. */
  path: string;
  nodeModules: readonly string[];
  scratch: string;
  /** A network space of its own is tried too, which some machines refuse. */
  isNetworkLimited?: boolean;
  platform?: NodeJS.Platform;
}): Promise<FenceFound> {
  const candidates = candidatesOn(platform, path, nodeModules);
  if (candidates === undefined) return { kind: 'none', because: `there is no fence for ${platform}` };
  const { kind, programs, absent } = candidates;
  const refusals: string[] = [];
  for (const program of programs) {
    const candidate =
      kind === 'seatbelt' ? { kind, program } : { kind, program, isRoot: process.getuid?.() === 0 };
    const refusal = await tryFence(candidate, { scratch, path, isNetworkLimited });
    if (refusal === undefined) return candidate;
    refusals.push(`${program} ${refusal}`);
  }
  return { kind: 'none', because: refusals.length === 0 ? absent : refusals.join('; ') };
}

function candidatesOn(platform: NodeJS.Platform, path: string, nodeModules: readonly string[]) {
  if (platform === 'darwin')
    return {
      kind: 'seatbelt' as const,
      programs: ['/usr/bin/sandbox-exec'].filter(isProgram),
      absent: 'there is no /usr/bin/sandbox-exec',
    };
  if (platform !== 'linux') return undefined;
  const onPath = path.split(delimiter).map((folder) => join(folder, 'bwrap'));
  return {
    kind: 'bubblewrap' as const,
    programs: [...onPath.filter((file) => file.startsWith('/')), ...nodeModules.flatMap(bundledIn)].filter(
      isProgram,
    ),
    absent:
      "there is no bwrap on the PATH (Debian and Ubuntu: 'apt install bubblewrap') and no Codex that brings one",
  };
}

/** Codex keeps it beside its own program, in a package for each machine. */
function bundledIn(nodeModules: string): string[] {
  const machine = { x64: 'x86_64-unknown-linux-musl', arm64: 'aarch64-unknown-linux-musl' }[
    process.arch as string
  ];
  if (machine === undefined) return [];
  const inside = join('vendor', machine, 'codex-resources', 'bwrap');
  const own = `@openai/codex-linux-${process.arch}`;
  return [join(nodeModules, own, inside), join(nodeModules, '@openai/codex/node_modules', own, inside)];
}

/** Undefined when the fence holds; else in what it does not. */
async function tryFence(
  candidate: Exclude<FenceFound, { kind: 'none' }>,
  { scratch, path, isNetworkLimited }: { scratch: string; path: string; isNetworkLimited: boolean },
): Promise<string | undefined> {
  mkdirSync(scratch, { recursive: true });
  const folder = realpathSync(mkdtempSync(join(scratch, 'fence-')));
  const [inside, outside, hidden] = ['inside', 'outside', 'hidden'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    for (const place of [inside, outside, hidden]) mkdirSync(place);
    const spec: FenceSpec = {
      ...candidate,
      ...(isNetworkLimited ? { network: [] } : {}),
      ...{ writable: [inside], scratch: [], readable: [] },
      hidden: [{ path: hidden, is: 'folder' }],
    };
    const script = 'echo in > "$0/x"; echo out > "$1/x"; echo out > "$2/x"; echo done';
    const trial = { command: '/bin/sh', args: ['-c', script, inside, outside, hidden] };
    const ran = await runProcess({
      ...fenceCommand(spec, trial, inside),
      cwd: inside,
      env: { PATH: path },
      timeoutMs: trialTimeoutMs,
      leftovers: 'end',
    });
    if (!existsSync(join(inside, 'x')) || readFileSync(join(inside, 'x'), 'utf8') !== 'in\n') {
      const words = ran.isTimedOut
        ? `no answer in ${trialTimeoutMs} ms`
        : ran.stderr.trim() || ran.startError;
      return `does not start a process: ${words ?? `exit code ${ran.exitCode}`}`;
    }
    if (existsSync(join(outside, 'x'))) return 'lets a process write outside';
    if (existsSync(join(hidden, 'x'))) return 'lets a process write in a hidden folder';
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
