import { useConnection } from './connection.ts';
import { durationWords } from './duration-words.ts';
import { useNow } from './use-now.ts';

/** Old figures must not pass for new ones: says so as soon as the stream is gone, and for how long. */
export function LinkState() {
  const connection = useConnection();
  const now = useNow(1_000);
  const words = {
    connecting: 'connecting',
    live: 'live',
    lost:
      connection.kind === 'lost'
        ? `not connected for ${durationWords(Math.max(1_000, now - connection.since))}`
        : '',
  }[connection.kind];
  return (
    <span className={`link-state ${connection.kind}`} role="status">
      {words}
    </span>
  );
}
