import { join } from 'node:path';
import type { Context } from '../context.ts';
import type { DriverChoice } from './choose-driver.ts';
import type { AgentDriverSettings } from './driver-configuration.ts';

/**
 * What a coding agent's driver is handed. Its HOME is its own and stays between turns, since the conversations that it goes on
 * with lie there; of Muster's environment it gets what the configuration names.
 */
export function agentOptions(
  { configuration, stateDir, variables }: Context,
  session: number,
  { driver, model }: DriverChoice,
): unknown {
  const settings: AgentDriverSettings = configuration.drivers[driver]!;
  const [command, ...args] = settings.command ?? [];
  return {
    profile: settings.profile,
    ...(command === undefined ? {} : { command, args }),
    ...(model === undefined ? {} : { model }),
    ...(settings.mode === undefined ? {} : { mode: settings.mode }),
    ...(settings.shell === undefined ? {} : { shell: settings.shell }),
    ...(settings.endpoint === undefined
      ? {}
      : { endpoint: { url: settings.endpoint.url, keyVariable: settings.endpoint.key } }),
    meter: settings.meter,
    home: homeOf(stateDir, session, driver),
    env: Object.fromEntries(
      [...settings.env, ...(settings.endpoint === undefined ? [] : [settings.endpoint.key])].flatMap(
        (name) => (variables[name] === undefined ? [] : [[name, variables[name]]]),
      ),
    ),
  };
}

/** The folder is private: what an agent remembers, and perhaps its login, is in it. */
export const homeOf = (stateDir: string, session: number, driver: string): string =>
  join(stateDir, 'homes', `session-${session}`, driver);
