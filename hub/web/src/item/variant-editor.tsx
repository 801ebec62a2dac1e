import { request, ToneMark, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useMay } from '../app/me.ts';
import { whenWords } from '../calendar/use-reschedule.ts';
import { clockOfWall, dayOfWall } from '../calendar/wall-clock.ts';
import type { CheckedItem } from '../live/facts.ts';
import type { Mark } from '../post/mark-text.ts';
import { FirstComment } from './first-comment.tsx';
import { LinkField } from './link-field.tsx';
import { PicturesEditor } from './pictures-editor.tsx';
import { SaveBar } from './save-bar.tsx';
import { ThreadEditor } from './thread-editor.tsx';
import { usdWords } from './usd-words.ts';
import type { DraftState, Label } from './use-draft.ts';

type Props = {
  item: CheckedItem;
  label: Label;
  state: DraftState;
  /** Where it differs from the other one: each of its texts, and its first comment. */
  differs: { texts: readonly (readonly Mark[])[]; comment: readonly Mark[] };
  /** It is out, or may be: nothing of it is changed here. */
  isFixed: boolean;
};

/** One variant: its texts with what is found and what differs marked in them, its pictures, its counts and its price. */
export function VariantEditor({ item, label, state, differs, isFixed }: Props) {
  const mayEdit = useMay('edit') && !isFixed;
  const { draft, check } = state;
  const goesOut = item.publishes === label;
  const { level, factor, wall } = item.plan.variants[label === 'A' ? 0 : 1];
  const isThread = draft.thread.length > 0;
  const price = usdWords(check.usdThousandths);
  const takesComment = item.platform !== 'x' && item.plan.kind !== 'story';
  const { section, stepByKey } = useStepKeys(state);
  return (
    <section
      ref={section}
      className="panel variant"
      aria-label={`Variant ${label}`}
      data-out={goesOut || undefined}
      onKeyDown={mayEdit ? stepByKey : undefined}
    >
      <header className="panel-head">
        <h2>Variant {label}</h2>
        <span className="panel-note">
          {level}
          {factor === 'time' ? `, ${sameDay(wall, item.wall) ? clockOfWall(wall) : whenWords(wall)}` : ''}
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
        {state.refusal === undefined ? null : (
          <p className="act-refused" role="alert">
            {state.refusal}
          </p>
        )}
        <ThreadEditor
          label={label}
          state={state}
          differs={differs.texts}
          mayEdit={mayEdit}
          isThreadable={item.platform === 'x'}
          price={isThread ? `${price} in all` : price}
        >
          {goesOut && !isFixed ? <Cheaper state={state} /> : null}
          {item.platform === 'facebook' && (draft.link !== '' || mayEdit) && draft.media.length === 0 ? (
            <LinkField
              link={draft.link}
              write={mayEdit ? (link) => state.write({ link }, 'link') : undefined}
            />
          ) : null}
          <PicturesEditor
            takesPictures={item.plan.kind !== 'text' || isThread}
            media={draft.media}
            shown={state.post.media}
            write={mayEdit ? (media, of) => state.write({ media }, of) : undefined}
          />
        </ThreadEditor>
        {takesComment ? (
          <FirstComment label={label} state={state} differs={differs.comment} mayEdit={mayEdit} />
        ) : null}
        <SaveBar item={item} label={label} state={state} />
      </div>
    </section>
  );
}

const sameDay = (one: string, other: string): boolean => dayOfWall(one) === dayOfWall(other);

/** The keys by which a field takes a step back take back what was added, taken out and moved too. */
function useStepKeys({ undo, redo }: DraftState) {
  const section = useRef<HTMLElement>(null);
  const hasStepped = useRef(false);
  useEffect(() => {
    if (!hasStepped.current) return;
    hasStepped.current = false;
    // The field that had the focus may be gone with the step, and the keys with it.
    if (document.activeElement === document.body)
      section.current?.querySelector<HTMLElement>('textarea')?.focus();
  });
  const stepByKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    hasStepped.current = true;
    const step = key === 'y' || event.shiftKey ? redo : undo;
    step?.();
  };
  return { section, stepByKey };
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
