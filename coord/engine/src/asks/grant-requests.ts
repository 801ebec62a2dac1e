import { isGranted, ownerOf, type Plan } from '@musterhq/plan';
import type { Event, Grant } from '@musterhq/store';
import type { Work } from '../work.ts';
import type { GrantRules } from './grant-rule.ts';
import { sessionName } from './names.ts';

/** A wish to write a path that somebody else owns, as it was asked. `id` is the number of its event. */
export type GrantRequest = {
  id: number;
  session: number;
  task: string | null;
  path: string;
  /** The session that may decide; a person may always. */
  owner: number;
  reason: string;
  minutes: number;
  at: Date;
};

type Refused = { request: number; why: string; by: string };

/** Every request of the log, oldest first, and what was refused. */
export function grantRequestsOf(events: readonly Event[]): {
  asked: GrantRequest[];
  refused: Refused[];
} {
  return {
    asked: events
      .filter(({ kind }) => kind === 'grant_asked')
      .map(({ id, session, task, data, at }) => ({
        id,
        session: session!,
        task,
        path: String(data.path),
        owner: Number(data.owner),
        reason: String(data.reason),
        minutes: Number(data.minutes),
        at,
      })),
    refused: events
      .filter(({ kind }) => kind === 'grant_refused')
      .map(({ data }) => ({
        request: Number(data.request),
        why: String(data.why),
        by: String(data.by),
      })),
  };
}

/**
 * What nobody has decided yet. A grant that covers the path and came after the request answers it, whoever gave it and why,
 * also when it is over by now.
 */
export function openRequestsOf(
  { asked, refused }: ReturnType<typeof grantRequestsOf>,
  grants: readonly Pick<Grant, 'path' | 'session' | 'grantedAt'>[],
): GrantRequest[] {
  return asked.filter(
    (request) =>
      !refused.some(({ request: id }) => id === request.id) &&
      !grants.some(
        (grant) =>
          grant.session === request.session &&
          grant.grantedAt >= request.at &&
          isGranted(grant.path, request.path),
      ),
  );
}

/** What stands between a session and a path, before anybody decides. */
export type GrantQuestion =
  | { kind: 'yours'; phrase: string }
  | { kind: 'by_rule'; minutes: number }
  | { kind: 'ask'; owner: number; phrase: string };

/** Grants by rule: of the rules that cover path and session, the one that lasts longest; never longer than was asked for. */
export function judgeGrantQuestion(
  { plan, grants }: { plan: Plan; grants: GrantRules },
  {
    session,
    work,
    path,
    minutes,
  }: { session: number; work: Work | undefined; path: string; minutes: number },
): GrantQuestion {
  const owner = ownerOf(plan, path, work?.session === session ? work : undefined);
  if (owner.kind === 'shared' || owner.session === session) return { kind: 'yours', phrase: owner.phrase };
  const limits = grants
    .filter(
      ({ paths, to }) => paths.some((one) => isGranted(one, path)) && (to === 'all' || to.includes(session)),
    )
    .map(({ atMost }) => Math.floor(atMost / 60_000));
  const most = Math.max(0, ...limits);
  if (most > 0) return { kind: 'by_rule', minutes: Math.min(minutes, most) };
  return { kind: 'ask', owner: owner.session, phrase: owner.phrase };
}

/** What waits for an owner or a person, for status and rounds: each with the command that answers it. */
export function grantRequestLines(plan: Plan, requests: readonly GrantRequest[]): string[] {
  return requests.map(
    ({ id, session, path, owner, reason, minutes }) =>
      `#${id} ${sessionName(plan, session)} asks ${sessionName(plan, owner)} to write ${path} for ${minutes} minutes: ${reason}. To allow it: muster grant ${path} --to ${session} --for ${minutes}m`,
  );
}
