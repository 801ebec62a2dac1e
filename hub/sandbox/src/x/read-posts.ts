import type { Fields } from '../incoming.ts';
import type { Reply } from '../refusal.ts';
import { isVisible, type SandboxPost } from '../sandbox-post.ts';
import { postsOf } from '../world.ts';
import { chargeReads } from './bill.ts';
import { mediaFields, showMedia, showPost, showUser, tweetFields, userFields } from './show-post.ts';
import type { XCall } from './x-host.ts';
import { refuseInvalid, refuseX } from './x-problem.ts';

export function readMe(call: XCall): Reply {
  onlyQuery(call, ['user.fields', 'expansions', 'tweet.fields']);
  const asked = listed(call, 'user.fields', userFields);
  chargeReads(call.world, [readOf(call, 'user_read', call.account.id)]);
  return { status: 200, body: { data: showUser(call.account, asked) } };
}

export function readPosts(call: XCall): Reply {
  onlyQuery(call, ['ids', 'tweet.fields', 'expansions', 'media.fields', 'user.fields']);
  const ids = String(call.incoming.query.ids ?? '')
    .split(',')
    .filter(Boolean);
  if (ids.length === 0 || ids.length > 100) refuseInvalid('ids', 'ids must hold 1 to 100 ids.');
  const found = ids.map((id) => ({ id, post: findShown(call, id) }));
  const missing = found.filter(({ post }) => !post).map(({ id }) => notFound('ids', id));
  const posts = found.flatMap(({ post }) => (post ? [post] : []));
  if (posts.length === 0) return { status: 200, body: { errors: missing } };
  return answerPosts(call, posts, (data) => ({ data, ...(missing.length > 0 && { errors: missing }) }));
}

export function readPost(call: XCall): Reply {
  onlyQuery(call, ['tweet.fields', 'expansions', 'media.fields', 'user.fields']);
  const id = call.incoming.route.id ?? '';
  const post = findShown(call, id);
  if (!post) return { status: 200, body: { errors: [notFound('id', id)] } };
  return answerPosts(call, [post], ([data]) => ({ data }));
}

/** The account's posts, newest first: what a client reconciles with. */
export function readTimeline(call: XCall): Reply {
  const { world, incoming, now } = call;
  onlyQuery(call, [
    'max_results',
    'pagination_token',
    'since_id',
    'until_id',
    'start_time',
    'end_time',
    'exclude',
    'tweet.fields',
    'expansions',
    'media.fields',
    'user.fields',
  ]);
  const account = world.accounts.get(incoming.route.id ?? '');
  if (account?.platform !== 'x')
    return { status: 200, body: { errors: [notFound('id', incoming.route.id ?? '')] } };
  const query = incoming.query as Record<string, string | undefined>;
  const size = Number(query.max_results ?? 10);
  if (!Number.isInteger(size) || size < 5 || size > 100)
    refuseInvalid('max_results', `The max_results [${query.max_results}] is not between 5 and 100.`);
  for (const name of ['since_id', 'until_id'])
    if (query[name] !== undefined && !/^\d{1,19}$/.test(query[name]))
      refuseInvalid(name, `The ${name} [${query[name]}] is not a valid id.`);
  for (const name of ['start_time', 'end_time'])
    if (query[name] !== undefined && Number.isNaN(Date.parse(query[name])))
      refuseInvalid(name, `The ${name} [${query[name]}] is not a valid time.`);
  const excluded = query.exclude?.split(',') ?? [];
  const shown = postsOf(world, account).filter(
    (post) =>
      isVisible(post, now) &&
      !(excluded.includes('replies') && post.inReplyTo !== undefined) &&
      (query.since_id === undefined || BigInt(post.id) > BigInt(query.since_id)) &&
      (query.until_id === undefined || BigInt(post.id) < BigInt(query.until_id)) &&
      (query.start_time === undefined || post.createdAt >= Date.parse(query.start_time)) &&
      (query.end_time === undefined || post.createdAt < Date.parse(query.end_time)),
  );
  const token = query.pagination_token;
  const from = token === undefined ? 0 : shown.findIndex(({ id }) => id === token);
  if (from < 0) refuseInvalid('pagination_token', 'The pagination token is not valid.');
  const page = shown.slice(from, from + size);
  const next = shown[from + size]?.id;
  const [newest, oldest] = [page[0], page.at(-1)];
  const meta = {
    result_count: page.length,
    ...(newest && { newest_id: newest.id }),
    ...(oldest && { oldest_id: oldest.id }),
    ...(next !== undefined && { next_token: next }),
  };
  if (page.length === 0) return { status: 200, body: { meta } };
  return answerPosts(call, page, (data) => ({ data, meta }));
}

function answerPosts(call: XCall, posts: SandboxPost[], body: (shown: Fields[]) => Fields): Reply {
  const asked = listed(call, 'tweet.fields', tweetFields);
  const media = listed(call, 'media.fields', mediaFields);
  const users = listed(call, 'user.fields', userFields);
  const expansions = listed(call, 'expansions', [
    'attachments.media_keys',
    'author_id',
    'referenced_tweets.id',
  ]);
  chargeReads(
    call.world,
    posts.map((post) => readOf(call, 'post_read', post.id)),
  );
  const includes = {
    ...(expansions.includes('attachments.media_keys') && {
      media: posts.flatMap((post) => post.media.map((one) => showMedia(call, one, media))),
    }),
    ...(expansions.includes('author_id') && {
      users: [...new Set(posts.map(({ accountId }) => accountId))].map((id) =>
        showUser(call.world.accounts.get(id)!, users),
      ),
    }),
  };
  const shown = posts.map((post) => showPost(call, post, asked));
  return {
    status: 200,
    body: { ...body(shown), ...(Object.keys(includes).length > 0 && { includes }) },
  };
}

export function findShown({ world, now }: XCall, id: string): SandboxPost | undefined {
  const post = world.posts.get(id);
  return post?.platform === 'x' && isVisible(post, now) ? post : undefined;
}

/** Own posts cost less when the user owns the app as well. */
export function readOf({ world, account }: XCall, what: 'post_read' | 'user_read', subject: string) {
  const isOwn = subject === account.id || world.posts.get(subject)?.accountId === account.id;
  return { what: isOwn && world.rules.x.ownsApp ? ('owned_read' as const) : what, subject };
}

function notFound(parameter: string, id: string): Fields {
  return {
    value: id,
    detail: `Could not find tweet with ${parameter}: [${id}].`,
    title: 'Not Found Error',
    resource_type: 'tweet',
    parameter,
    resource_id: id,
    type: 'https://api.x.com/2/problems/resource-not-found',
  };
}

export function onlyQuery({ incoming }: XCall, allowed: string[]): void {
  const unknown = Object.keys(incoming.query).find((name) => !allowed.includes(name));
  if (unknown !== undefined)
    refuseInvalid(unknown, `The query parameter [${unknown}] is not one of [${allowed.join(',')}]`);
}

function listed({ incoming }: XCall, name: string, known: string[]): string[] {
  const asked = String(incoming.query[name] ?? '')
    .split(',')
    .filter((one) => one !== '');
  const wrong = asked.find((one) => !known.includes(one));
  if (wrong !== undefined)
    refuseX({
      status: 400,
      type: 'invalid-request',
      title: 'Invalid Request',
      detail: `The \`${name}\` query parameter value [${wrong}] is not one of [${known.join(',')}]`,
      parameter: name,
      value: wrong,
    });
  return asked;
}
