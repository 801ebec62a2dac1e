import '../style/records.css';
import '../style/composer.css';
import '../style/approvals.css';
import { countWords, queryFailure, Segments, useIsNarrow, useOpenAction, ViewFrame } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { accountsQuery, nameOfAccount } from '../accounts/accounts-query.ts';
import { useMay, useWhyNot } from '../app/me.ts';
import type { CheckedItem } from '../live/facts.ts';
import { ApprovalCard } from './approval-card.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { DecisionsPanel } from './decisions-panel.tsx';
import { QueueRow } from './queue-row.tsx';
import { sendBack } from './send-back.ts';
import { useApprove } from './use-approve.ts';
import { useQueueKeys } from './use-queue-keys.ts';
import { useWaiting } from './use-waiting.ts';

const folders = { waiting: 'Waiting', back: 'Sent back', decisions: 'Decided' } as const;
type Folder = keyof typeof folders;

/** What waits for a yes, each as its readers would see it; one by one by keys, or several at once with what that comes to. */
export function ApprovalsView() {
  const isNarrow = useIsNarrow();
  const [folder, choose] = useState<Folder>('waiting');
  const queue = useWaiting(folder === 'back' ? 'sent_back' : 'waiting');
  const accounts = useQuery(accountsQuery);
  const [at, setAt] = useState<string | undefined>();
  const [picked, pick] = useState<ReadonlySet<string>>(new Set());
  const mayApprove = useMay('approve');
  const whyNot = useWhyNot('approve');
  const open = useOpenAction();
  const approve = useApprove();
  const rows = queue.items;
  const current = rows.find(({ id }) => id === at) ?? (isNarrow ? undefined : rows[0]);
  const toggle = ({ id }: CheckedItem) =>
    pick((known) =>
      known.has(id) ? new Set([...known].filter((one) => one !== id)) : new Set([...known, id]),
    );
  const say = (item: CheckedItem | undefined) => {
    if (item === undefined || item.check.errors.length > 0) return;
    setAt(rows[rows.indexOf(item) + 1]?.id ?? rows[rows.indexOf(item) - 1]?.id);
    approve.mutate([item]);
  };
  useQueueKeys(
    mayApprove && folder !== 'decisions'
      ? {
          a: () => say(current),
          r: () => current !== undefined && open(sendBack(current)),
          x: () => current !== undefined && toggle(current),
        }
      : {},
  );
  const failure = queue.failure ?? queryFailure(accounts);
  const { counts } = queue;
  if (failure !== undefined || counts === undefined || accounts.data === undefined)
    return <ViewFrame title="Approvals" failure={failure} />;
  const nameOf = (item: CheckedItem) => nameOfAccount(accounts.data, item.account);
  const card =
    current === undefined || folder === 'decisions' ? undefined : (
      <ApprovalCard
        key={current.id}
        item={current}
        account={nameOf(current)}
        approve={mayApprove ? () => say(current) : undefined}
        sendBack={mayApprove ? () => open(sendBack(current)) : undefined}
        isBusy={approve.isPending}
      />
    );
  if (isNarrow && card !== undefined)
    return (
      <ViewFrame title="Approvals">
        <button type="button" className="row-button" onClick={() => setAt(undefined)}>
          ‹ All that waits
        </button>
        {card}
      </ViewFrame>
    );
  const chosen = rows.filter(({ id }) => picked.has(id));
  return (
    <ViewFrame title="Approvals" className={folder === 'decisions' ? '' : 'records'}>
      <div className="stack">
        <div className="queue-tools">
          <Segments
            label="Which items"
            choices={[
              ['waiting', `${folders.waiting} ${countWords(counts.waiting)}`],
              ['back', `${folders.back} ${countWords(counts.sent_back)}`],
              ['decisions', folders.decisions],
            ]}
            chosen={folder}
            choose={choose}
          />
          {mayApprove && folder !== 'decisions' ? (
            <span className="quiet queue-keys">
              <kbd>j</kbd> <kbd>k</kbd> next, before <kbd>a</kbd> approve <kbd>r</kbd> send back <kbd>x</kbd>{' '}
              pick
            </span>
          ) : null}
        </div>
        {whyNot === undefined ? null : <p className="quiet">{whyNot}</p>}
        {folder === 'decisions' ? (
          <DecisionsPanel />
        ) : (
          <section className="panel" aria-label={folders[folder]}>
            {mayApprove && rows.length > 0 ? (
              <BulkBar
                rows={rows}
                chosen={chosen}
                isAll={queue.more === undefined}
                pick={(items) => pick(new Set(items.map(({ id }) => id)))}
                approve={approve}
              />
            ) : null}
            {rows.length === 0 && queue.isRead ? (
              <p className="panel-empty">
                {folder === 'waiting' ? 'Nothing waits for a yes.' : 'Nothing was sent back.'}
              </p>
            ) : null}
            <ul className="rows">
              {rows.map((item) => (
                <QueueRow
                  key={item.id}
                  item={item}
                  account={nameOf(item)}
                  isCurrent={item === current}
                  isPicked={picked.has(item.id)}
                  toggle={mayApprove ? () => toggle(item) : undefined}
                  open={() => setAt(item.id)}
                />
              ))}
            </ul>
            {queue.more === undefined ? null : (
              <button
                type="button"
                className="quiet-button more"
                disabled={queue.isReadingMore}
                onClick={queue.more}
              >
                {countWords(rows.length)} of{' '}
                {countWords(folder === 'back' ? counts.sent_back : counts.waiting)}: show more
              </button>
            )}
          </section>
        )}
      </div>
      {isNarrow || folder === 'decisions' ? null : <div className="record">{card}</div>}
    </ViewFrame>
  );
}
