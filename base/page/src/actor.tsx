import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { ActContext, type Note } from './act-context.ts';
import { ActDialog } from './act-dialog.tsx';
import type { Action } from './action.ts';

/** How long the answer to an action stays on the page; the log keeps it. */
const noteMs = 8_000;

/** The one dialog of actions and the note of what became of the last one. */
export function Actor({ children }: { children: ReactNode }) {
  const [action, open] = useState<Action | undefined>();
  const [note, say] = useState<Note | undefined>();
  const close = useCallback(() => open(undefined), []);
  useEffect(() => {
    if (note === undefined || note.offer !== undefined) return;
    const timer = setTimeout(() => say(undefined), noteMs);
    return () => clearTimeout(timer);
  }, [note]);
  const context = useMemo(() => ({ open, say }), []);
  const offer = note?.offer;
  return (
    <ActContext value={context}>
      {children}
      {action === undefined ? null : (
        <ActDialog action={action} close={close} onDone={(text) => say({ text })} />
      )}
      <div
        className="note"
        role="status"
        data-shown={note !== undefined || undefined}
        data-refusal={note?.isRefusal || undefined}
      >
        {note === undefined ? null : <p>{note.text}</p>}
        {offer === undefined ? null : (
          <>
            <button
              type="button"
              className="button"
              onClick={() => {
                say(undefined);
                offer.act();
              }}
            >
              {offer.verb}
            </button>
            <button type="button" className="quiet-button" aria-label="Close" onClick={() => say(undefined)}>
              ×
            </button>
          </>
        )}
      </div>
    </ActContext>
  );
}
