import type { Shown } from '@musterhub/channels';
import type { Post } from '@musterhub/rules';
import { raiseAlert, setVerification } from '@musterhub/store';
import type { Context } from './context.ts';
import type { Look } from './read-facts.ts';

/** Reads the post back from its account and compares what readers see with what was meant. */
export async function verify(context: Context, look: Look, credential: string): Promise<void> {
  const { store, channels, clock } = context;
  const { publication, account } = look;
  const { accessToken } = look.tokensOf(credential);
  const remote = { id: account.remoteId, accessToken };
  const read = await channels[publication.post.platform].readBack(publication.remoteId!, remote);
  const at = clock.now();
  if (read.kind === 'unreadable') {
    const { error } = read;
    const evidence = 'message' in error ? error.message : error.cause;
    return setVerification(store, publication.id, { result: 'none', url: undefined, evidence, at });
  }
  const { differences, unread } =
    read.kind === 'absent'
      ? { differences: [`it is not there: ${read.evidence}`], unread: [] }
      : compareShown(publication.post, read.shown);
  const url = read.kind === 'shown' ? read.shown.url : undefined;
  if (differences.length === 0) {
    // Bytes that did not arrive are no other bytes: it is read back again.
    if (unread.length > 0)
      return setVerification(store, publication.id, { result: 'none', url, evidence: unread.join('; '), at });
    const evidence = `read back from the account: the text and ${publication.post.media.length} media are those that were meant`;
    return setVerification(store, publication.id, { result: 'matched', url, evidence, at });
  }
  const evidence = differences.join('; ');
  await setVerification(store, publication.id, { result: 'differs', url, evidence, at });
  await raiseAlert(store.database, {
    kind: 'differs',
    subject: publication.id,
    at,
    text: `${publication.id} is out on ${account.name}, and is not what was meant: ${evidence}`,
  });
}

/** How a post as readers see it differs from what was meant, and which of its media could not be read. */
function compareShown(
  post: Post,
  shown: Pick<Shown, 'text' | 'mediaSha256'>,
): { differences: string[]; unread: string[] } {
  const differences: string[] = [];
  const unread: string[] = [];
  // A bare domain comes back with a scheme, which readers do not see.
  const [meant, found] = [post.text, shown.text].map((text) =>
    text
      .normalize('NFC')
      .replace(/https?:\/\//gi, '')
      .trim(),
  );
  if (meant !== found) differences.push('the text is another');
  if (post.media.length !== shown.mediaSha256.length) {
    differences.push(`expected ${post.media.length} media, found ${shown.mediaSha256.length}`);
    return { differences, unread };
  }
  for (const [index, { sha256 }] of post.media.entries()) {
    const seen = shown.mediaSha256[index];
    if (seen === undefined) unread.push(`medium ${index + 1} could not be read`);
    else if (seen !== sha256) differences.push(`medium ${index + 1} is another`);
  }
  return { differences, unread };
}
