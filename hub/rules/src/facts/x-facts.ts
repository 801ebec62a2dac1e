import { checkedOn, type PlatformFact, recheckBy } from './platform-fact.ts';

const platform = 'x';
const page = (path: string) => `docs.x.com/${path}`;
const oauth = {
  platform,
  grade: 'primary',
  source: page('fundamentals/authentication/oauth-2-0/authorization-code'),
  checkedOn,
  recheckBy: recheckBy.tokens,
} as const;
const create = {
  platform,
  grade: 'primary',
  source: page('openapi.json (2.167)'),
  checkedOn,
  recheckBy: recheckBy.content,
} as const;
const counting = {
  platform,
  grade: 'primary',
  source: 'github.com/twitter/twitter-text config/v3.json',
  checkedOn,
  recheckBy: recheckBy.content,
} as const;
const limits = {
  platform,
  grade: 'primary',
  source: page('x-api/fundamentals/rate-limits'),
  checkedOn,
  recheckBy: recheckBy.quotas,
  unit: 'calls',
} as const;
const pricing = {
  platform,
  grade: 'primary',
  source: page('x-api/getting-started/pricing'),
  checkedOn,
  recheckBy: recheckBy.prices,
} as const;
const media = {
  platform,
  grade: 'primary',
  source: page('x-api/media/quickstart'),
  checkedOn,
  recheckBy: recheckBy.files,
} as const;
const metrics = {
  platform,
  grade: 'primary',
  source: page('x-api/fundamentals/metrics'),
  checkedOn,
  recheckBy: recheckBy.metrics,
} as const;
const quarter = 900;
const day = 86_400;

export const xFacts = {
  'x.host': { ...create, what: 'host of the API', unit: 'name', value: 'api.x.com' },
  'x.authorize_host': {
    ...oauth,
    what: 'host of the page where a person connects an account',
    unit: 'name',
    value: 'x.com',
  },
  'x.api_version': {
    ...create,
    recheckBy: recheckBy.versions,
    what: 'first part of every path',
    unit: 'name',
    value: '2',
  },
  'x.openapi': {
    ...create,
    recheckBy: recheckBy.versions,
    what: 'version of the OpenAPI document that was read',
    unit: 'name',
    value: '2.167',
  },
  'x.scopes': {
    ...oauth,
    what: 'permissions to publish, upload and stay connected',
    unit: 'name',
    value: ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'],
  },
  'x.state_characters': {
    ...oauth,
    what: 'characters of the state of an authorization',
    unit: 'characters',
    value: 500,
  },
  'x.code_lifetime': {
    ...oauth,
    what: 'life of an authorization code, single use',
    unit: 'seconds',
    value: 30,
  },
  'x.token_lifetime': { ...oauth, what: 'life of an access token', unit: 'seconds', value: 7200 },

  'x.text_weight': { ...counting, what: 'weighted length of a post', unit: 'weight', value: 280 },
  'x.text_weight_premium': {
    ...counting,
    grade: 'secondary',
    source: 'what a publishing tool uses',
    what: 'weighted length of a post of a Premium account',
    unit: 'weight',
    value: 4000,
    readings: [
      { value: 4000, source: 'what a publishing tool uses' },
      { value: 25_000, source: 'reported for long posts, not confirmed' },
    ],
  },
  'x.weight_scale': {
    ...counting,
    what: 'weight that counts as one character',
    unit: 'weight',
    value: 100,
  },
  'x.weight_default': {
    ...counting,
    what: 'weight of a code point outside of the ranges, and of an emoji',
    unit: 'weight',
    value: 200,
  },
  'x.weight_ranges': {
    ...counting,
    what: 'ranges of code points with a weight of their own',
    unit: 'weight',
    value: [
      { from: 0, to: 4351, weight: 100 },
      { from: 8192, to: 8205, weight: 100 },
      { from: 8208, to: 8223, weight: 100 },
      { from: 8242, to: 8247, weight: 100 },
    ],
  },
  'x.url_characters': { ...counting, what: 'characters that a link counts', unit: 'characters', value: 23 },
  'x.cashtags': {
    ...create,
    source: page('changelog'),
    recheckBy: recheckBy.quotas,
    what: 'cashtags of a post',
    unit: 'count',
    value: 1,
  },
  'x.poll_options': { ...create, what: 'options of a poll', unit: 'count', value: { min: 2, max: 4 } },
  'x.poll_option_characters': {
    ...create,
    what: 'characters of an option of a poll',
    unit: 'characters',
    value: 25,
  },
  'x.poll_duration': {
    ...create,
    what: 'duration of a poll',
    unit: 'seconds',
    value: { min: 300, max: 604_800 },
  },
  'x.media_of_a_post': { ...create, what: 'photos of a post', unit: 'count', value: { min: 1, max: 4 } },
  'x.videos_of_a_post': { ...create, what: 'videos or animated pictures of a post', unit: 'count', value: 1 },
  'x.tagged_users': { ...create, what: 'people tagged in the pictures of a post', unit: 'count', value: 10 },
  'x.reply_settings': {
    ...create,
    what: 'circles that may reply, besides everyone',
    unit: 'name',
    value: ['following', 'mentionedUsers', 'subscribers', 'verified'],
  },
  'x.edit_window': {
    ...create,
    what: 'time in which a Premium account may edit a post',
    unit: 'seconds',
    value: 1800,
    readings: [
      { value: 1800, source: page('x-api/posts/manage-tweets') },
      { value: 3600, source: page('changelog') },
    ],
  },
  'x.edits': { ...create, what: 'edits of a post', unit: 'count', value: 5 },
  'x.alt_text_characters': {
    ...media,
    what: 'characters of an alternative text',
    unit: 'characters',
    value: 1000,
  },
  'x.duplicate_window': {
    ...create,
    grade: 'inferred',
    source: 'the refusal is documented, its reach is not; a day is kept apart',
    recheckBy: recheckBy.quotas,
    what: 'time in which the same text of an account is refused',
    unit: 'seconds',
    value: day,
  },

  'x.image_types': {
    ...media,
    what: 'types of a picture',
    unit: 'name',
    value: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
  },
  'x.image_bytes': { ...media, what: 'size of a picture', unit: 'bytes', value: 5_000_000 },
  'x.gif_bytes': { ...media, what: 'size of an animated picture', unit: 'bytes', value: 15_000_000 },
  'x.gif_width': { ...media, what: 'width of an animated picture', unit: 'pixels', value: 1280 },
  'x.gif_height': { ...media, what: 'height of an animated picture', unit: 'pixels', value: 1080 },
  'x.gif_frames': { ...media, what: 'frames of an animated picture', unit: 'frames', value: 350 },
  'x.gif_pixels': {
    ...media,
    what: 'pixels of all frames of an animated picture',
    unit: 'pixels',
    value: 300_000_000,
  },
  'x.video_types': {
    ...media,
    what: 'types of a video',
    unit: 'name',
    value: ['video/mp4', 'video/quicktime'],
  },
  'x.video_codecs': {
    ...media,
    what: 'picture codecs of a video, as MediaInfo names them',
    unit: 'name',
    value: ['AVC'],
  },
  'x.audio_codecs': {
    ...media,
    what: 'sound codecs of a video, as MediaInfo names them',
    unit: 'name',
    value: ['AAC'],
  },
  'x.video_bytes': { ...media, what: 'size of a video', unit: 'bytes', value: 512_000_000 },
  'x.video_duration': {
    ...media,
    what: 'duration of a video',
    unit: 'seconds',
    value: { min: 0.5, max: 140 },
  },
  'x.video_width': { ...media, what: 'width of a video', unit: 'pixels', value: { min: 32, max: 1280 } },
  'x.video_height': { ...media, what: 'height of a video', unit: 'pixels', value: { min: 32, max: 1024 } },
  'x.video_ratio': {
    ...media,
    what: 'width by height of a video',
    unit: 'ratio',
    value: { min: 1 / 3, max: 3 },
  },
  'x.video_frame_rate': { ...media, what: 'frame rate of a video', unit: 'frames_per_second', value: 60 },
  'x.segments': {
    ...media,
    what: 'segment numbers of an upload',
    unit: 'count',
    value: { min: 0, max: 999 },
  },
  'x.segment_bytes': {
    ...media,
    grade: 'inferred',
    source: 'no page read; a million bytes fill the greatest video in 512 of the 1,000 segments',
    what: 'bytes of a segment as the hub cuts them',
    unit: 'bytes',
    value: 1_000_000,
  },
  'x.media_categories': {
    ...media,
    what: 'categories of an upload for a post: picture, animated picture, video',
    unit: 'name',
    value: ['tweet_image', 'tweet_gif', 'tweet_video'],
  },

  'x.create_post_user_window': {
    ...limits,
    what: 'posts created by an account',
    value: { limit: 100, windowSeconds: quarter },
    readings: [
      { value: { limit: 100, windowSeconds: quarter }, source: page('x-api/fundamentals/rate-limits') },
      { value: { limit: 200, windowSeconds: quarter }, source: page('fundamentals/rate-limits') },
      { value: { limit: 300, windowSeconds: 10_800 }, source: page('fundamentals/rate-limits') },
    ],
  },
  'x.create_post_app_window': {
    ...limits,
    what: 'posts created through an app',
    value: { limit: 10_000, windowSeconds: day },
  },
  'x.delete_post_user_window': {
    ...limits,
    what: 'posts deleted by an account',
    value: { limit: 50, windowSeconds: quarter },
  },
  'x.read_posts_user_window': {
    ...limits,
    what: 'reads of posts by id by an account',
    value: { limit: 5000, windowSeconds: quarter },
  },
  'x.read_posts_app_window': {
    ...limits,
    what: 'reads of posts by id through an app',
    value: { limit: 3500, windowSeconds: quarter },
  },
  'x.posts_of_a_read': { ...limits, unit: 'count', what: 'posts of one read by id', value: 100 },
  'x.timeline_user_window': {
    ...limits,
    what: 'reads of a timeline by an account',
    value: { limit: 900, windowSeconds: quarter },
  },
  'x.timeline_app_window': {
    ...limits,
    what: 'reads of timelines through an app',
    value: { limit: 10_000, windowSeconds: quarter },
  },
  'x.me_user_window': {
    ...limits,
    what: 'reads of the own account',
    value: { limit: 75, windowSeconds: quarter },
  },
  'x.upload_step_user_window': {
    ...limits,
    what: 'each of initialize, append and finalize by an account',
    value: { limit: 1875, windowSeconds: quarter },
  },
  'x.upload_step_app_window': {
    ...limits,
    what: 'each of initialize, append and finalize through an app',
    value: { limit: 180_000, windowSeconds: day },
  },
  'x.upload_user_window': {
    ...limits,
    what: 'uploads in one request by an account',
    value: { limit: 500, windowSeconds: quarter },
  },
  'x.upload_app_window': {
    ...limits,
    what: 'uploads in one request through an app',
    value: { limit: 50_000, windowSeconds: day },
  },
  'x.upload_status_user_window': {
    ...limits,
    what: 'reads of the state of an upload by an account',
    value: { limit: 1000, windowSeconds: quarter },
  },
  'x.upload_status_app_window': {
    ...limits,
    what: 'reads of the state of an upload through an app',
    value: { limit: 100_000, windowSeconds: day },
  },
  'x.metadata_user_window': {
    ...limits,
    what: 'alternative texts by an account',
    value: { limit: 500, windowSeconds: quarter },
  },
  'x.metadata_app_window': {
    ...limits,
    what: 'alternative texts through an app',
    value: { limit: 50_000, windowSeconds: day },
  },
  'x.analytics_user_window': {
    ...limits,
    what: 'reads of analytics by an account',
    value: { limit: 300, windowSeconds: quarter },
  },
  'x.analytics_app_window': {
    ...limits,
    what: 'reads of analytics through an app',
    value: { limit: 300, windowSeconds: quarter },
  },

  'x.price_create_post': {
    ...pricing,
    what: 'price of a post without a link',
    unit: 'usd_thousandths',
    value: 15,
  },
  'x.price_create_post_with_url': {
    ...pricing,
    what: 'price of a post with a link',
    unit: 'usd_thousandths',
    value: 200,
  },
  'x.price_summoned_reply': {
    ...pricing,
    what: 'price of a reply to somebody who mentioned the account',
    unit: 'usd_thousandths',
    value: 10,
  },
  'x.price_delete_post': { ...pricing, what: 'price of a deletion', unit: 'usd_thousandths', value: 10 },
  'x.price_media_metadata': {
    ...pricing,
    what: 'price of an alternative text',
    unit: 'usd_thousandths',
    value: 5,
  },
  'x.price_post_read': { ...pricing, what: 'price of a post read', unit: 'usd_thousandths', value: 5 },
  'x.price_user_read': { ...pricing, what: 'price of a user read', unit: 'usd_thousandths', value: 10 },
  'x.price_owned_read': {
    ...pricing,
    what: 'price of a read of the own account by the owner of the app',
    unit: 'usd_thousandths',
    value: 1,
  },
  'x.post_reads_month': { ...pricing, what: 'posts read in a month', unit: 'count', value: 3_000_000 },
  'x.recharge_distance': {
    ...pricing,
    what: 'least distance of two automatic recharges, none at a balance of zero',
    unit: 'seconds',
    value: 300,
  },

  'x.public_metrics': {
    ...metrics,
    what: 'metrics that everyone may read',
    unit: 'name',
    value: [
      'retweet_count',
      'reply_count',
      'like_count',
      'quote_count',
      'bookmark_count',
      'impression_count',
    ],
  },
  'x.non_public_metrics': {
    ...metrics,
    what: 'metrics that the account alone may read',
    unit: 'name',
    value: ['url_link_clicks', 'user_profile_clicks', 'engagements'],
  },
  'x.engagement_metrics': {
    ...metrics,
    what: 'metrics that say what people did with a post',
    unit: 'name',
    value: ['engagements'],
  },
  'x.private_metrics_kept': {
    ...metrics,
    what: 'time after a post for which its private metrics can be read',
    unit: 'seconds',
    value: 2_592_000,
  },
  'x.settling': {
    ...limits,
    grade: 'inferred',
    source: 'no page states it; a timeline is read from copies that may lag',
    what: 'time after which a created post stands in the timeline of its account',
    unit: 'seconds',
    value: 120,
  },
} as const satisfies Record<string, PlatformFact>;
