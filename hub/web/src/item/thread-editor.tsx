import { type ReactNode, useEffect, useRef } from 'react';
import type { Mark } from '../post/mark-text.ts';
import { TextPart } from './text-part.tsx';
import { movedText, splitText } from './thread-texts.ts';
import type { DraftState, Label } from './use-draft.ts';

type Props = {
  label: Label;
  state: DraftState;
  /** Where each text differs from the other variant's. */
  differs: readonly (readonly Mark[])[];
  mayEdit: boolean;
  /** X takes several posts as a thread; elsewhere there is one text. */
  isThreadable: boolean;
  price: string;
  /** What stands with the first post: its link, its pictures. */
  children: ReactNode;
};

type Target = { part: number; of: 'field' | 'up' | 'down' };

/** The text of a variant, and on X those that follow it as a thread: added, taken out, and put in another order. */
export function ThreadEditor({ label, state, differs, mayEdit, isThreadable, price, children }: Props) {
  const { draft } = state;
  const texts = [draft.text, ...draft.thread];
  const isThread = texts.length > 1;
  const { list, focusNext } = useFocusAfter();
  const write = (all: readonly string[], of?: string) =>
    state.write({ text: all[0] ?? '', thread: all.slice(1) }, of);
  const move = (from: number, to: number) => {
    write(movedText(texts, from, to));
    // At an end its own button is gone: the other one takes it back.
    focusNext({
      part: to,
      of: to > from ? (to === texts.length - 1 ? 'up' : 'down') : to === 0 ? 'down' : 'up',
    });
  };
  const remove = (part: number) => {
    write(texts.toSpliced(part, 1));
    focusNext({ part: Math.max(0, part - 1), of: 'field' });
  };
  const add = () => {
    write([...texts, '']);
    focusNext({ part: texts.length, of: 'field' });
  };
  const split = (part: number, overFrom: number) => {
    write(texts.toSpliced(part, 1, ...splitText(texts[part] ?? '', overFrom)));
    focusNext({ part: part + 1, of: 'field' });
  };
  return (
    <>
      <ol className="thread" data-whole={isThread || undefined} ref={list}>
        {texts.map((text, part) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text is known by its place, and its words change while they are written
          <li key={part} className="segment" data-part={part}>
            {isThread ? (
              <SegmentHead
                part={part}
                of={texts.length}
                label={label}
                move={mayEdit ? (to) => move(part, to) : undefined}
                remove={mayEdit ? () => remove(part) : undefined}
              />
            ) : null}
            <TextPart
              label={part === 0 ? `Text of variant ${label}` : `Post ${part + 1} of variant ${label}`}
              text={text}
              part={part}
              state={state}
              differs={differs[part] ?? []}
              write={mayEdit ? (next, of) => write(texts.with(part, next), of) : undefined}
              {...(part === 0 ? { price } : {})}
              offer={(overFrom) =>
                isThreadable && mayEdit ? (
                  <button
                    type="button"
                    className="quiet-button framed segment-split"
                    onClick={() => split(part, overFrom)}
                  >
                    Go on in a post of its own
                  </button>
                ) : null
              }
            />
            {part === 0 ? children : null}
          </li>
        ))}
      </ol>
      {isThreadable && mayEdit ? (
        <button type="button" className="quiet-button framed segment-add" onClick={add}>
          {isThread ? 'Add a post' : 'Make it a thread'}
        </button>
      ) : null}
    </>
  );
}

type HeadProps = {
  part: number;
  of: number;
  label: Label;
  move: ((to: number) => void) | undefined;
  remove: (() => void) | undefined;
};

function SegmentHead({ part, of, label, move, remove }: HeadProps) {
  const name = `post ${part + 1} of variant ${label}`;
  return (
    <header className="segment-head">
      <h3 className="figure">
        Post {part + 1} of {of}
      </h3>
      <span className="segment-doors">
        {move === undefined || part === 0 ? null : (
          <button
            type="button"
            className="quiet-button framed"
            data-move="up"
            aria-label={`Move ${name} up`}
            onClick={() => move(part - 1)}
          >
            <Arrow path="M8 12.500V3.500M4 7.500l4-4 4 4" />
          </button>
        )}
        {move === undefined || part === of - 1 ? null : (
          <button
            type="button"
            className="quiet-button framed"
            data-move="down"
            aria-label={`Move ${name} down`}
            onClick={() => move(part + 1)}
          >
            <Arrow path="M8 3.500v9M4 8.500l4 4 4-4" />
          </button>
        )}
        {remove === undefined ? null : (
          <button
            type="button"
            className="quiet-button framed"
            aria-label={`Take out ${name}`}
            onClick={remove}
          >
            Take out
          </button>
        )}
      </span>
    </header>
  );
}

function Arrow({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}

/** Where the focus goes once the list stands as it was changed to: whoever works by keys stays with their text. */
function useFocusAfter() {
  const list = useRef<HTMLOListElement>(null);
  const wanted = useRef<Target | undefined>(undefined);
  useEffect(() => {
    const target = wanted.current;
    if (target === undefined) return;
    wanted.current = undefined;
    const segment = list.current?.querySelector(`[data-part="${target.part}"]`);
    segment
      ?.querySelector<HTMLElement>(target.of === 'field' ? 'textarea' : `[data-move="${target.of}"]`)
      ?.focus();
  });
  return {
    list,
    focusNext(target: Target) {
      wanted.current = target;
    },
  };
}
