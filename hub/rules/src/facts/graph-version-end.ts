import { factOf } from './platform-facts.ts';

/** The last day of the Graph API's version that every path names, or the earliest that it can be while it has no successor. */
export type VersionEnd = { version: string; endsOn: string; isAnnounced: boolean };

export function graphVersionEnd(
  version: string = factOf('graph.version'),
  announced: Readonly<Record<string, string>> = factOf('graph.version_ends'),
): VersionEnd {
  const endsOn = announced[version];
  if (endsOn !== undefined) return { version, endsOn, isAnnounced: true };
  const released = factOf('graph.version_released');
  const year = Number(released.slice(0, 4)) + factOf('graph.version_life');
  return { version, endsOn: `${year}${released.slice(4)}`, isAnnounced: false };
}
