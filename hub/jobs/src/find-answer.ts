import { addFinding } from '@musterhub/store';
import type { Context } from './context.ts';
import type { Look } from './read-facts.ts';

/** Asks the platform what became of a call whose answer was lost, and writes down what it showed. */
export async function findAnswer(
  context: Context,
  look: Look,
  number: number,
  credential: string,
): Promise<void> {
  const { store, channels, clock } = context;
  const { publication, account, attempts, handles } = look;
  const attempt = attempts.find((one) => one.number === number)!;
  const { accessToken } = look.tokensOf(credential);
  const call = { name: attempt.call, visible: attempt.visible, lostAnswer: attempt.lostAnswer };
  // From the first try on: what is found now may be an earlier one's.
  const since = attempts.find((one) => one.call === attempt.call)!.begunAt;
  const remote = { id: account.remoteId, accessToken };
  const finding = await channels[publication.post.platform].find(
    call,
    publication.post,
    handles,
    remote,
    since,
  );
  const key = { publication: publication.id, number };
  const at = clock.now();
  switch (finding.kind) {
    case 'found': {
      const found = { ...finding.handles };
      const remoteId = { ...handles, ...found }.post;
      return addFinding(store, key, {
        kind: 'found',
        handles: found,
        remoteId: attempt.visible ? remoteId : undefined,
        evidence: finding.evidence,
        at,
      });
    }
    case 'absent':
      return addFinding(store, key, { kind: 'absent', evidence: finding.evidence, at });
    case 'unreadable': {
      const { error } = finding;
      const [refusal, evidence] =
        'class' in error ? [error.class, error.message] : (['transient', error.cause] as const);
      return addFinding(store, key, { kind: 'unreadable', class: refusal, evidence, at });
    }
  }
}
