import { makeSandbox } from './sandbox.js';

/** Longest post by platform, in characters. */
const limits = { instagram: 2200, x: 280, facebook: 63206 };

/** A sandbox for each platform; `trouble` may name a bad day for any of them. */
export function makePlatforms(trouble = {}) {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [
      name,
      makeSandbox({ name, limit, ...(trouble[name] === undefined ? {} : { trouble: trouble[name] }) }),
    ]),
  );
}
