import { Fragment, type ReactNode, useMemo } from 'react';
import { highlight, languageOf, type Span } from './highlight.ts';
import { countChanges, parsePatch, type Row } from './parse-patch.ts';

/** Longer patches are opened on request: colouring 5,000 lines takes a moment that nobody asked for. */
const longPatch = 1_500;

type Side = 'left' | 'right';

/** Something that stands below a line of one side. */
export type LineNote = { key: number; side: Side; line: number; body: ReactNode };
/** Called with the line that was chosen, or without one for the file as a whole. */
type OnLine = ((side: Side, line?: number) => void) | undefined;

/** What one file was and what it is. On a narrow screen the two sides stand one below the other. */
export function SideBySide(props: {
  path: string;
  oldPath?: string | undefined;
  kind: string;
  patch: string;
  isOpen: boolean;
  notes: readonly LineNote[];
  onLine: OnLine;
}) {
  const { path, oldPath, kind, patch, notes, onLine } = props;
  const hunks = useMemo(() => parsePatch(patch), [patch]);
  const { added, removed } = countChanges(hunks);
  const lines = hunks.reduce((sum, hunk) => sum + hunk.rows.length, 0);
  return (
    <details className="diff" open={(props.isOpen && lines <= longPatch) || notes.length > 0}>
      <summary>
        <span className="mono cut">
          {oldPath === undefined || oldPath === path ? path : `${oldPath} → ${path}`}
        </span>
        <span className="quiet">{kind}</span>
        <span className="diff-sum figure">
          <span className="added">+{added}</span> <span className="removed">−{removed}</span>
        </span>
      </summary>
      {hunks.length === 0 ? (
        <p className="panel-empty">No lines to show: the file is empty, or not text.</p>
      ) : (
        <>
          {onLine === undefined ? null : (
            <button
              type="button"
              className="quiet-button diff-comment"
              onClick={() => onLine(kind === 'deleted' ? 'left' : 'right')}
            >
              Comment on lines
            </button>
          )}
          <Hunks path={path} hunks={hunks} notes={notes} onLine={onLine} />
        </>
      )}
    </details>
  );
}

type Hunks = ReturnType<typeof parsePatch>;
type Lines = ReadonlyMap<number, readonly Span[]>;

function Hunks(props: { path: string; hunks: Hunks; notes: readonly LineNote[]; onLine: OnLine }) {
  const { path, hunks, notes, onLine } = props;
  const coloured = useMemo(() => {
    const language = languageOf(path);
    const side = (rows: readonly Row[], of: Side): Lines => {
      const sides = rows.flatMap((row) => (row[of] === undefined ? [] : [row[of]]));
      const lines = highlight(sides.map(({ text }) => text).join('\n'), language);
      return new Map(sides.map(({ line }, index) => [line, lines[index] ?? []]));
    };
    return hunks.map(({ header, rows }) => ({
      header,
      rows,
      left: side(rows, 'left'),
      right: side(rows, 'right'),
    }));
  }, [path, hunks]);
  // What is new or gone as a whole has one side alone.
  const sides = (['left', 'right'] as const).filter((of) =>
    hunks.some(({ rows }) => rows.some((row) => row[of] !== undefined)),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard
    <section className="diff-body" tabIndex={0} aria-label={`Changes of ${path}`}>
      <table data-sides={sides.length}>
        <colgroup>
          {sides.map((of) => (
            <Fragment key={of}>
              <col className="number" />
              <col />
            </Fragment>
          ))}
        </colgroup>
        {coloured.map(({ header, rows, left, right }) => (
          <tbody key={`${rows[0]?.left?.line} ${rows[0]?.right?.line}`}>
            {header === '' && hunks.length === 1 ? null : (
              <tr className="hunk">
                <td colSpan={sides.length * 2}>{header === '' ? '⋯' : `⋯ ${header}`}</td>
              </tr>
            )}
            {rows.map((row) => (
              <Fragment key={`${row.left?.line} ${row.right?.line}`}>
                <tr data-kind={row.kind}>
                  {sides.map((of) => (
                    <SideCells
                      key={of}
                      row={row}
                      of={of}
                      lines={of === 'left' ? left : right}
                      onLine={onLine}
                    />
                  ))}
                </tr>
                {notes
                  .filter(({ side, line }) => row[side]?.line === line)
                  .map(({ key, body }) => (
                    <tr key={key} className="line-note">
                      <td colSpan={sides.length * 2}>{body}</td>
                    </tr>
                  ))}
              </Fragment>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function SideCells({ row, of, lines, onLine }: { row: Row; of: Side; lines: Lines; onLine: OnLine }) {
  const side = row[of];
  if (side === undefined)
    return (
      <>
        <td className="number" />
        <td className="none" />
      </>
    );
  const change = row.kind === 'same' ? undefined : of === 'left' ? 'before' : 'after';
  return (
    <>
      <td className="number figure">
        {onLine === undefined ? (
          side.line
        ) : (
          // By keyboard the file's own button leads to the same: a stop at each of 1,000 lines would be none.
          <button
            type="button"
            tabIndex={-1}
            aria-label={`Comment on line ${side.line}`}
            onClick={() => onLine(of, side.line)}
          >
            {side.line}
          </button>
        )}
      </td>
      <td className={change}>
        {change === undefined ? null : (
          <span className="visually-hidden">{change === 'before' ? 'removed: ' : 'added: '}</span>
        )}
        <Line spans={lines.get(side.line) ?? []} />
      </td>
    </>
  );
}

export function Line({ spans }: { spans: readonly Span[] }) {
  return spans.map(({ text, at, of }) =>
    of === undefined ? (
      text
    ) : (
      <span key={at} className={`code-${of}`}>
        {text}
      </span>
    ),
  );
}
