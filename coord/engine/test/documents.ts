import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../../../', import.meta.url);
const missionFile = new URL('../shared/seed/MULTI_SESSION_COORDINATION.md', root);

/** The documents that the engine is tested with, read as text; the mission's own lies beside the clone, if anywhere. */
export const launchPlan: string = readFileSync(new URL('drill/MULTI_SESSION_COORDINATION.md', root), 'utf8');
export const mission: string | undefined = existsSync(missionFile)
  ? readFileSync(missionFile, 'utf8')
  : undefined;
