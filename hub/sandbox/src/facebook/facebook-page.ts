import type { SandboxAccount } from '../account.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';
import type { SandboxPost } from '../sandbox-post.ts';

const dataAccessMs = 90 * 24 * 3_600_000;

/** Until when the person's last consent gives access to data. */
export function dataAccessEndsAt(lastActiveAt: number): number {
  return lastActiveAt + dataAccessMs;
}

/** The Page of the path, which the call's own page token speaks for. */
export function getPage(call: GraphCall): SandboxAccount {
  const { world, token, incoming, now } = call;
  const id = incoming.route.id ?? '';
  const page = world.accounts.get(id === 'me' ? token.subjectId : id);
  if (page?.platform !== 'facebook') refuseMissing(call, id);
  if (token.subjectId !== page.id)
    refuseGraph(world, {
      code: 200,
      message: '(#200) A page access token of this Page is required to act on its behalf.',
    });
  const user = world.facebookUsers.get(page.userId ?? '');
  if (user && now >= dataAccessEndsAt(user.lastActiveAt))
    refuseGraph(world, {
      code: 10,
      message:
        "(#10) The app's access to the data of this person has expired; the person has to consent again.",
    });
  if (page.restricted)
    refuseGraph(world, {
      code: 368,
      message: '(#368) The action attempted has been deemed abusive or is otherwise disallowed.',
    });
  return page;
}

export function needFacebookScope({ token, world }: GraphCall, scope: string): void {
  if (!token.scopes.includes(scope))
    refuseGraph(world, { code: 200, message: `(#200) Requires the permission ${scope}.` });
}

/** The post of the path, on the token's own Page. */
export function getPost(call: GraphCall): { page: SandboxAccount; post: SandboxPost } {
  const id = call.incoming.route.id ?? '';
  const post = call.world.posts.get(id);
  if (post?.platform !== 'facebook' || post.deletedAt !== undefined) refuseMissing(call, id);
  const page = getPage({
    ...call,
    incoming: { ...call.incoming, route: { ...call.incoming.route, id: post.accountId } },
  });
  return { page, post };
}

export function refuseMissing(call: GraphCall, id: string): never {
  refuseGraph(call.world, {
    code: 100,
    subcode: 33,
    message: `Unsupported ${call.incoming.method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
  });
}
