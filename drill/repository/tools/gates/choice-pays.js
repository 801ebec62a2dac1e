import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seed, simulateAudience } from '../audience.js';
import { readCalendar } from '../calendar.js';
import { readJson } from '../read-json.js';

const { shares } = await readJson('content_templates/selection.json');
const readersOfBoth = 200;

for (const [platform, { shares: own }] of Object.entries(shares).filter(
  ([, one]) => one.shares.a !== one.shares.b,
)) {
  test(`${platform}: days 8 to 30 bring more clicks with the chosen shares than with equal halves`, async () => {
    const posts = (await readCalendar())
      .filter(({ day }) => day > 7)
      .flatMap(({ entries }) => entries)
      .filter((entry) => entry.platform === platform)
      .map(({ id, variant, minute }) => ({ entry: id, platform, variant, minute }));
    // Other readers than those whose clicks the choice was made from: a choice cannot be confirmed by its own cause.
    const clicks = (share) => {
      const readers = (post) => Math.round(readersOfBoth * share(post));
      const events = simulateAudience({ seed: seed + 1, posts, readers });
      return new Set(events.filter(({ kind }) => kind === 'clicked').map(({ id }) => id)).size;
    };
    const even = clicks(() => 0.5);
    const chosen = clicks(({ variant }) => own[variant]);
    console.log(
      `simulated audience, seed ${seed + 1}: ${even} clicks with equal halves, ${chosen} with the chosen shares`,
    );
    assert.ok(chosen > even, `${chosen} clicks with the choice, ${even} without it`);
  });
}
