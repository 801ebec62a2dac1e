import '../style/records.css';
import {
  countWords,
  queryFailure,
  request,
  Segments,
  ToneMark,
  useIsNarrow,
  useSay,
  ViewFrame,
} from '@musterhq/page';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { accountsQuery, nameOfAccount } from '../accounts/accounts-query.ts';
import { useMay } from '../app/me.ts';
import type { AlertView, Done, PublicationView, WholePublication } from '../live/facts.ts';
import { statusQuery } from '../live/queries.ts';
import { useHubNow } from '../live/use-hub-now.ts';
import { PlatformMark } from '../post/platform-mark.tsx';
import { When } from '../words/when.tsx';
import { PublicationDetail } from './publication-detail.tsx';
import { needsPerson, PublicationMark } from './publication-mark.tsx';
import { StopsPanel } from './stops-panel.tsx';

const folders = {
  person: { name: 'Needs a person', states: ['ambiguous', 'held', 'handed_off', 'failed'], order: 'newest' },
  due: { name: 'Scheduled', states: ['open'], order: 'due' },
  out: { name: 'Published', states: ['published'], order: 'newest' },
  over: { name: 'Over', states: ['skipped', 'canceled', 'removed'], order: 'newest' },
} as const;
type Folder = keyof typeof folders;
const folderNames = Object.keys(folders) as Folder[];
/** So many rows are read and shown at first, and so many more each time. */
const pageSize = 100;

/** Everything that goes out, went out or did not: a list by what it needs, and beside it one of them whole. */
export function PublishingView() {
  const { id } = useParams({ strict: false }) as { id?: string };
  const isNarrow = useIsNarrow();
  const status = useQuery(statusQuery);
  const accounts = useQuery(accountsQuery);
  const [wanted, choose] = useState<Folder | undefined>();
  const failure = queryFailure(status, accounts);
  if (failure !== undefined || status.data === undefined || accounts.data === undefined)
    return <ViewFrame title="Publishing" failure={failure} />;
  const counts = status.data.publications;
  const count = (folder: Folder) =>
    folders[folder].states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const folder = wanted ?? folderNames.find((name) => count(name) > 0) ?? 'due';
  const nameOf = (account: string) => nameOfAccount(accounts.data, account);
  const detail = id === undefined ? undefined : <Detail key={id} id={id} nameOf={nameOf} />;
  if (isNarrow && detail !== undefined)
    return (
      <ViewFrame title="Publication">
        <Link to="/publishing" className="text-link">
          ‹ All publications
        </Link>
        {detail}
      </ViewFrame>
    );
  return (
    <ViewFrame title="Publishing" className="records">
      <div className="stack">
        <Segments
          label="Which publications"
          choices={folderNames.map(
            (name) => [name, `${folders[name].name} ${countWords(count(name))}`] as const,
          )}
          chosen={folder}
          choose={choose}
        />
        <Alerts />
        <PublicationList key={folder} folder={folder} total={count(folder)} nameOf={nameOf} open={id} />
        <StopsPanel />
      </div>
      {isNarrow ? null : (
        <div className="record">
          {detail ?? <p className="quiet record-none">Choose a publication to see its calls.</p>}
        </div>
      )}
    </ViewFrame>
  );
}

type ListProps = {
  folder: Folder;
  total: number;
  nameOf: (account: string) => string;
  /** The one that stands beside it. */
  open: string | undefined;
};

function PublicationList({ folder, total, nameOf, open }: ListProps) {
  const { name, states, order } = folders[folder];
  const [limit, setLimit] = useState(pageSize);
  const now = useHubNow(5_000);
  const list = useQuery({
    queryKey: ['publications', folder, limit],
    queryFn: () =>
      request<{ publications: PublicationView[] }>(
        `/api/publications?state=${states.join(',')}&order=${order}&limit=${limit}`,
      ),
    placeholderData: (before: { publications: PublicationView[] } | undefined) => before,
  });
  const failure = queryFailure(list);
  const rows = list.data?.publications;
  return (
    <section className="panel" aria-label={name}>
      {failure === undefined ? null : (
        <p className="act-refused" role="alert">
          {failure.message}
        </p>
      )}
      {rows?.length === 0 ? <p className="panel-empty">{emptyWords[folder]}</p> : null}
      <ul className="rows">
        {rows?.map((one) => (
          <PublicationRow
            key={one.id}
            publication={one}
            account={nameOf(one.account)}
            isOpen={one.id === open}
            isDue={one.state === 'open' && now !== undefined && Date.parse(one.dueAt) <= now}
          />
        ))}
      </ul>
      {rows !== undefined && rows.length < total ? (
        <button type="button" className="quiet-button more" onClick={() => setLimit(limit + pageSize)}>
          {countWords(rows.length)} of {countWords(total)}: show more
        </button>
      ) : null}
    </section>
  );
}

const emptyWords: Record<Folder, string> = {
  person: 'Nothing waits for a person.',
  due: 'Nothing is scheduled: what is approved appears here.',
  out: 'Nothing is out yet.',
  over: 'Nothing was skipped, taken back or taken down.',
};

type RowProps = { publication: PublicationView; account: string; isOpen: boolean; isDue: boolean };

function PublicationRow({ publication, account, isOpen, isDue }: RowProps) {
  const { id, platform, opening, state, dueAt, publishedAt, reason, verification } = publication;
  return (
    <li data-at={isOpen || undefined}>
      <Link
        to="/publishing/$id"
        params={{ id }}
        className="record-row"
        aria-current={isOpen ? 'true' : undefined}
      >
        <PlatformMark platform={platform} isBare />
        <span className="record-words">
          <span className="cut">{opening}</span>
          <span className="quiet cut">
            {account}, <When at={publishedAt ?? dueAt} />
            {reason === null ? '' : `: ${reason}`}
          </span>
        </span>
        <span className="record-state">
          {isDue ? <ToneMark tone="working" word="due now" /> : <PublicationMark state={state} />}
          {state === 'published' && verification === 'matched' ? (
            <span className="quiet">verified</span>
          ) : null}
          {verification === 'differs' ? <span className="tone-red removed">differs</span> : null}
        </span>
      </Link>
    </li>
  );
}

function Detail({ id, nameOf }: { id: string; nameOf: (account: string) => string }) {
  const whole = useQuery({
    queryKey: ['publication', id],
    queryFn: () => request<WholePublication>(`/api/publications/${encodeURIComponent(id)}`),
  });
  const failure = queryFailure(whole);
  if (failure !== undefined)
    return (
      <p className="act-refused" role="alert">
        {failure.message}
      </p>
    );
  if (whole.data === undefined) return <p className="quiet">Reading …</p>;
  return <PublicationDetail publication={whole.data} account={nameOf(whole.data.account)} />;
}

/** What a person has to know of besides those that need one and are listed. A subject with a number is a publication; the others are accounts and their keys. */
function Alerts() {
  const { data } = useQuery({
    queryKey: ['alerts'],
    queryFn: () => request<{ alerts: AlertView[] }>('/api/alerts'),
  });
  const client = useQueryClient();
  const say = useSay();
  const mayApprove = useMay('approve');
  const seen = useMutation({
    mutationFn: (alert: number) => request<Done>(`/api/alerts/${alert}/seen`, {}),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['alerts'] });
      void client.invalidateQueries({ queryKey: ['status'] });
    },
    onError: (error: Error) => say({ text: error.message, isRefusal: true }),
  });
  const shown = (data?.alerts ?? []).filter(({ kind }) => !needsPerson(kind));
  if (shown.length === 0) return null;
  return (
    <section className="panel" aria-label="Alerts">
      <header className="panel-head">
        <h2>Alerts</h2>
        <span className="panel-note">{shown.length}</span>
      </header>
      <ul className="rows">
        {shown.map(({ id, kind, subject, text, since, wantsToBeSeen }) => (
          <li key={id}>
            <span className="chip tone-care">{kind.replace('_', ' ')}</span>
            <span className="alert-words">
              {subject.includes('#') ? (
                <Link to="/publishing/$id" params={{ id: subject }} className="text-link">
                  {text}
                </Link>
              ) : (
                text
              )}
            </span>
            <span className="row-end">
              <When at={since} />
              {wantsToBeSeen && mayApprove ? (
                <button
                  type="button"
                  className="button"
                  disabled={seen.isPending}
                  onClick={() => seen.mutate(id)}
                >
                  Seen
                </button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
