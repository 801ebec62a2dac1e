import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { type Count, type Counter, makeStreamCounter, makeWholeCounter } from './make-counter.ts';
import type { Counts } from './vendors.ts';

/**
 * A stream through which an answer passes unchanged. `onCounts` is called once: before the chunk with the vendor's last word
 * goes on, else when the answer ends, however it ends.
 */
export function makeTap({
  answer,
  count,
  onCounts,
}: {
  answer: IncomingMessage;
  count: Count;
  onCounts: (counts: Counts) => void;
}): Transform {
  const counter = counterFor(answer, count);
  let isTold = false;
  const tell = (): void => {
    if (isTold) return;
    isTold = true;
    onCounts(counter.counts());
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      counter.feed(chunk);
      if (counter.counts().isFinal) tell();
      done(null, chunk);
    },
    flush(done) {
      counter.end();
      tell();
      done();
    },
    destroy(error, done) {
      tell();
      done(error);
    },
  });
}

/** An answer that is compressed although nobody asked for it goes by unread: what it cost stays unknown. */
function counterFor(answer: IncomingMessage, count: Count): Counter {
  const { 'content-encoding': encoding = 'identity', 'content-type': type = '' } = answer.headers;
  if (encoding !== 'identity') return unread;
  return /^text\/event-stream\b/i.test(type) ? makeStreamCounter(count) : makeWholeCounter(count);
}

const unread: Counter = { feed: () => undefined, end: () => undefined, counts: () => ({ isFinal: false }) };
