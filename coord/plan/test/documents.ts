import { existsSync, readFileSync } from 'node:fs';
import type { TestContext } from 'vitest';

export const launchPlan: string = readFileSync(
  new URL('../../../drill/MULTI_SESSION_COORDINATION.md', import.meta.url),
  'utf8',
);

/** The launch plan with words beside the values where YAML has no place for them. */
export const wordsBesideYaml: string = launchPlan
  .replaceAll(/^(\w+) (\([^()]*\)):$/gm, '$1: $2')
  .replaceAll(/^(\w+: "\/[^" ]*) (\([^()]*\))"$/gm, '$1" $2');

/** The launch plan in all the habits of people: those words, emoji in headings and statuses, blanks at ends of lines. */
export const asPeopleWrite: string = wordsBesideYaml
  .replace('**Status**: **', '**Status**: 🚀 **')
  .replaceAll(/Status\*\*: \*\*AT THE/g, 'Status**: 🟢 **AT THE')
  .replaceAll('Required**: **', 'Required**: ⏳ **')
  .replace('Framework**: **', 'Framework**: ✅ **')
  .replace('Next Phase**: **', 'Next Phase**: 🚀 **')
  .replaceAll(/^## (\w.*)$/gm, '## 🎯 **$1**')
  .replace('Launch Desk**\n', 'Launch Desk** ⭐ \n')
  .replace('Backend & Services**\n', 'Backend & Services** ⚙️\n')
  .replaceAll(/^(#### .*)$/gm, '$1 ');

/** A text as it arrives when its UTF-8 is read as Mac Roman. */
export function misDecoded(text: string): string {
  return new TextDecoder('macintosh').decode(new TextEncoder().encode(text));
}

// The mission's document belongs to its owner and lies beside the repository, where it lies at all.
const seed = new URL('../../../../shared/seed/', import.meta.url);
const readSeed = (name: string) =>
  existsSync(new URL(name, seed)) ? readFileSync(new URL(name, seed), 'utf8') : undefined;
const mission = readSeed('MULTI_SESSION_COORDINATION.md');
const received = readSeed('as-received.txt');

/** The mission's own document, and as it was first handed over, mis-decoded; a test that asks for it is skipped without it. */
export function missionDocument({ skip }: TestContext): { mission: string; received: string } {
  if (mission === undefined || received === undefined)
    return skip("the mission's document is not there: expected it in ../shared/seed beside the repository");
  return { mission, received };
}

/** Documents by name, for what holds for any of the genre: ours always, the mission's where it is at hand. */
export const documents: [name: string, text: string][] = [
  ['launch-plan.md', asPeopleWrite],
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
