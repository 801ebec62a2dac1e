import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { ActContext } from './act-context.ts';
import { ActDialog } from './act-dialog.tsx';
import type { Action } from './action.ts';

/** How long the answer to an action stays on the page; the log keeps it. */
const noteMs = 8_000;

/** The one dialog of actions and the note of what became of the last one. */
export function Actor({ children }: { children: ReactNode }) {
  const [action, open] = useState<Action | undefined>();
  const [note, setNote] = useState('');
  const close = useCallback(() => open(undefined), []);
  useEffect(() => {
    if (note === '') return;
    const timer = setTimeout(() => setNote(''), noteMs);
    return () => clearTimeout(timer);
  }, [note]);
  return (
    <ActContext value={open}>
      {children}
      {action === undefined ? null : <ActDialog action={action} close={close} onDone={setNote} />}
      <p className="note" role="status" data-shown={note !== '' || undefined}>
        {note}
      </p>
    </ActContext>
  );
}
