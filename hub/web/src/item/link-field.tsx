import { useId } from 'react';

type Props = { link: string; write: ((link: string) => void) | undefined };

/** The address that Facebook shows a preview of under a text. */
export function LinkField({ link, write }: Props) {
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
