/** In the place of the page: what hindered it, and a way to try again. */
export function Unreachable({ title, reason }: { title: string; reason: string }) {
  return (
    <main className="message">
      <h1>{title}</h1>
      <p>{reason}</p>
      <p>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          Try again
        </button>
      </p>
    </main>
  );
}
