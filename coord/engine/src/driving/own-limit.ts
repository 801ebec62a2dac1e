import type { DriverChoice } from './choose-driver.ts';
import type { Driving } from './driver-configuration.ts';

/**
 * What a driver is told to hold a turn to by itself. Usage is heard of after the request that it is of, so that a limit in dollars would be one
 * request late; Claude Code's headless form ends with the request that reaches it. It reckons a conversation from its beginning: one
 * that goes on is told no limit.
 */
export function ownLimit(
  { drivers }: Pick<Driving, 'drivers'>,
  { choice, conversation }: { choice: DriverChoice; conversation?: string | undefined },
  cents: number | null,
): { maxCostUsd?: number } {
  const settings = drivers[choice.driver];
  const canHold = settings?.kind === 'headless' && settings.profile === 'claude';
  if (!canHold || conversation !== undefined || cents === null) return {};
  // Less than a cent is no limit that it takes.
  return { maxCostUsd: Math.max(1, cents) / 100 };
}
