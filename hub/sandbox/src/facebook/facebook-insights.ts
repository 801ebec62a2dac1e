import { metricsAt } from '../audience.ts';
import { listField, onlyFields, textField } from '../graph/graph-fields.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { Reply } from '../refusal.ts';
import { postsOf } from '../world.ts';
import { getPage, getPost, needFacebookScope } from './facebook-page.ts';

export function readPostInsights(call: GraphCall): Reply {
  needFacebookScope(call, 'read_insights');
  onlyFields(call, ['metric', 'period', 'since', 'until', 'date_preset']);
  const { post } = getPost(call);
  const metrics = metricsAt(call.world, post, call.now);
  const values: Record<string, unknown> = {
    post_media_view: metrics.views,
    post_total_media_view_unique: metrics.reach,
    post_clicks: metrics.clicks,
    post_reactions_by_type_total: { like: metrics.likes },
    post_video_views: post.kind === 'video' || post.kind === 'reel' ? metrics.views : 0,
  };
  return insightsReply(call, post.id, values, 'lifetime');
}

export function readPageInsights(call: GraphCall): Reply {
  needFacebookScope(call, 'read_insights');
  onlyFields(call, ['metric', 'period', 'since', 'until', 'date_preset']);
  const page = getPage(call);
  const totals = postsOf(call.world, page).map((post) => metricsAt(call.world, post, call.now));
  const sum = (pick: (one: (typeof totals)[number]) => number) =>
    totals.reduce((total, one) => total + pick(one), 0);
  const values = {
    page_media_view: sum(({ views }) => views),
    page_total_media_view_unique: sum(({ reach }) => reach),
    page_post_engagements: sum(({ likes, comments, shares, clicks }) => likes + comments + shares + clicks),
    page_follows: page.followers,
    page_daily_follows_unique: sum(({ follows }) => follows),
  };
  return insightsReply(call, page.id, values, textField(call, 'period') ?? 'day');
}

/** The metrics that were asked for; removed ones and unknown ones are an error of the whole call. */
function insightsReply(call: GraphCall, id: string, values: Record<string, unknown>, period: string): Reply {
  const asked = (listField(call, 'metric') ?? []).map(String);
  if (asked.length === 0 || asked.some((name) => !(name in values)))
    refuseGraph(call.world, {
      code: 100,
      message: '(#100) The value must be a valid insights metric',
    });
  return {
    status: 200,
    body: {
      data: asked.map((name) => ({
        name,
        period,
        values: [{ value: values[name] }],
        title: name,
        id: `${id}/insights/${name}/${period}`,
      })),
    },
  };
}
