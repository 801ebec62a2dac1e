import { makeRandom } from './random.js';

/** Of the readers who come by in the first week; others come with other seeds. */
export const seed = 4;

/** How often a reader of a version clicks, and how often a click becomes a booking. The figures are to find this out. */
const truth = {
  instagram: { a: { click: 0.08, book: 0.3 }, b: { click: 0.17, book: 0.3 } },
  x: { a: { click: 0.06, book: 0.2 }, b: { click: 0.06, book: 0.2 } },
  facebook: { a: { click: 0.16, book: 0.25 }, b: { click: 0.07, book: 0.25 } },
};

/** The line that every figure out of this audience has to carry. */
export function sourceLine(seed) {
  return `simulated audience, seed ${seed}: no real reader was counted`;
}

/**
 * What simulated readers do with posts: `viewed`, `clicked`, `booked` in the shape of the service's events. About one
 * event in thirty is reported twice, as trackers do. `readers(post)` says how many come to see a post.
 */
export function simulateAudience({ seed, posts, readers }) {
  const random = makeRandom(seed);
  return posts.flatMap((post) => {
    const { click, book } = truth[post.platform][post.variant];
    const events = [];
    const add = (kind, reader, minute) => {
      const { entry, platform, variant } = post;
      const event = { id: `${kind}:${entry}:${reader}`, kind, entry, platform, variant, reader, minute };
      events.push(event, ...(random() < 1 / 30 ? [event] : []));
    };
    const count = readers(post);
    for (let number = 1; number <= count; number += 1) {
      const reader = `r${Math.floor(random() * 4000)}-${number}`;
      const minute = post.minute + Math.floor(random() * random() * 1440);
      add('viewed', reader, minute);
      if (random() >= click) continue;
      add('clicked', reader, minute + 1);
      if (random() < book) add('booked', reader, minute + 2 + Math.floor(random() * 30));
    }
    return events;
  });
}
