import { metricsAt } from '../audience.ts';
import type { Reply } from '../refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';
import { chargeReads } from './bill.ts';
import { findShown, onlyQuery, readOf } from './read-posts.ts';
import type { XCall } from './x-host.ts';
import { refuseInvalid } from './x-problem.ts';

export function readAnalytics(call: XCall): Reply {
  onlyQuery(call, ['ids', 'start_time', 'end_time', 'granularity', 'analytics.fields']);
  const query = call.incoming.query as Record<string, string | undefined>;
  for (const name of ['ids', 'start_time', 'end_time', 'granularity'])
    if (query[name] === undefined) refuseInvalid(name, `The query parameter ${name} is required.`);
  if (!['hourly', 'daily', 'weekly', 'total'].includes(query.granularity!))
    refuseInvalid('granularity', 'granularity must be hourly, daily, weekly or total.');
  const ids = query.ids!.split(',');
  if (ids.length > 100) refuseInvalid('ids', 'ids must hold 1 to 100 ids.');
  const [start, end] = [Date.parse(query.start_time!), Date.parse(query.end_time!)];
  const hourMs = 3_600_000;
  const stepMs =
    { hourly: hourMs, daily: 24 * hourMs, weekly: 168 * hourMs }[query.granularity!] ?? end - start;
  if (!(end > start) || (end - start) / stepMs > 1000)
    refuseInvalid('end_time', 'end_time must be after start_time, by at most 1,000 steps.');
  const own = ids
    .map((id) => findShown(call, id))
    .filter((post): post is SandboxPost => post?.accountId === call.account.id);
  chargeReads(
    call.world,
    own.map(({ id }) => readOf(call, 'post_read', id)),
  );
  const data = own.map((post) => ({
    id: post.id,
    timestamped_metrics: Array.from({ length: Math.ceil((end - start) / stepMs) }, (_, step) => {
      const from = metricsAt(call.world, post, start + step * stepMs);
      const to = metricsAt(call.world, post, Math.min(end, start + (step + 1) * stepMs));
      return {
        timestamp: new Date(start + step * stepMs).toISOString(),
        metrics: {
          impressions: to.views - from.views,
          likes: to.likes - from.likes,
          replies: to.comments - from.comments,
          retweets: to.shares - from.shares,
          bookmarks: to.saves - from.saves,
          url_clicks: to.clicks - from.clicks,
          user_profile_clicks: to.profileVisits - from.profileVisits,
        },
      };
    }),
  }));
  return { status: 200, body: { data } };
}

export function readUsage({ world, now }: XCall): Reply {
  const day = new Date(now).toISOString().slice(0, 10);
  const reads = world.bill.charges.filter(({ what }) => what.endsWith('_read')).length;
  return {
    status: 200,
    body: {
      data: { project_usage: String(reads), project_cap: '3000000', cap_reset_day: Number(day.slice(8)) },
    },
  };
}
