import { parseDuration } from '@musterhq/plan';
import { z } from 'zod';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { parseYamlFile } from './parse-yaml-file.ts';
import { type Runbook, type RunbookEntry, type RunbookStep, runbookEntrySchema } from './runbook.ts';
import { longestLimitMs } from './turn-order.ts';

const durationSchema = z
  .string({ error: "expected a duration such as '30s'" })
  .transform((text) => parseDuration(text) ?? Number.NaN)
  .refine((ms) => ms <= longestLimitMs, {
    error: "expected a number and a unit, below 24 days: '500ms', '30s', '5m', '1h 30m'",
  });

const fileStepSchema = z.strictObject({
  name: z.string().min(1).optional(),
  run: z.string().min(1),
  shell: z.string().min(1).optional(),
  timeout: durationSchema.optional(),
  retries: z.int().min(0).max(20).optional(),
  env: z.record(z.string(), z.string({ error: 'a value of env is a text; put quotes round it' })).optional(),
});

const fileSchema = z.strictObject({
  version: z.literal(1),
  defaults: fileStepSchema.pick({ timeout: true, retries: true, shell: true }).optional(),
  tasks: z.record(
    z.string(),
    z.strictObject({
      steps: z.array(fileStepSchema).min(1),
      commit: z.string().min(1).optional(),
      artifacts: runbookEntrySchema.shape.artifacts.optional(),
      on_feedback: z.array(fileStepSchema).min(1).optional(),
    }),
  ),
});

type FileStep = z.infer<typeof fileStepSchema>;

/** Reads a runbook. Every mistake is a finding with its place; with a mistake in it there is no runbook. */
export function parseRunbook(
  text: string,
  file: string,
): { runbook?: Runbook; diagnostics: FileDiagnostic[] } {
  const { value, diagnostics, placeOf } = parseYamlFile({ text, file, kind: 'runbook', schema: fileSchema });
  if (value === undefined) return { diagnostics };
  const { timeout = 60_000, retries = 0, shell = 'sh' } = value.defaults ?? {};
  const resolve = (step: FileStep): RunbookStep => ({
    name: step.name ?? firstLine(step.run),
    run: step.run,
    shell: step.shell ?? shell,
    timeoutMs: step.timeout ?? timeout,
    retries: step.retries ?? retries,
    env: step.env ?? {},
  });
  const tasks = Object.entries(value.tasks).map(([name, { steps, commit, artifacts, on_feedback }]) => {
    const entry: RunbookEntry = {
      steps: steps.map(resolve),
      artifacts: artifacts ?? [],
      ...(commit === undefined ? {} : { commit }),
      ...(on_feedback === undefined ? {} : { onFeedback: on_feedback.map(resolve) }),
    };
    return [name, { entry, place: placeOf(['tasks', name]) }] as const;
  });
  return { runbook: { file, place: placeOf(['tasks']), tasks: new Map(tasks) }, diagnostics };
}

function firstLine(run: string): string {
  const [line = run] = run.trim().split('\n');
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
