import { compile } from './compile.ts';
import { lineIndex } from './line-index.ts';
import type { Compilation, Diagnostic, Plan } from './plan.ts';
import {
  daysBackwards,
  daysOutOfOrder,
  daysOverlap,
  milestonePastEnd,
  sessionOverloaded,
} from './rules/dates.ts';
import { handoffWithoutConsumer, handoffWithoutProducer } from './rules/handoffs.ts';
import { duplicateId } from './rules/ids.ts';
import {
  unknownAgent,
  unknownGate,
  unknownPreset,
  unknownSession,
  unknownTask,
} from './rules/known-names.ts';
import { dependencyAgainstDates, dependencyCycle } from './rules/order.ts';
import { pathContested, pathOfAnother, pathTwoOwners, sharedWithoutPrimary } from './rules/ownership.ts';
import { diagnosticsOf, type KnownNames, type Rule } from './rules/rule.ts';
import {
  blockWithoutTasks,
  consumedByNobodyProduced,
  deliverableUnused,
  milestoneWithoutWork,
  taskWithoutDeliverable,
  taskWithoutText,
} from './rules/tasks.ts';
import { branchMissing, oversightByOther, sessionUnused } from './rules/team.ts';
import { misDecodedPassage, progressTorn } from './rules/text.ts';

export const rules: readonly Rule[] = [
  blockWithoutTasks,
  branchMissing,
  consumedByNobodyProduced,
  daysBackwards,
  daysOutOfOrder,
  daysOverlap,
  deliverableUnused,
  dependencyAgainstDates,
  dependencyCycle,
  duplicateId,
  handoffWithoutConsumer,
  handoffWithoutProducer,
  milestonePastEnd,
  milestoneWithoutWork,
  misDecodedPassage,
  oversightByOther,
  pathContested,
  pathOfAnother,
  pathTwoOwners,
  progressTorn,
  sessionOverloaded,
  sessionUnused,
  sharedWithoutPrimary,
  taskWithoutDeliverable,
  taskWithoutText,
  unknownAgent,
  unknownGate,
  unknownPreset,
  unknownSession,
  unknownTask,
];

/** Everything that the rules find in a plan and the text it was compiled from, in the order of the text. */
function check(plan: Plan, text: string, known: KnownNames): Diagnostic[] {
  const subject = { plan, text, index: lineIndex(text), known };
  return byPosition(rules.flatMap((rule) => diagnosticsOf(rule, subject)));
}

/** The plan of a text with all findings about it, the compiler's and the rules', in the order of the text. */
export function compileAndCheck(text: string, known: KnownNames): Compilation {
  const { plan, diagnostics } = compile(text, known);
  const checked = check(plan, text, known);
  const seen = new Set(checked.map(({ rule, line }) => `${rule} ${line}`));
  // Where both see the same thing the rule knows more: the nearest name, and where to write it.
  const compiled = diagnostics.filter(({ rule, line }) => !seen.has(`${rule} ${line}`));
  return { plan, diagnostics: byPosition([...compiled, ...checked]) };
}

/** Findings of one place keep their order. */
function byPosition(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.line - b.line || a.column - b.column);
}
