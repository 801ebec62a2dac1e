import { request } from '@musterhq/page';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { findLinkSecret } from '../live/find-me.ts';

/** Two ways in: an address and a password; or a one-time link, behind which the password is set. */
export function SignIn() {
  const [secret] = useState(findLinkSecret);
  return secret === undefined ? <ByPassword /> : <ByLink secret={secret} />;
}

function ByPassword() {
  return (
    <Door
      title="Sign in to the hub"
      verb="Sign in"
      send={(form) => request('/api/login', { email: form.get('email'), password: form.get('password') })}
      foot="No password yet, or forgotten? An owner makes you a link: on the page People, or with `npx hub users reset`."
    >
      <Line name="email" label="Email" type="email" autoComplete="username" isFirst />
      <Line name="password" label="Password" type="password" autoComplete="current-password" />
    </Door>
  );
}

function ByLink({ secret }: { secret: string }) {
  return (
    <Door
      title="Choose a password"
      verb="Set it and sign in"
      send={(form) => request('/api/password', { secret, password: form.get('password') })}
      foot="This link is good once. It stays valid until a password was set with it, or until it ends."
    >
      <Line
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters; a few words in a row are good."
        isFirst
      />
    </Door>
  );
}

type DoorProps = {
  title: string;
  verb: string;
  send: (form: FormData) => Promise<unknown>;
  foot: string;
  children: ReactNode;
};

function Door({ title, verb, send, foot, children }: DoorProps) {
  const [refusal, setRefusal] = useState('');
  const [isSending, setSending] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSending(true);
    send(new FormData(event.currentTarget)).then(
      // The cookie is set: the page begins anew with it, without the secret in its address.
      () => {
        window.history.replaceState(null, '', window.location.pathname + window.location.search);
        window.location.reload();
      },
      (error: Error) => {
        setSending(false);
        setRefusal(error.message);
      },
    );
  };
  return (
    <main className="message door">
      <h1>{title}</h1>
      <form className="act" onSubmit={onSubmit}>
        {children}
        {refusal === '' ? null : (
          <p className="act-refused" role="alert">
            {refusal}
          </p>
        )}
        <button type="submit" className="button main" disabled={isSending}>
          {verb}
        </button>
      </form>
      <p className="act-hint">{foot}</p>
    </main>
  );
}

function Line(props: {
  name: string;
  label: string;
  type: string;
  autoComplete: string;
  hint?: string;
  isFirst?: boolean;
}) {
  const id = useId();
  const { name, label, type, autoComplete, hint, isFirst = false } = props;
  return (
    <div className="act-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        className="field"
        autoComplete={autoComplete}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        ref={(element) => {
          if (isFirst) element?.focus();
        }}
        required
      />
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="act-hint">
          {hint}
        </span>
      )}
    </div>
  );
}
