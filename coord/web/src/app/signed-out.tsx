import { request } from '@musterhq/page';
import { type FormEvent, useState } from 'react';

/** Two ways in: the link that is printed, and the token that a person was given. */
export function SignedOut() {
  const [refusal, setRefusal] = useState('');
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const secret = String(new FormData(event.currentTarget).get('token')).trim();
    request('/api/login', { secret }).then(
      () => window.location.reload(),
      (error: Error) => setRefusal(error.message),
    );
  };
  return (
    <main className="message">
      <h1>This browser is not signed in</h1>
      <p>A link lets one browser in, once. Run this in the repository and open the link that it prints:</p>
      <pre>npx muster dashboard</pre>
      <form className="act" onSubmit={onSubmit}>
        <div className="act-field">
          <label htmlFor="token">Token</label>
          <input id="token" name="token" type="password" className="field" autoComplete="off" required />
          <span className="act-hint">As `muster access add` printed it for you.</span>
        </div>
        {refusal === '' ? null : (
          <p className="act-refused" role="alert">
            {refusal}
          </p>
        )}
        <div className="act-actions">
          <button type="submit" className="button main">
            Sign in
          </button>
        </div>
      </form>
    </main>
  );
}
