import { readFileAt } from '@musterhq/git';
import { normalPath } from '@musterhq/plan';
import { z } from 'zod';
import type { ReviewGate } from './gate.ts';
import { type GatePlace, type GateReport, outputOf } from './gate-report.ts';
import { judgeGate } from './judge-gate.ts';
import { runInSlot } from './slot.ts';

const findingSchema = z.strictObject({
  path: z.string().min(1),
  line: z.int().min(1).optional(),
  /** Word for word from the file. */
  quote: z.string().trim().min(1),
  why: z.string().trim().min(1),
});

/** What a reviewer prints. A block says where and why; a pass may carry remarks. */
const reviewSchema = z.discriminatedUnion('verdict', [
  z.strictObject({ verdict: z.literal('pass'), findings: z.array(findingSchema).default([]) }),
  z.strictObject({ verdict: z.literal('block'), findings: z.array(findingSchema).min(1) }),
]);

type Finding = z.infer<typeof findingSchema>;

/**
 * Asks a reviewing program. It can only add a block: its pass means that it does not block, and changes no other gate. Every
 * quote must stand in its file at this commit; a reviewer that quotes what is not there was not reading this work.
 */
export async function hearReview(place: GatePlace, gate: ReviewGate): Promise<GateReport | 'canceled'> {
  const slot = await place.checkOut();
  if (slot === undefined) return 'canceled';
  const { context, commit, timeoutMs, signal } = place;
  const question = gate.question ?? 'Is there anything in this work that must not land?';
  const env = { ...place.env, MUSTER_COMMIT: commit, MUSTER_QUESTION: question };
  const result = await runInSlot(context, slot, { run: gate.run, env, timeoutMs, signal });
  if (result.isCanceled) return 'canceled';
  const output = outputOf(result);
  const facts = {
    ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
    durationMs: result.durationMs,
  };
  const { outcome } = judgeGate('check', { ...result, output });
  if (outcome !== 'passed') return { outcome, output, ...facts };
  const review = reviewSchema.safeParse(jsonOf(result.stdout));
  if (!review.success) {
    const mistakes = review.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`,
    );
    return {
      outcome: 'unparsable',
      output: `Expected a verdict as JSON. ${mistakes.join('; ')}\n${output}`,
      ...facts,
    };
  }
  const { verdict, findings } = review.data;
  const placed = await Promise.all(findings.map((finding) => placeOf(place, finding)));
  const invented = placed.filter((finding) => finding.at === undefined);
  if (invented.length > 0) {
    const lines = invented.map(({ path, quote }) => `${path} does not hold '${quote}'`);
    return {
      outcome: 'unparsable',
      output: `The review quotes what is not there: ${lines.join('; ')}\n${output}`,
      ...facts,
    };
  }
  const quoted = placed.map(({ at, path, quote, why }) => ({ path, line: at, quote, why }));
  return {
    outcome: verdict === 'pass' ? 'passed' : 'refused',
    evidence: { question, verdict, findings: quoted },
    output: [
      verdict === 'pass' ? 'The review does not block.' : 'The review blocks.',
      ...quoted.map(({ path, line, quote, why }) => `${path}:${line}: ${why}\n  ${quote}`),
    ].join('\n'),
    ...facts,
  };
}

/** The line where the quote begins: of several the one that the reviewer named, or else nearest to it. */
async function placeOf(
  { context, commit }: GatePlace,
  finding: Finding,
): Promise<Finding & { at: number | undefined }> {
  const path = normalPath(finding.path);
  const text = path === undefined ? undefined : await readFileAt(context.repo, commit, path);
  const lines: number[] = [];
  for (
    let from = text?.indexOf(finding.quote) ?? -1;
    from !== -1;
    from = text!.indexOf(finding.quote, from + 1)
  )
    lines.push(text!.slice(0, from).split('\n').length);
  const wanted = finding.line ?? 1;
  const [at] = lines.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
  return { ...finding, at };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
