import { request, ToneMark, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useRef } from 'react';
import { useMay } from '../app/me.ts';
import { whenWords } from '../calendar/use-reschedule.ts';
import type { CheckedItem } from '../live/facts.ts';
import type { Mark } from '../post/mark-text.ts';
import { actorWords } from '../words/actor-words.ts';
import { FindingsList } from './findings-list.tsx';
import { MarkedField } from './marked-field.tsx';
import { PicturesEditor } from './pictures-editor.tsx';
import { TextCount } from './text-count.tsx';
import { usdWords } from './usd-words.ts';
import type { DraftState, Label } from './use-draft.ts';

type Props = {
  item: CheckedItem;
  label: Label;
  state: DraftState;
  /** Where it differs from the other one. */
  differs: readonly Mark[];
  /** It is out, or may be: nothing of it is changed here. */
  isFixed: boolean;
};

/** One variant: its text with what is found and what differs marked in it, its pictures, its count and its price. */
export function VariantEditor({ item, label, state, differs, isFixed }: Props) {
  const mayEdit = useMay('edit') && !isFixed;
  const countId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft, check } = state;
  const goesOut = item.publishes === label;
  const { level, factor, wall } = item.plan.variants[label === 'A' ? 0 : 1];
  const write = mayEdit ? (text: string) => state.write({ text }) : undefined;
  const found = check.lint
    // What is about the whole text is told below it, and not beneath each word.
    .filter(({ start, end }) => start > 0 || end < draft.text.length)
    .map(({ start, end, severity }): Mark => ({ start, end, kind: severity }));
  const over: Mark[] =
    check.count.overFrom === null
      ? []
      : [{ start: check.count.overFrom, end: draft.text.length, kind: 'over' }];
  const show = (start: number, end: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  };
  return (
    <section className="panel variant" aria-label={`Variant ${label}`} data-out={goesOut || undefined}>
      <header className="panel-head">
        <h2>Variant {label}</h2>
        <span className="panel-note">
          {level}
          {factor === 'time' ? `, ${whenWords(wall)}` : ''}
        </span>
        <span className="panel-actions">
          {goesOut ? (
            <ToneMark tone={isFixed ? 'done' : 'landing'} word={isFixed ? 'went out' : 'goes out'} />
          ) : isFixed ? null : (
            <ChooseButton item={item} label={label} />
          )}
        </span>
      </header>
      <div className="variant-body">
        <MarkedField
          label={`Text of variant ${label}`}
          text={draft.text}
          // What was found was found in another text while the hub still looks.
          marks={[...differs, ...(state.isSettled ? found : []), ...over]}
          write={write}
          describedBy={countId}
          field={field}
        />
        <TextCount check={check} id={countId} />
        {state.refusal === undefined ? null : (
          <p className="act-refused" role="alert">
            {state.refusal}
          </p>
        )}
        <FindingsList
          check={check}
          text={draft.text}
          write={state.isSettled ? write : undefined}
          {...(mayEdit ? { show } : {})}
        />
        {goesOut && !isFixed ? <Cheaper state={state} /> : null}
        {item.platform === 'facebook' && (draft.link !== '' || mayEdit) && draft.media.length === 0 ? (
          <LinkField link={draft.link} write={mayEdit ? (link) => state.write({ link }) : undefined} />
        ) : null}
        <PicturesEditor
          item={item}
          media={draft.media}
          shown={state.post.media}
          write={mayEdit ? (media) => state.write({ media }) : undefined}
        />
        <SaveBar item={item} label={label} state={state} />
      </div>
    </section>
  );
}

function LinkField({ link, write }: { link: string; write: ((link: string) => void) | undefined }) {
  const id = useId();
  if (write === undefined) return <p className="cut quiet">{link}</p>;
  return (
    <div className="act-field">
      <label htmlFor={id}>Link of the preview</label>
      <input
        id={id}
        type="url"
        className="field"
        value={link}
        placeholder="https://"
        onChange={(event) => write(event.target.value)}
      />
    </div>
  );
}

/** A way to say the same for less, where the platform charges for a link. */
function Cheaper({ state: { check, write } }: { state: DraftState }) {
  const mayEdit = useMay('edit');
  const [way] = check.cheaper.filter(({ how }) => how === 'link_in_profile');
  if (way === undefined) return null;
  return (
    <p className="cheaper">
      <span>With the link in the profile it costs {usdWords(check.usdThousandths - way.saves)}.</span>
      {mayEdit ? (
        <button type="button" className="quiet-button framed" onClick={() => write({ text: way.text })}>
          Write it so
        </button>
      ) : null}
    </p>
  );
}

function ChooseButton({ item, label }: { item: CheckedItem; label: Label }) {
  const client = useQueryClient();
  const say = useSay();
  const mayEdit = useMay('edit');
  const choose = useMutation({
    mutationFn: () =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/choose`, { publishes: label }),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      void client.invalidateQueries({ queryKey: ['item', item.id, 'history'] });
      say({ text: `Variant ${label} goes out.` });
    },
    onError: (error) => say({ text: error.message, isRefusal: true }),
  });
  if (!mayEdit) return null;
  return (
    <button
      type="button"
      className="quiet-button framed"
      disabled={choose.isPending}
      onClick={() => choose.mutate()}
    >
      {item.approval === null ? `Let ${label} go out` : `Let ${label} go out, voiding the approval`}
    </button>
  );
}

/** Says what keeping the draft does before it is kept. */
function SaveBar({ item, label, state }: Pick<Props, 'item' | 'label' | 'state'>) {
  const client = useQueryClient();
  const say = useSay();
  const save = useMutation({
    mutationFn: () =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/edit`, {
        variant: label,
        ...state.changes,
      }),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      void client.invalidateQueries({ queryKey: ['item', item.id, 'history'] });
      state.drop();
      say({ text: state.voidsApproval ? 'Saved. It has to be approved again.' : 'Saved.' });
    },
  });
  if (state.changes === undefined) return null;
  return (
    <div className="save-bar">
      {state.voidsApproval && item.approval !== null ? (
        <p className="save-warning" role="status">
          {actorWords(item.approval.by)} approved what goes out now. Saving voids that: it will not be
          published before somebody approves it again.
        </p>
      ) : null}
      {state.isOvertaken ? (
        <p className="save-warning" role="status">
          Somebody has changed this variant since you began. Saving puts yours in the place of theirs.
        </p>
      ) : null}
      {save.error === null ? null : (
        <p className="act-refused" role="alert">
          {save.error.message}
        </p>
      )}
      <div className="act-actions">
        <button type="button" className="button" onClick={state.drop}>
          Discard
        </button>
        <button
          type="button"
          className="button main"
          disabled={save.isPending || !state.isSettled || state.refusal !== undefined}
          onClick={() => save.mutate()}
        >
          {state.voidsApproval ? 'Save and void the approval' : 'Save'}
        </button>
      </div>
    </div>
  );
}
