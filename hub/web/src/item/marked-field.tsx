import { type RefObject, useId } from 'react';
import { type Mark, markText } from '../post/mark-text.ts';

type Props = {
  label: string;
  text: string;
  marks: readonly Mark[];
  /** Undefined: it is read, not written. */
  write?: ((text: string) => void) | undefined;
  describedBy?: string;
  field?: RefObject<HTMLTextAreaElement | null>;
};

/** A field whose text has marks behind it: they lie beneath, in the same letters, and it grows with them. */
export function MarkedField({ label, text, marks, write, describedBy, field }: Props) {
  const id = useId();
  const pieces = markText(text, marks).map(({ start, text: words, kinds }) => (
    <span key={start} className={kinds.map((kind) => `mark-${kind}`).join(' ') || undefined}>
      {words}
    </span>
  ));
  if (write === undefined)
    return (
      <section className="marked read" aria-label={label}>
        <p className="marked-under">{pieces}</p>
      </section>
    );
  return (
    <div className="marked">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <div className="marked-under" aria-hidden="true">
        {pieces}
        {'​'}
      </div>
      <textarea
        id={id}
        ref={field}
        className="marked-field"
        value={text}
        spellCheck
        aria-describedby={describedBy}
        onChange={(event) => write(event.target.value)}
      />
    </div>
  );
}
