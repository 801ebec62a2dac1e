import { graphJson, graphMermaid, graphText } from '@musterhq/plan';
import type { Environment } from '../environment.ts';
import { readPlan } from '../read-plan.ts';

export async function planGraph(
  environment: Environment,
  document: string,
  flags: { format: 'text' | 'mermaid' | 'json' },
): Promise<void> {
  const { plan } = await readPlan(environment, document);
  const text = {
    text: () => graphText(plan),
    mermaid: () => graphMermaid(plan),
    json: () => JSON.stringify(graphJson(plan), null, 2),
  }[flags.format]();
  process.stdout.write(`${text.trimEnd()}\n`);
}
