import { useEffect, useRef, useState } from 'react';
import type { Mark } from '../post/mark-text.ts';
import { TextPart } from './text-part.tsx';
import type { DraftState, Label } from './use-draft.ts';

type Props = { label: Label; state: DraftState; differs: readonly Mark[]; mayEdit: boolean };

/** What the account itself puts under the post once it is out: a field where there is one, else the door to it. */
export function FirstComment({ label, state, differs, mayEdit }: Props) {
  const [isOpen, open] = useState(false);
  const door = useRef<HTMLButtonElement>(null);
  const wasTakenOut = useRef(false);
  const { firstComment } = state.draft;
  const isShown = firstComment !== '' || (isOpen && mayEdit);
  useEffect(() => {
    if (isShown || !wasTakenOut.current) return;
    wasTakenOut.current = false;
    door.current?.focus();
  }, [isShown]);
  if (!isShown)
    return mayEdit ? (
      <button ref={door} type="button" className="quiet-button framed segment-add" onClick={() => open(true)}>
        Add a first comment
      </button>
    ) : null;
  const takeOut = () => {
    wasTakenOut.current = true;
    open(false);
    if (firstComment !== '') state.write({ firstComment: '' });
  };
  // A field that was emptied is written in, and stays.
  const write = (next: string, of?: string) => {
    open(true);
    state.write({ firstComment: next }, of);
  };
  return (
    <section className="segment first-comment" aria-label={`First comment of variant ${label}`}>
      <header className="segment-head">
        <h3>First comment</h3>
        {mayEdit ? (
          <span className="segment-doors">
            <button
              type="button"
              className="quiet-button framed"
              aria-label={`Take out the first comment of variant ${label}`}
              onClick={takeOut}
            >
              Take out
            </button>
          </span>
        ) : null}
      </header>
      <TextPart
        label={`First comment of variant ${label}`}
        text={firstComment}
        part={1}
        state={state}
        differs={differs}
        write={mayEdit ? write : undefined}
        isFocused={isOpen}
      />
      {mayEdit ? (
        <p className="quiet segment-hint">The account itself puts it under the post once that is out.</p>
      ) : null}
    </section>
  );
}
