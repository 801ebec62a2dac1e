import { nearestName } from './nearest-name.ts';
import { normalPath } from './normal-path.ts';
import { parseActivation } from './parse-activation.ts';
import { parseDuration } from './parse-duration.ts';
import type { ActivationStep, Block, Task } from './plan.ts';
import { type Reading, range, report } from './reading.ts';
import { type TakenIds, uniqueId } from './unique-id.ts';
import { keyOf, listOf, plainOf, textOf, type YamlEntry, type YamlValue } from './yaml-entries.ts';

export type TakenTasks = { ids: TakenIds; labels: TakenIds };

/** A task before it is placed among the others; `needs` and `explicit` feed the dependencies. */
export type TaskDraft = {
  task: Task;
  needs: { text: string; start: number }[];
  consumesAt: number;
  /** The task says itself what it waits for, so that nothing is inferred from other phrases. */
  isExplicit: boolean;
  coordinationAt: number;
  block: Block;
  /** The heading that dates the block. */
  heading: string;
};

const knownKeys = [
  'agent_activation',
  'primary_task',
  'deliverable',
  'coordination_point',
  'id',
  'depends_on',
  'produces',
  'consumes',
  'gates',
  'priority',
  'budget_tokens',
  'timeout',
  'driver',
  'model',
  'owned_paths',
] as const;
type Key = (typeof knownKeys)[number];

/** The tasks of one `Session_N_Tasks` entry: one for a map or a text, several for a list of them. */
export function parseTasks(
  reading: Reading,
  entry: YamlEntry,
  session: number,
  { block, heading }: { block: Block; heading: string },
  taken: TakenTasks,
): TaskDraft[] {
  const values = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  return values.map((value, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`;
    const place = index === 0 ? entry : value;
    const end = Math.max(entry.start, value.end);
    return {
      ...parseTask(reading, { start: place.start, end }, value, session, block, suffix, taken),
      heading,
    };
  });
}

function parseTask(
  reading: Reading,
  { start, end }: { start: number; end: number },
  value: YamlValue,
  session: number,
  block: Block,
  suffix: string,
  taken: TakenTasks,
): Omit<TaskDraft, 'heading'> {
  const fields = new Map<Key, YamlValue>();
  const extra: [string, unknown][] = [];
  if (value.kind === 'map') for (const field of value.entries) sortField(reading, field, fields, extra);
  const text = (key: Key) => {
    const field = fields.get(key);
    return field ? textOf(field) : '';
  };
  const list = (key: Key) => {
    const field = fields.get(key);
    return field ? listOf(field) : [];
  };
  const wanted = text('id') || `${block.id}.s${session}${suffix}`;
  const id = uniqueId(taken.ids, wanted);
  if (id !== wanted)
    report(
      reading,
      'error',
      'duplicate-id',
      fields.get('id')?.start ?? start,
      `two tasks have the id ${wanted}; this one is read as ${id}`,
      {
        fix: 'give one of them an `id:` of its own',
      },
    );
  const task: Task = {
    id,
    label: uniqueId(taken.labels, `${block.label}s${session}${suffix}`),
    block: block.id,
    session,
    firstDay: block.firstDay,
    lastDay: block.lastDay,
    text: value.kind === 'scalar' ? value.text : text('primary_task'),
    activation: activationOf(reading, fields.get('agent_activation')),
    agents: [],
    dependsOn: [],
    produces: list('produces').map((item) => item.text),
    consumes: list('consumes').map((item) => item.text),
    gates: list('gates').map((item) => item.text),
    priority: numberOf(reading, fields.get('priority'), 'priority', /^-?\d{1,9}$/) ?? 0,
    ownedPaths: pathsOf(reading, list('owned_paths')),
    extra: Object.fromEntries(extra),
    range: range(reading, start, end),
  };
  if (text('deliverable')) task.deliverable = text('deliverable');
  if (text('coordination_point')) task.coordinationPoint = text('coordination_point');
  const budget = numberOf(
    reading,
    fields.get('budget_tokens'),
    'budget_tokens',
    /^\d[\d_]{0,15}(?:\.\d+)?[km]?$/i,
  );
  if (budget !== undefined) task.budgetTokens = budget;
  const timeout = timeoutOf(reading, fields.get('timeout'));
  if (timeout !== undefined) task.timeoutMs = timeout;
  if (text('driver')) task.driver = text('driver');
  if (text('model')) task.model = text('model');
  return {
    task,
    needs: list('depends_on'),
    consumesAt: fields.get('consumes')?.start ?? start,
    isExplicit: fields.has('depends_on') || fields.has('consumes'),
    coordinationAt: fields.get('coordination_point')?.start ?? start,
    block,
  };
}

function sortField(
  reading: Reading,
  field: YamlEntry,
  fields: Map<Key, YamlValue>,
  extra: [string, unknown][],
): void {
  const key = keyOf(field.key);
  if (knownKeys.includes(key as Key) && !fields.has(key as Key)) {
    fields.set(key as Key, field.value);
    return;
  }
  const isRepeated = knownKeys.includes(key as Key);
  extra.push([field.key, plainOf(field.value)]);
  if (isRepeated) {
    report(
      reading,
      'error',
      'duplicate-key',
      field.start,
      `the key ${field.key} stands twice in one task; the first counts`,
      {
        fix: 'keep one of the two',
      },
    );
    return;
  }
  const meant = nearestName(key, knownKeys);
  report(
    reading,
    'warning',
    'unknown-key',
    field.start,
    `a task has no key \`${field.key}\`; it is kept as it stands and does nothing${meant ? ` (did you mean \`${meant}\`?)` : ''}`,
    meant
      ? {
          fix: `write \`${meant}\``,
          edit: { start: field.start, end: field.start + field.key.length, text: meant },
        }
      : { fix: 'remove it, or leave it for people to read' },
  );
}

function activationOf(reading: Reading, value: YamlValue | undefined): ActivationStep[] {
  if (!value) return [];
  const line = value.kind === 'list' ? value.items.map(textOf).join('\n') : textOf(value);
  const { steps, unread } = parseActivation(line);
  for (const part of unread)
    report(
      reading,
      'error',
      'unreadable-activation',
      value.start,
      `expected \`ca preset NAME\`, \`ca activate NAME\` or \`ca deactivate NAME\`, found \`${part}\``,
      {
        fix: 'join several commands with `&&`',
      },
    );
  return steps;
}

function numberOf(
  reading: Reading,
  value: YamlValue | undefined,
  key: string,
  form: RegExp,
): number | undefined {
  if (!value) return undefined;
  const text = textOf(value);
  if (form.test(text)) {
    const scale = /k$/i.test(text) ? 1000 : /m$/i.test(text) ? 1_000_000 : 1;
    return Math.round(Number.parseFloat(text.replaceAll('_', '')) * scale);
  }
  report(
    reading,
    'error',
    'unreadable-value',
    value.start,
    `expected a number for \`${key}\`, found \`${text}\``,
    {
      fix: `write a number, or leave \`${key}\` out`,
    },
  );
  return undefined;
}

function timeoutOf(reading: Reading, value: YamlValue | undefined): number | undefined {
  if (!value) return undefined;
  const timeout = parseDuration(textOf(value));
  if (timeout === undefined)
    report(
      reading,
      'error',
      'unreadable-value',
      value.start,
      `expected a duration such as 30s, 10m or 2h for \`timeout\`, found \`${textOf(value)}\``,
      {
        fix: 'write a number with its unit',
      },
    );
  return timeout;
}

function pathsOf(reading: Reading, paths: readonly { text: string; start: number }[]): string[] {
  return paths.flatMap(({ text, start }) => {
    const path = normalPath(text);
    if (path !== undefined) return [path];
    report(
      reading,
      'error',
      'path-outside',
      start,
      `expected a path inside the repository, found \`${text}\``,
      {
        fix: 'write the path from the repository root',
      },
    );
    return [];
  });
}
