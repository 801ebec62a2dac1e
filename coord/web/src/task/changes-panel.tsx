import { Panel, queryFailure, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useAct } from '../actions/act-context.ts';
import { comment } from '../actions/action.ts';
import { SideBySide } from '../diff/side-by-side.tsx';
import type { Commit, TaskView } from '../live/facts.ts';
import { TimeOf } from '../parts/time-of.tsx';
import { type Comment, CommentCard } from './comment-card.tsx';

/** A commit of 200 files is a list first: opened all at once they would hold the page up. */
const openedFiles = 12;

/** The commits of a task, what the chosen one changes, and what was said of it; a lead says more at its lines. */
export function ChangesPanel(props: {
  commits: TaskView['commits'];
  comments: readonly Comment[];
  wanted: string | undefined;
  choose: (commit: string) => void;
}) {
  const { commits, comments, wanted, choose } = props;
  const act = useAct();
  const chosen =
    commits.find(({ commit }) => commit === wanted) ??
    commits.findLast(({ kind }) => kind === 'made') ??
    commits.at(-1);
  const read = useQuery({
    queryKey: ['commit', chosen?.commit],
    queryFn: () => request<Commit>(`/api/commits/${chosen!.commit}`),
    enabled: chosen !== undefined,
  });
  if (chosen === undefined)
    return (
      <Panel title="Changes">
        <p className="panel-empty">Nothing was committed yet.</p>
      </Panel>
    );
  return (
    <>
      <Panel title="Commits" note={String(commits.length)}>
        <ul className="rows">
          {commits.map(({ commit, kind, at, event, paths }) => (
            <li key={event} data-at={commit === chosen.commit || undefined}>
              <button type="button" className="row-button mono" onClick={() => choose(commit)}>
                {commit.slice(0, 10)}
              </button>
              <span>{kind === 'made' ? 'committed' : 'landed'}</span>
              <span className="quiet cut">
                {paths.length === 0 ? '' : `${paths.length} ${paths.length === 1 ? 'path' : 'paths'}`}
              </span>
              <span className="row-end">
                <TimeOf at={at} />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      {read.data === undefined ? (
        <p className="quiet">{queryFailure(read)?.message ?? 'Reading the commit …'}</p>
      ) : (
        <>
          <pre className="commit-message">{read.data.message.trim()}</pre>
          {read.data.files.map(({ path, oldPath, kind, patch }, index) =>
            patch === null ? (
              <p key={path} className="diff-missing">
                <code>{path}</code> <span className="quiet">{kind}, too long to be shown</span>
              </p>
            ) : (
              <SideBySide
                key={path}
                path={path}
                oldPath={oldPath}
                kind={kind}
                patch={patch}
                notes={comments
                  .filter(
                    (one) => one.commit === chosen.commit && (one.path === path || one.path === oldPath),
                  )
                  .map((one) => ({
                    key: one.id,
                    side: one.side === 'old' ? 'left' : 'right',
                    line: one.toLine,
                    body: <CommentCard comment={one} />,
                  }))}
                onLine={
                  act === undefined
                    ? undefined
                    : (side, line) =>
                        act(
                          comment({
                            ...{ commit: chosen.commit, path, side: side === 'left' ? 'old' : 'new' },
                            ...(line === undefined ? {} : { line }),
                          }),
                        )
                }
                isOpen={index < openedFiles}
              />
            ),
          )}
        </>
      )}
    </>
  );
}
