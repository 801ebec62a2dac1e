import type { TurnCommand } from '../agent-driver.ts';
import { bubblewrapArguments } from './bubblewrap-arguments.ts';
import type { FenceSpec } from './fence-spec.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';

/**
 * The command as it is started behind the fence, the same one where there is none. `directory` is where it runs. A command that
 * is not on the PATH then ends with the fence's exit code 1, for the fence has been started: look it up before.
 */
export function fenceCommand(
  spec: FenceSpec | undefined,
  command: Pick<TurnCommand, 'command' | 'args'>,
  directory: string,
): Pick<TurnCommand, 'command' | 'args'> {
  if (spec === undefined || spec.kind === 'off') return { command: command.command, args: command.args };
  const own =
    spec.kind === 'bubblewrap'
      ? [...bubblewrapArguments(spec, spec), '--chdir', directory, '--']
      : ['-p', seatbeltProfile(spec)];
  return { command: spec.program, args: [...own, command.command, ...command.args] };
}
