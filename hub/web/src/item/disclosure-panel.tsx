import { Panel, request, useOpenAction, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../app/me.ts';
import type { CheckedItem } from '../live/facts.ts';
import { platformName } from '../post/platform-mark.tsx';
import { actorWords } from '../words/actor-words.ts';

type Change = { aiGenerated?: boolean; paidPartnership?: boolean };

/** What readers are told of how it was made and who paid for it. */
export function DisclosurePanel({ item, isFixed }: { item: CheckedItem; isFixed: boolean }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit') && !isFixed;
  const path = `/api/items/${encodeURIComponent(item.id)}/disclose`;
  const disclose = useMutation({
    mutationFn: (change: Change) => request<CheckedItem>(path, change),
    onSuccess: (next) => client.setQueryData(['item', item.id], next),
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  const open = useOpenAction();
  const { approval } = item;
  const wish = (change: Change) => {
    if (approval === null) return disclose.mutate(change);
    open({
      path,
      title: 'What readers are told',
      detail: `It is part of what ${actorWords(approval.by)} approved: that approval is void, and what was scheduled is taken back.`,
      verb: 'Change it',
      fields: [],
      fixed: change,
      done: 'It is changed, and waits for a yes.',
    });
  };
  const { aiGenerated, paidPartnership } = item.plan.disclosure;
  const { post } = item.variants.find(({ variant }) => variant === item.publishes)!;
  const showsAi = post.media.some(({ madeWithAi }) => madeWithAi === true);
  const isMarked = post.disclosure.aiGenerated || post.disclosure.paidPartnership;
  return (
    <Panel title="Disclosure">
      <div className="panel-body">
        <label className="check">
          <input
            type="checkbox"
            checked={aiGenerated || showsAi}
            disabled={!mayEdit || showsAi || disclose.isPending}
            onChange={(event) => wish({ aiGenerated: event.target.checked })}
          />{' '}
          Made with AI
        </label>
        {showsAi ? <p className="quiet">A picture or video of it is; its mark is not taken off.</p> : null}
        <label className="check">
          <input
            type="checkbox"
            checked={paidPartnership}
            disabled={!mayEdit || disclose.isPending}
            onChange={(event) => wish({ paidPartnership: event.target.checked })}
          />{' '}
          Paid partnership
        </label>
        {isMarked && item.platform === 'facebook' ? (
          <p className="quiet">{platformName('facebook')} has no field for it: say it in the text.</p>
        ) : null}
      </div>
    </Panel>
  );
}
