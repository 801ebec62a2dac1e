import { useState } from 'react';
import { When } from '../words/when.tsx';

/** A link or a secret that the hub tells once. */
export type Once = { title: string; text: string; expiresAt?: string };

export function OnceShown({ once, close }: { once: Once; close: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(once.text).then(
      () => setCopied(true),
      // Without leave to write there, the text is selected by hand.
      () => setCopied(false),
    );
  return (
    <section className="panel once" role="status" aria-label={once.title}>
      <p>
        <strong>{once.title}</strong> It is shown now and never again
        {once.expiresAt === undefined ? '.' : ', and ends '}
        {once.expiresAt === undefined ? null : <When at={once.expiresAt} />}
      </p>
      <code className="once-text">{once.text}</code>
      <div className="decision-actions">
        <button type="button" className="button main" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </button>
        <button type="button" className="button" onClick={close}>
          Done with it
        </button>
      </div>
    </section>
  );
}
