import { request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CheckedItem } from '../live/facts.ts';
import { actorWords } from '../words/actor-words.ts';
import type { DraftState, Label } from './use-draft.ts';

type Props = { item: CheckedItem; label: Label; state: DraftState };

/** Keeps or drops what was written, step by step or whole, and says what keeping it does before it is kept. */
export function SaveBar({ item, label, state }: Props) {
  const client = useQueryClient();
  const say = useSay();
  const { undo, redo, changes } = state;
  const save = useMutation({
    mutationFn: () =>
      request<CheckedItem>(`/api/items/${encodeURIComponent(item.id)}/edit`, { variant: label, ...changes }),
    onSuccess: (next) => {
      client.setQueryData(['item', item.id], next);
      void client.invalidateQueries({ queryKey: ['item', item.id, 'history'] });
      state.drop();
      say({ text: state.voidsApproval ? 'Saved. It has to be approved again.' : 'Saved.' });
    },
  });
  if (changes === undefined && undo === undefined && redo === undefined) return null;
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
        <span className="save-steps">
          <button type="button" className="quiet-button framed" disabled={undo === undefined} onClick={undo}>
            Undo
          </button>
          <button type="button" className="quiet-button framed" disabled={redo === undefined} onClick={redo}>
            Redo
          </button>
        </span>
        {changes === undefined ? null : (
          <>
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
          </>
        )}
      </div>
    </div>
  );
}
