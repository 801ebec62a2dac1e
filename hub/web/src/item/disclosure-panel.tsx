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
  const { post } = item.variants.find(({ variant }) => variant === item.publishes)!;
  const { aiGenerated, paidPartnership } = post.disclosure;
  const showsAi = post.media.some(({ madeWithAi }) => madeWithAi === true);
  const isMarked = aiGenerated || paidPartnership;
  return (
    <Panel title="Disclosure">
      <div className="panel-body">
        <Mark
          label="Made with AI"
          isSet={aiGenerated}
          isBusy={disclose.isPending || showsAi}
          set={mayEdit ? (isSet) => wish({ aiGenerated: isSet }) : undefined}
        />
        {showsAi ? <p className="quiet">A picture or video of it is; its mark is not taken off.</p> : null}
        <Mark
          label="Paid partnership"
          isSet={paidPartnership}
          isBusy={disclose.isPending}
          set={mayEdit ? (isSet) => wish({ paidPartnership: isSet }) : undefined}
        />
        {isMarked || mayEdit ? null : <p className="quiet">Readers are told of nothing.</p>}
        {isMarked && item.platform === 'facebook' ? (
          <p className="quiet">{platformName('facebook')} has no field for it: say it in the text.</p>
        ) : null}
      </div>
    </Panel>
  );
}

/** Whoever may not change it reads it, where it is set. */
function Mark(props: {
  label: string;
  isSet: boolean;
  isBusy: boolean;
  set: ((isSet: boolean) => void) | undefined;
}) {
  const { label, isSet, isBusy, set } = props;
  if (set === undefined) return isSet ? <p>{label}</p> : null;
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={isSet}
        disabled={isBusy}
        onChange={(event) => set(event.target.checked)}
      />{' '}
      {label}
    </label>
  );
}
