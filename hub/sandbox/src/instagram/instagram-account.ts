import type { SandboxAccount } from '../account.ts';
import type { GraphCall } from '../graph/graph-host.ts';
import { refuseGraph } from '../graph/graph-refusal.ts';

/** Whether the call's token speaks for this Instagram account: its own token, or that of the linked Page or its person. */
export function mayActFor({ token, world }: GraphCall, account: SandboxAccount): boolean {
  if (token.subjectId === account.id) return true;
  if (token.platform !== 'facebook' || account.pageId === undefined) return false;
  const page = world.accounts.get(account.pageId);
  return page !== undefined && (token.subjectId === page.id || token.subjectId === page.userId);
}

/** The account of the path, `me` included. */
export function getInstagramAccount(call: GraphCall): SandboxAccount {
  const id = call.incoming.route.id;
  const account = call.world.accounts.get(id === 'me' ? call.token.subjectId : (id ?? ''));
  if (account?.platform !== 'instagram' || !mayActFor(call, account)) refuseUnreadable(call, id ?? '');
  return account;
}

export function refuseUnreadable(call: GraphCall, id: string): never {
  refuseGraph(call.world, {
    code: 100,
    subcode: 33,
    message: `Unsupported ${call.incoming.method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
  });
}

/** Each login has its own name of a permission. */
export function needScope(
  call: GraphCall,
  permission: 'content_publish' | 'manage_comments' | 'manage_insights',
): void {
  const name = `${call.token.platform === 'instagram' ? 'instagram_business' : 'instagram'}_${permission}`;
  if (!call.token.scopes.includes(name))
    refuseGraph(call.world, { code: 10, message: `(#10) Application does not have permission ${name}` });
}
