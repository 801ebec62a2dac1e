import type { TurnCommand } from '../agent-driver.ts';
import { bubblewrapArguments } from './bubblewrap-arguments.ts';
import type { FenceSpec } from './fence-spec.ts';
import { type Relay, relayArguments, relaySurroundings } from './relay.ts';
import { seatbeltProfile } from './seatbelt-profile.ts';

/**
 * The command as it is started behind the fence, the same one where there is none. `directory` is where it runs. A command that
 * is not on the PATH then ends with the fence's exit code 1, for the fence has been started: look it up before. Where the
 * fence has a list of hosts, `relay` is the way to them; without one nothing is reached.
 */
export function fenceCommand(
  spec: FenceSpec | undefined,
  command: Pick<TurnCommand, 'command' | 'args'>,
  directory: string,
  relay?: Relay,
): Pick<TurnCommand, 'command' | 'args'> {
  if (spec === undefined || spec.kind === 'off') return { command: command.command, args: command.args };
  if (spec.kind === 'seatbelt')
    return {
      command: spec.program,
      args: ['-p', seatbeltProfile(spec), command.command, ...command.args],
    };
  const isRelayed = spec.network !== undefined && relay !== undefined;
  return {
    command: spec.program,
    args: [
      ...bubblewrapArguments(spec, spec),
      ...(isRelayed ? relaySurroundings(relay) : []),
      ...['--chdir', directory, '--'],
      ...(isRelayed ? relayArguments(relay) : []),
      ...[command.command, ...command.args],
    ],
  };
}
