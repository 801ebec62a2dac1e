import { Panel, request, ToneMark, useOpenAction, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay, useWhyNot } from '../app/me.ts';
import { sendBack } from '../approvals/send-back.ts';
import type { CheckedItem } from '../live/facts.ts';
import { actorWords } from '../words/actor-words.ts';
import { When } from '../words/when.tsx';
import { usdWords } from './usd-words.ts';

type Props = {
  item: CheckedItem;
  /** What goes out is being written: there is nothing to say yes to yet. */
  isWritten: boolean;
};

/** Who said yes to what goes out, by its content; and the doors to say so. */
export function DecisionPanel({ item, isWritten }: Props) {
  const { approval, sentBack, check } = item;
  return (
    <Panel title="Approval" note={usdWords(check.usdThousandths)}>
      <div className="panel-body">
        {approval === null ? (
          <p>
            {sentBack === null ? (
              <ToneMark tone="waits" word="waits for a yes" />
            ) : (
              <>
                <ToneMark tone="care" word="sent back" /> by {actorWords(sentBack.by)},{' '}
                <When at={sentBack.at} />: {sentBack.reason}
              </>
            )}
          </p>
        ) : (
          <>
            <p>
              <ToneMark tone="done" word="approved" /> by {actorWords(approval.by)}, <When at={approval.at} />
            </p>
            <p className="quiet">An edit of what goes out voids it.</p>
            <details>
              <summary className="quiet">What it is bound to</summary>
              <p className="mono hashes">content {approval.contentHash}</p>
              <p className="mono hashes">rules {approval.rulesVersion}</p>
            </details>
          </>
        )}
        {check.errors.length === 0 ? null : (
          <ul className="reason tone-red">
            {check.errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        )}
        <Doors item={item} isWritten={isWritten} />
      </div>
    </Panel>
  );
}

function Doors({ item, isWritten }: Props) {
  const client = useQueryClient();
  const say = useSay();
  const open = useOpenAction();
  const whyNot = useWhyNot('approve');
  const mayApprove = useMay('approve');
  const contentHash = item.variants.find(({ variant }) => variant === item.publishes)!.contentHash;
  const approve = useMutation({
    mutationFn: () =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/approve`, { contentHash }),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      void client.invalidateQueries({ queryKey: ['item', item.id, 'history'] });
      say({ text: 'Approved: it goes out at its hour.' });
    },
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  const state = item.publication?.state;
  if (state === 'published' || state === 'removed' || state === 'ambiguous') return null;
  if (!mayApprove) return <p className="quiet">{whyNot}</p>;
  return (
    <div className="decision-actions">
      {item.approval === null ? (
        <button
          type="button"
          className="button main"
          disabled={approve.isPending || item.check.errors.length > 0 || isWritten}
          onClick={() => approve.mutate()}
        >
          Approve {item.publishes}
        </button>
      ) : null}
      <button type="button" className="button" onClick={() => open(sendBack(item))}>
        {item.approval === null ? 'Send back' : 'Take the approval back'}
      </button>
      {isWritten ? <span className="quiet">Save or discard what you wrote first.</span> : null}
    </div>
  );
}
