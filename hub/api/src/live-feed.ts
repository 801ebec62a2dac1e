/** What a page shows has changed; it reads anew what it needs. */
export type LiveChange = { topics: string[] };
export type LiveFeed = {
  /** Until the answer is called. */
  follow(tell: (change: LiveChange) => void): () => void;
  close(): void;
};

/**
 * Tells pages that something changed, by comparing marks of the whole. One query at a time for however many pages, and none while nobody
 * looks. What changes is told by topic; its content is read with the routes, so that nobody sees more here than there.
 */
export function makeLiveFeed(options: {
  readMark: () => Promise<Record<string, string>>;
  everyMs: number;
  onError: (error: unknown) => void;
}): LiveFeed {
  const followers = new Set<(change: LiveChange) => void>();
  let mark: Record<string, string> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const look = async () => {
    try {
      const now = await options.readMark();
      const before = mark;
      mark = now;
      const topics =
        before === undefined ? [] : Object.keys(now).filter((topic) => now[topic] !== before[topic]);
      if (topics.length > 0) for (const tell of followers) tell({ topics });
    } catch (error) {
      options.onError(error);
    }
    timer = undefined;
    start();
  };
  const start = () => {
    if (timer !== undefined || isClosed || followers.size === 0) return;
    timer = setTimeout(look, mark === undefined ? 0 : options.everyMs);
  };
  return {
    follow(tell) {
      // What changed while nobody looked is not news to a page that reads everything when it opens.
      if (followers.size === 0) mark = undefined;
      followers.add(tell);
      start();
      return () => void followers.delete(tell);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      followers.clear();
    },
  };
}
