import { existsSync, readFileSync } from 'node:fs';

const launchPlanFile = new URL('./fixtures/launch-plan.md', import.meta.url);
const missionFiles = [
  new URL('./golden/mission/MULTI_SESSION_COORDINATION.md', import.meta.url),
  new URL('../../../../shared/seed/MULTI_SESSION_COORDINATION.md', import.meta.url),
];

export const launchPlan: string = readFileSync(launchPlanFile, 'utf8');

/** The mission's own document where it is at hand; tests about it say so and are skipped elsewhere. */
export const mission: string | undefined = missionFiles
  .filter((file) => existsSync(file))
  .map((file) => readFileSync(file, 'utf8'))[0];

/** The mission's document as it was first handed over: its UTF-8 read as Mac Roman. */
export const received: string | undefined = missionFiles
  .map((file) => new URL('as-received.txt', file))
  .filter((file) => existsSync(file))
  .map((file) => readFileSync(file, 'utf8'))[0];

/** Both documents by name, for what holds for any document of the genre. */
export const documents: [name: string, text: string][] = [
  ['launch-plan.md', launchPlan],
  ...(mission === undefined ? [] : [['MULTI_SESSION_COORDINATION.md', mission] as [string, string]]),
];

/** A team of four sessions and the given blocks, each its days and its YAML. */
export function smallDocument(blocks: Readonly<Record<string, string>>, rest = ''): string {
  const days = Object.entries(blocks).map(
    ([day, yaml]) => `## Day ${day}: work\n\n\`\`\`yaml\n${yaml.trim()}\n\`\`\`\n`,
  );
  return `${team}${days.join('\n')}\n${rest}`;
}

const team = `# Small plan

**Master Session**: Session 1

## Session 1: Lead
**Role**: Master
**Agents**: \`architect\`

## Session 2: Content
**Role**: Posts
**Agents**: \`writer\`, \`mentor\`

## Session 3: Backend
**Role**: API

## Session 4: Analytics
**Role**: Figures

`;
