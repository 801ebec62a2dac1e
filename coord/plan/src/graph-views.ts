import type { Plan, Task } from './plan.ts';

/** The graph of a plan as data: what `plan graph --json` prints. */
export type GraphJson = {
  tasks: { id: string; label: string; session: number; block: string; firstDay: number; lastDay: number }[];
  edges: { from: string; to: string; reason: string; phrase: string; line: number }[];
};

export function graphJson(plan: Plan): GraphJson {
  return {
    tasks: plan.tasks.map(({ id, label, session, block, firstDay, lastDay }) => ({
      id,
      label,
      session,
      block,
      firstDay,
      lastDay,
    })),
    edges: plan.tasks.flatMap(({ id, dependsOn }) =>
      dependsOn.map(({ task, reason, phrase, line }) => ({ from: task, to: id, reason, phrase, line })),
    ),
  };
}

/** Block by block, each task with what it waits for and the line that says so. */
export function graphText(plan: Plan): string {
  const labels = new Map(plan.tasks.map((task) => [task.id, task.label]));
  const tasks = tasksByBlock(plan);
  const lines = plan.blocks.flatMap((block) => [
    `${block.label}  days ${block.firstDay} to ${block.lastDay}  ${block.title}`,
    ...(tasks.get(block.id) ?? []).flatMap((task) => [
      `  ${task.label}  ${task.deliverable ?? task.text}`,
      ...task.dependsOn.map(
        (need) =>
          `    after ${labels.get(need.task) ?? need.task}: ${need.reason.replace('_', ' ')}, line ${need.line}`,
      ),
    ]),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

/** The graph for a Markdown page that draws Mermaid: a box for each block, an arrow for each need. */
export function graphMermaid(plan: Plan): string {
  const nodes = new Map(plan.tasks.map((task, at) => [task.id, `t${at + 1}`]));
  const tasks = tasksByBlock(plan);
  const boxes = plan.blocks.flatMap((block, at) => [
    `  subgraph block${at + 1}["${mermaidWords(`${block.label}: ${block.title}`)}"]`,
    ...(tasks.get(block.id) ?? []).map(
      (task) => `    ${nodes.get(task.id)}["${mermaidWords(nodeWords(task))}"]`,
    ),
    '  end',
  ]);
  const arrows = plan.tasks.flatMap((task) =>
    task.dependsOn.flatMap((need) => {
      const from = nodes.get(need.task);
      return from ? [`  ${from} -->|${need.reason.replace('_', ' ')}| ${nodes.get(task.id)}`] : [];
    }),
  );
  return ['flowchart LR', ...boxes, ...arrows].map((line) => `${line}\n`).join('');
}

function tasksByBlock(plan: Plan): Map<string, Task[]> {
  const tasks = new Map<string, Task[]>(plan.blocks.map((block) => [block.id, []]));
  for (const task of plan.tasks) tasks.get(task.block)?.push(task);
  return tasks;
}

function nodeWords(task: Task): string {
  return `${task.label}: ${task.deliverable ?? task.text}`;
}

/** Inside a quoted Mermaid label only quotes, number signs and markup have a meaning. */
function mermaidWords(words: string): string {
  return words
    .replaceAll('#', '#35;')
    .replaceAll('"', '#quot;')
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replace(/\s+/g, ' ');
}
