import { existsSync, readFileSync } from 'node:fs';

const planTests = new URL('../../plan/test/', import.meta.url);
const missionFile = new URL('golden/mission/MULTI_SESSION_COORDINATION.md', planTests);

/** The documents that the compiler is tested with, read as text. */
export const launchPlan: string = readFileSync(new URL('fixtures/launch-plan.md', planTests), 'utf8');
export const mission: string | undefined = existsSync(missionFile)
  ? readFileSync(missionFile, 'utf8')
  : undefined;
