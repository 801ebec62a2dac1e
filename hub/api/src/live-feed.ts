/** What a page shows has changed; it reads anew what it needs. */
export type LiveChange = { topics: string[] };
export type LiveFeed = {
  /** Answers once changes are heard; until the answer is called. */
  follow(tell: (change: LiveChange) => void): Promise<() => void>;
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
  let looking: Promise<void> | undefined;
  let isClosed = false;
  /** Nothing could be read since somebody began to follow: then all of it may be news. */
  let isBlind = false;
  const compare = async () => {
    try {
      const now = await options.readMark();
      const before = mark;
      mark = now;
      const isNews = (topic: string) => (before === undefined ? isBlind : now[topic] !== before[topic]);
      const topics = Object.keys(now).filter(isNews);
      isBlind = false;
      if (topics.length > 0) for (const tell of followers) tell({ topics });
    } catch (error) {
      isBlind = true;
      options.onError(error);
    }
  };
  const look = () => {
    looking ??= compare().finally(() => {
      looking = undefined;
      lookLater();
    });
    return looking;
  };
  const lookLater = () => {
    if (timer !== undefined || looking !== undefined || isClosed || followers.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      void look();
    }, options.everyMs);
  };
  return {
    async follow(tell) {
      // What changed while nobody looked is not news to a page that reads everything when it opens.
      if (followers.size === 0) mark = undefined;
      followers.add(tell);
      if (mark === undefined) await look();
      else lookLater();
      return () => void followers.delete(tell);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      followers.clear();
    },
  };
}
