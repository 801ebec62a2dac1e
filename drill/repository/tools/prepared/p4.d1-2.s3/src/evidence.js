/**
 * What the hub did, without anything that differs from one time to the next: which pieces are scheduled, which went out, and what
 * was read back from the accounts. Hashes stand for content: of the whole post, and of each picture.
 */
export function assembleEvidence({ calendar, usdThousandths, fits, scheduled, posts }) {
  const { brand, start, days, seed } = calendar;
  const platforms = [...new Set(scheduled.map(({ platform }) => platform))].sort();
  const count = (platform) => scheduled.filter((one) => one.platform === platform).length;
  return {
    source: 'SANDBOX: servers of this machine that stand for the platforms; no post reached anybody',
    calendar: { brand, start, days, seed },
    price: { dollarsOnX: usdThousandths / 1000, platformsAllowIt: fits },
    approvedBy: 'key:launch-desk',
    scheduled: Object.fromEntries(platforms.map((platform) => [platform, count(platform)])),
    published: publishedOf(posts),
  };
}

export function publishedOf(posts) {
  return posts.map(
    ({ item, platform, kind, dueAt, state, reason, contentHash, media, verification, evidence }) => ({
      ...{ item, platform, kind, dueAt, state },
      ...(reason === null ? {} : { reason }),
      ...{ contentHash, media, verification, evidence },
    }),
  );
}
