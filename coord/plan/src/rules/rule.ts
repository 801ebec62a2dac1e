import { type LineIndex, placeOf } from '../line-index.ts';
import type { Diagnostic, Plan, SourceRange } from '../plan.ts';

/** Names from outside the document, a preset with its agents. Without `gates` the gate keys of tasks are not looked at. */
export type KnownNames = {
  agents: readonly string[];
  presets: Readonly<Record<string, readonly string[]>>;
  gates?: readonly string[];
};

/** What every rule is given. */
export type Subject = { plan: Plan; text: string; index: LineIndex; known: KnownNames };

/** One thing that a rule found; `at` is an offset. `severity` only where it is not the rule's own. */
export type Finding = {
  at: number;
  message: string;
  severity?: Diagnostic['severity'];
  fix?: string;
  edit?: NonNullable<Diagnostic['edit']>;
};

/** A rule over a compiled plan. `severity` is `error` where a run of the plan could not do what the document says. */
export type Rule = { name: string; severity: Diagnostic['severity']; find(subject: Subject): Finding[] };

export function diagnosticsOf(rule: Rule, subject: Subject): Diagnostic[] {
  return rule.find(subject).map(({ at, message, severity = rule.severity, fix, edit }) => ({
    rule: rule.name,
    severity,
    message,
    ...placeOf(subject.index, at),
    ...(fix === undefined ? {} : { fix }),
    ...(edit === undefined ? {} : { edit }),
  }));
}

/** Where words stand inside a range; without them the range's own start. */
export function placeIn(text: string, range: SourceRange, words: string): number {
  return findIn(text, range, words) ?? range.start;
}

/** Where words stand inside a range, in any case, and not as a part of a longer word. */
export function findIn(text: string, range: SourceRange, words: string): number | undefined {
  const literally = words.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const found = new RegExp(`(?<![\\p{L}\\p{N}_-])${literally}(?![\\p{L}\\p{N}_-])`, 'iu').exec(
    text.slice(range.start, range.end),
  );
  return found ? range.start + found.index : undefined;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

export function days(first: number, last: number): string {
  return first === last ? `day ${first}` : `days ${first} to ${last}`;
}
