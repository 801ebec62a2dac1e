/** Aborted by the first sign to end; a second one ends the process at once, as it would have without us. */
export function untilStopped(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => {
    for (const sign of ['SIGINT', 'SIGTERM'] as const) process.off(sign, stop);
    stopping.abort();
  };
  for (const sign of ['SIGINT', 'SIGTERM'] as const) process.on(sign, stop);
  return stopping.signal;
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
