/** Versions of the Graph API and the day from which each is dead; oldest first (facts 5.0). */
const versions = [
  { version: 'v20.0', deadFrom: '2026-09-24' },
  { version: 'v21.0', deadFrom: '2027-01-21' },
  { version: 'v22.0', deadFrom: '2027-05-20' },
  { version: 'v23.0', deadFrom: '2027-10-08' },
  { version: 'v24.0', deadFrom: '2028-02-18' },
  { version: 'v25.0', deadFrom: '2028-07-29' },
  { version: 'v26.0', deadFrom: undefined },
] as const;

/** The version that serves a call: a dead or missing one falls through to the oldest that lives; undefined: no such version. */
export function servingVersion(asked: string | undefined, now: number): string | undefined {
  const alive = versions.filter(({ deadFrom }) => deadFrom === undefined || now < Date.parse(deadFrom));
  const oldest = alive[0]?.version ?? 'v26.0';
  if (asked === undefined) return oldest;
  if (alive.some(({ version }) => version === asked)) return asked;
  return Number(asked.slice(1)) < Number(oldest.slice(1)) ? oldest : undefined;
}
