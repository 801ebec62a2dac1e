import { applyEdits, compile, type Plan } from '@musterhq/plan';

/** The document without what write-back may touch: values of status lines, the inside of checkboxes, the progress region. */
export function withoutStatuses(text: string): string {
  const { plan } = compile(text);
  const spans = [
    ...plan.statusLines.map(({ value }) => value),
    ...[...plan.milestones, ...plan.qualityGates].map(({ box }) => box),
    ...progressSpan(text, plan),
  ];
  return applyEdits(
    text,
    spans.map(({ start, end }) => ({ start, end, text: '' })),
  );
}

/** With the two line ends that part the region from what stands before it. */
function progressSpan(text: string, plan: Plan): { start: number; end: number }[] {
  if (plan.progress === undefined) return [];
  const { start, end } = plan.progress.range;
  const gap = /(?:\r?\n){2}$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return [{ start: start - gap, end }];
}
