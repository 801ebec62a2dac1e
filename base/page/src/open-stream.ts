import { setConnection } from './connection.ts';

/** How long after a refusal the next try begins; a server that is restarted needs about a second. */
const retryMs = 1_000;

type Hearing = {
  /** By the name of the event, with what it carried; `reset` also forgets where the stream was. */
  hear: Readonly<Record<string, (data: unknown) => void>>;
  /** At the first connection and at every later one: what was missed meanwhile is read anew. */
  onOpen: () => void;
  onSignedOut: () => void;
};

/**
 * One stream for the whole page, from `/api/stream`. The browser connects again by itself and names the last event that it saw; where it gives up,
 * because the server answered with an error, this does the same by hand. Returns what ends it.
 */
export function openStream({ hear, onOpen, onSignedOut }: Hearing): () => void {
  let source: EventSource | undefined;
  let lastId = '';
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;

  const tryAgain = async () => {
    const answer = await fetch('/api/me').catch(() => undefined);
    if (isEnded) return;
    if (answer?.status === 401) onSignedOut();
    else open();
  };

  const open = () => {
    source = new EventSource(lastId === '' ? '/api/stream' : `/api/stream?after=${lastId}`);
    source.addEventListener('open', () => {
      setConnection({ kind: 'live' });
      onOpen();
    });
    source.addEventListener('error', () => {
      setConnection({ kind: 'lost', since: Date.now() });
      if (source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(() => void tryAgain(), retryMs);
    });
    for (const [name, tell] of Object.entries(hear))
      source.addEventListener(name, (message: MessageEvent<string>) => {
        if (name === 'reset') lastId = '';
        else if (message.lastEventId !== '') lastId = message.lastEventId;
        tell(message.data === '' ? undefined : JSON.parse(message.data));
      });
  };

  open();
  return () => {
    isEnded = true;
    source?.close();
    clearTimeout(retry);
  };
}
