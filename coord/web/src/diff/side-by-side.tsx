import { useMemo } from 'react';
import { highlight, languageOf, type Span } from './highlight.ts';
import { countChanges, parsePatch, type Row } from './parse-patch.ts';

/** Longer patches are opened on request: colouring 5,000 lines takes a moment that nobody asked for. */
const longPatch = 1_500;

/** What one file was and what it is. On a narrow screen the two sides stand one below the other. */
export function SideBySide(props: {
  path: string;
  oldPath?: string | undefined;
  kind: string;
  patch: string;
  isOpen: boolean;
}) {
  const { path, oldPath, kind, patch } = props;
  const hunks = useMemo(() => parsePatch(patch), [patch]);
  const { added, removed } = countChanges(hunks);
  const lines = hunks.reduce((sum, hunk) => sum + hunk.rows.length, 0);
  return (
    <details className="diff" open={props.isOpen && lines <= longPatch}>
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
        <Hunks path={path} hunks={hunks} />
      )}
    </details>
  );
}

function Hunks({ path, hunks }: { path: string; hunks: ReturnType<typeof parsePatch> }) {
  const coloured = useMemo(() => {
    const language = languageOf(path);
    const side = (rows: Row[], of: 'left' | 'right') => {
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
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard
    <section className="diff-body" tabIndex={0} aria-label={`Changes of ${path}`}>
      <table>
        <thead className="visually-hidden">
          <tr>
            <th>Line before</th>
            <th>Before</th>
            <th>Line after</th>
            <th>After</th>
          </tr>
        </thead>
        {coloured.map(({ header, rows, left, right }) => (
          <tbody key={`${rows[0]?.left?.line} ${rows[0]?.right?.line}`}>
            <tr className="hunk">
              <td colSpan={4}>{header === '' ? '⋯' : `⋯ ${header}`}</td>
            </tr>
            {rows.map((row) => (
              <tr key={`${row.left?.line} ${row.right?.line}`} data-kind={row.kind}>
                <td className="number figure">{row.left?.line}</td>
                <td className={row.left === undefined ? 'none' : row.kind === 'same' ? undefined : 'before'}>
                  {row.left === undefined ? null : <Line spans={left.get(row.left.line) ?? []} />}
                </td>
                <td className="number figure">{row.right?.line}</td>
                <td className={row.right === undefined ? 'none' : row.kind === 'same' ? undefined : 'after'}>
                  {row.right === undefined ? null : <Line spans={right.get(row.right.line) ?? []} />}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
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
