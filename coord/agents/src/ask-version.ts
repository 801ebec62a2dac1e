import { runProcess } from '@musterhq/process';

/** opencode takes some seconds to say its version when the machine is busy. */
const versionWithinMs = 30_000;

/** What a command says of its version, which is that of what it starts: `npx PACKAGE` tells the package's. `home` is an empty folder. */
export async function askVersion(
  [command, ...args]: readonly [string, ...string[]],
  { path, home }: { path: string; home: string },
): Promise<{ kind: 'told'; version: string } | { kind: 'silent'; why: string }> {
  const { exitCode, isTimedOut, stdout, stderr, startError } = await runProcess({
    command,
    args: [...args, '--version'],
    cwd: home,
    env: { PATH: path, HOME: home, LANG: 'C.UTF-8' },
    timeoutMs: versionWithinMs,
    leftovers: 'end',
  });
  const version = /\b\d+\.\d+\.\d+\b/.exec(stdout)?.[0];
  if (exitCode === 0 && version !== undefined) return { kind: 'told', version };
  const last = `${stdout}\n${stderr}`.trim().split('\n').at(-1)?.slice(-200) ?? '';
  const how = isTimedOut
    ? `was silent for ${versionWithinMs / 1_000} s`
    : `ended with ${exitCode ?? startError ?? 'a signal'}`;
  return { kind: 'silent', why: `it does not start: '--version' ${how}${last === '' ? '' : `: ${last}`}` };
}
