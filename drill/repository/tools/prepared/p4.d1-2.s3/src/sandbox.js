/** What a platform answers when it does not take a post. `status` is the HTTP status that it would send. */
export class PlatformRefusal extends Error {
  constructor(platform, status, reason) {
    super(`${platform} answered ${status}: ${reason}`);
    this.name = 'PlatformRefusal';
    this.platform = platform;
    this.status = status;
  }
}

/**
 * Stands in for a platform inside this process. A post with a key that it has seen is answered as before and not
 * shown again. `trouble(call)` makes a bad day: it may return a status to refuse with, or 'lost' for an answer that
 * never arrives although the post is out.
 */
export function makeSandbox({ name, limit, trouble = () => undefined }) {
  const shown = [];
  const answered = new Map();
  let calls = 0;
  return {
    name,
    posts: () => [...shown],
    calls: () => calls,
    async publish({ key, text }) {
      calls += 1;
      const bad = trouble(calls);
      if (typeof bad === 'number') throw new PlatformRefusal(name, bad, 'not now');
      if (text.length === 0 || text.length > limit) {
        throw new PlatformRefusal(
          name,
          422,
          `a text of 1 to ${limit} characters was expected, ${text.length} came`,
        );
      }
      const known = answered.get(key);
      const post = known ?? { post: `${name}-${shown.length + 1}`, key, text };
      if (known === undefined) shown.push(post);
      answered.set(key, post);
      if (bad === 'lost') throw new PlatformRefusal(name, 504, 'the answer was lost');
      return { post: post.post, isRepeat: known !== undefined };
    },
  };
}
