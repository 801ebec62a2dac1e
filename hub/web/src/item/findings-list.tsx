import { type Tone, ToneMark } from '@musterhq/page';
import type { LintFinding, VariantCheck } from '../live/facts.ts';
import { applyEdits } from './apply-edits.ts';

type Props = {
  check: VariantCheck;
  /** Which text of the post, by its place; what is about the post as a whole is told of the first one. */
  part: number;
  text: string;
  /** Undefined: nothing may be changed here. */
  write?: ((text: string) => void) | undefined;
  /** Shows the words that a finding is about. */
  show?: (start: number, end: number) => void;
};

const tones: Record<LintFinding['severity'], Tone> = { error: 'red', warning: 'care', info: 'waits' };

/** What the brand's rules and the platform's have against a text, each at its words, with the fix where there is one. */
export function FindingsList({ check, part, text, write, show }: Props) {
  const lint = check.lint.filter((one) => one.part === part);
  const format = check.format.filter((one) => (one.part ?? 0) === part);
  const fixes = lint.flatMap(({ edits = [] }) => edits);
  if (lint.length === 0 && format.length === 0)
    return part > 0 ? null : (
      <p className="findings-none">
        <ToneMark tone="done" word="no findings" />
      </p>
    );
  return (
    <>
      <ul className="findings">
        {lint.map((finding) => (
          <li key={`${finding.rule} ${finding.start} ${finding.message}`}>
            <ToneMark tone={tones[finding.severity]} word={finding.severity} />
            <span className="finding-words">
              {finding.message} <Place finding={finding} text={text} show={show} />{' '}
              <code className="quiet">{finding.rule}</code>
            </span>
            {write === undefined || finding.edits === undefined ? null : (
              <button
                type="button"
                className="quiet-button framed"
                onClick={() => write(applyEdits(text, finding.edits ?? []))}
              >
                Fix
              </button>
            )}
          </li>
        ))}
        {format.map(({ rule, severity, message, fix }) => (
          <li key={`${rule} ${message}`}>
            <ToneMark tone={tones[severity]} word={severity} />
            <span className="finding-words">
              {message}
              {fix === undefined ? '' : `: ${fix}`} <code className="quiet">{rule}</code>
            </span>
          </li>
        ))}
      </ul>
      {write === undefined || fixes.length < 2 || overlap(fixes) ? null : (
        <button
          type="button"
          className="quiet-button framed fix-all"
          onClick={() => write(applyEdits(text, fixes))}
        >
          Fix all {fixes.length}
        </button>
      )}
    </>
  );
}

const overlap = (edits: readonly { start: number; end: number }[]): boolean =>
  edits
    .toSorted((one, other) => one.start - other.start)
    .some(({ start }, index, all) => index > 0 && start < all[index - 1]!.end);

/** A finding about the whole text has no words of its own. */
function Place({ finding, text, show }: { finding: LintFinding; text: string; show: Props['show'] }) {
  const words = text.slice(finding.start, finding.end);
  if (words === '' || words.length > 60 || (finding.start === 0 && finding.end >= text.length)) return null;
  if (show === undefined) return <q>{words}</q>;
  return (
    <button type="button" className="row-button" onClick={() => show(finding.start, finding.end)}>
      “{words}”
    </button>
  );
}
