export function SignedOut() {
  return (
    <main className="message">
      <h1>This browser is not signed in</h1>
      <p>A link lets one browser in, once. Run this in the repository and open the link that it prints:</p>
      <pre>npx muster dashboard</pre>
    </main>
  );
}

export function Unreachable(props: { reason: string }) {
  return (
    <main className="message">
      <h1>The dashboard could not be read</h1>
      <p>{props.reason}</p>
      <p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          Try again
        </button>
      </p>
    </main>
  );
}
