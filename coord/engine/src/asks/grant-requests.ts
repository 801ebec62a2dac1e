import { isGranted, ownerOf, type Plan } from '@musterhq/plan';
import type { Event } from '@musterhq/store';
import type { Work } from '../work.ts';
import type { GrantRules } from './grant-rule.ts';

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

/** What the log says of wishes: those that were uttered, oldest first, those that wait, and how others were refused. */
export type GrantLog = {
  asked: GrantRequest[];
  /** Neither refused nor granted since, whoever granted it and why, and whether that is over by now. */
  open: GrantRequest[];
  refusalOf(request: GrantRequest): { why: string; by: string } | undefined;
  /** The key of the event. */
  keyOf(request: GrantRequest): string;
};

export const grantEventKinds = ['grant_asked', 'grant_refused', 'grant_given'] as const;

export function grantLogOf(events: readonly Event[]): GrantLog {
  const ofKind = (kind: (typeof grantEventKinds)[number]) => events.filter((event) => event.kind === kind);
  const asked = ofKind('grant_asked').map(
    ({ id, session, task, data, at }): GrantRequest => ({
      id,
      session: session!,
      task,
      path: String(data.path),
      owner: Number(data.owner),
      reason: String(data.reason),
      minutes: Number(data.minutes),
      at,
    }),
  );
  const refusal = ({ id }: GrantRequest) => ofKind('grant_refused').find(({ data }) => data.request === id);
  const isGiven = (request: GrantRequest) =>
    ofKind('grant_given').some(
      ({ id, session, data }) =>
        id > request.id && session === request.session && isGranted(String(data.path), request.path),
    );
  return {
    asked,
    open: asked.filter((request) => refusal(request) === undefined && !isGiven(request)),
    refusalOf(request) {
      const data = refusal(request)?.data;
      return data === undefined ? undefined : { why: String(data.why), by: String(data.by) };
    },
    keyOf: ({ id }) => events.find((event) => event.id === id)!.key,
  };
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
