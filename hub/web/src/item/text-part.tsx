import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { Mark } from '../post/mark-text.ts';
import { FindingsList } from './findings-list.tsx';
import { MarkedField } from './marked-field.tsx';
import { TextCount } from './text-count.tsx';
import type { DraftState } from './use-draft.ts';

type Props = {
  label: string;
  text: string;
  /** Which text of the post it is, by its place. */
  part: number;
  state: DraftState;
  /** Where it differs from the other variant. */
  differs?: readonly Mark[];
  /** Undefined: it is read, not written. `of`: the letters come into this field; without, the change is a step of its own. */
  write: ((text: string, of?: string) => void) | undefined;
  /** What the post costs, beside the count. */
  price?: string;
  /** What may be done where it is too long. */
  offer?: (overFrom: number) => ReactNode;
  /** Whoever opened it writes in it next. */
  isFocused?: boolean;
};

/** One text of a post: its field with what is found and what differs marked in it, its count by the platform's own rules, its findings. */
export function TextPart(props: Props) {
  const { label, text, part, state, differs = [], write, price, offer, isFocused = false } = props;
  const countId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (isFocused) field.current?.focus();
  }, [isFocused]);
  const { check, isSettled } = state;
  const count = check.counts[part];
  const overFrom = count?.overFrom ?? null;
  const found = check.lint
    // What is about the whole text is told below it, and not beneath each word.
    .filter((one) => one.part === part && (one.start > 0 || one.end < text.length))
    .map(({ start, end, severity }): Mark => ({ start, end, kind: severity }));
  const over: Mark[] = overFrom === null ? [] : [{ start: overFrom, end: text.length, kind: 'over' }];
  const show = (start: number, end: number) => {
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  };
  return (
    <>
      <MarkedField
        label={label}
        text={text}
        // What was found was found in another text while the hub still looks.
        marks={[...differs, ...(isSettled ? found : []), ...over]}
        write={write && ((next) => write(next, `text ${part}`))}
        describedBy={countId}
        field={field}
      />
      {count === undefined ? null : <TextCount count={count} price={price} id={countId} />}
      {overFrom === null || !isSettled ? null : offer?.(overFrom)}
      <FindingsList
        check={check}
        part={part}
        text={text}
        write={isSettled ? write : undefined}
        {...(write === undefined ? {} : { show })}
      />
    </>
  );
}
