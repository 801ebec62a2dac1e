import '../style/people.css';
import { Panel, queryFailure, request, ViewFrame } from '@musterhq/page';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWhyNot } from '../app/me.ts';
import type { AuditRow } from '../live/facts.ts';
import { actorWords } from '../words/actor-words.ts';
import { When } from '../words/when.tsx';

const pageRows = 100;

/** What was done by whom, newest first. */
export function AuditView() {
  const whyNot = useWhyNot('own');
  const [subject, setSubject] = useState('');
  const log = useInfiniteQuery({
    queryKey: ['audit', subject],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({
        limit: String(pageRows),
        ...pageParam,
        ...(subject === '' ? {} : { subject }),
      });
      return request<{ rows: AuditRow[] }>(`/api/audit?${query}`);
    },
    initialPageParam: {} as { before?: string },
    getNextPageParam: ({ rows }) =>
      rows.length < pageRows ? undefined : { before: String(rows.at(-1)?.id) },
    enabled: whyNot === undefined,
    staleTime: 0,
  });
  if (whyNot !== undefined)
    return (
      <ViewFrame title="Audit">
        <div className="message">
          <h2>The log is an owner's business</h2>
          <p>{whyNot}</p>
        </div>
      </ViewFrame>
    );
  const rows = log.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <ViewFrame title="Audit" failure={queryFailure({ data: log.data, error: log.error })}>
      {log.data === undefined ? undefined : (
        <Panel
          title="What was done"
          note={`${rows.length}${log.hasNextPage ? ' and more' : ''}`}
          actions={
            <input
              className="field"
              type="search"
              placeholder="Of one address, as /api/stop"
              aria-label="Only what was done to this address"
              data-key="/"
              onChange={(event) => setSubject(event.target.value.trim())}
            />
          }
        >
          <ul className="rows">
            {rows.map((row) => (
              <li key={row.id} className="audit-row">
                <span className="quiet">
                  <When at={row.at} isExact />
                </span>
                <span className="cut">{actorWords(row.actor)}</span>
                <div className="audit-what">
                  <p>
                    <span className="mono">{actionOf(row)}</span>{' '}
                    <button type="button" className="row-button mono" onClick={() => setSubject(row.subject)}>
                      {row.subject}
                    </button>
                  </p>
                  {Object.keys(row.detail).length === 0 ? null : (
                    <details>
                      <summary className="quiet">Details</summary>
                      <pre>{JSON.stringify(row.detail, null, 1)}</pre>
                    </details>
                  )}
                </div>
              </li>
            ))}
          </ul>
          {rows.length === 0 ? <p className="panel-empty">Nothing was done yet.</p> : null}
          {log.hasNextPage ? (
            <p className="panel-empty">
              <button
                type="button"
                className="button"
                disabled={log.isFetching}
                onClick={() => void log.fetchNextPage()}
              >
                Older ones
              </button>
            </p>
          ) : null}
        </Panel>
      )}
    </ViewFrame>
  );
}

/** Where an action ends with the address that it was done to, that stands behind it anyway. */
const actionOf = ({ action, subject }: AuditRow): string =>
  action.endsWith(subject) ? action.slice(0, action.length - subject.length).trim() : action;
