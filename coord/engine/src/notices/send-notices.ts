import {
  type DeliveryOutcome,
  type DueDelivery,
  type NoticeRow,
  settleDelivery,
  takeDeliveries,
} from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { postText } from '../outbound.ts';
import { messageOf } from './message-of.ts';
import { isFinal, nextTry } from './next-try.ts';
import type { Receiver } from './notice-configuration.ts';

type Sender = Pick<Surroundings, 'store' | 'configuration' | 'variables' | 'now'>;

const timeoutMs = 10_000;
/** Longer than a sending lasts: whoever took a delivery and was killed is followed by another after it. */
const takenMs = 30_000;
const batch = 20;

/** Sends what is due to its receivers, and writes down what came of each. Answers how many were due. */
export async function sendNotices(around: Sender): Promise<number> {
  const now = new Date(around.now());
  const until = new Date(now.getTime() + takenMs);
  const due = await takeDeliveries(around.store, { now, until, limit: batch });
  await Promise.all(
    due.map(async (delivery) => settleDelivery(around.store, delivery, await outcomeOf(around, delivery))),
  );
  return due.length;
}

async function outcomeOf(
  around: Sender,
  { about, receiver: name, tries }: DueDelivery,
): Promise<DeliveryOutcome> {
  const receiver = around.configuration.notify.find((one) => one.name === name);
  const at = () => new Date(around.now());
  if (receiver === undefined)
    return { kind: 'given_up', at: at(), error: `no receiver '${name}' is configured any more` };
  const sent = await sendNotice(around, receiver, about);
  if (sent.kind === 'taken') return { kind: 'sent', at: at() };
  const nextAt = sent.isFinal ? undefined : nextTry(tries, around.now());
  return nextAt === undefined
    ? { kind: 'given_up', at: at(), error: sent.reason }
    : { kind: 'again', nextAt, error: sent.reason };
}

export type Sent = { kind: 'taken' } | { kind: 'refused'; reason: string; isFinal: boolean };

/** One sending. The address of a receiver may be a secret, so it is in no reason. */
export async function sendNotice(
  { variables, now }: Pick<Sender, 'variables' | 'now'>,
  { url: fixed, urlFrom, secretFrom, format }: Receiver,
  notice: NoticeRow,
): Promise<Sent> {
  const url = fixed ?? variables[urlFrom!];
  const secret = secretFrom === undefined ? undefined : variables[secretFrom];
  for (const [name, value] of [
    [urlFrom, url],
    [secretFrom, secret],
  ] as const)
    if (name !== undefined && (value === undefined || value === ''))
      return { kind: 'refused', reason: `the variable ${name} is not set here`, isFinal: false };
  const message = messageOf(notice, { format, secret, nowMs: now() });
  // A sending is short: it is waited for, rather than be cut off and be repeated.
  const { signal } = new AbortController();
  const answer = await postText(url!, message, { timeoutMs, signal });
  if (answer.kind === 'failed') return { kind: 'refused', reason: answer.reason, isFinal: false };
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: 'taken' };
  return { kind: 'refused', reason: `it answered ${status}`, isFinal: isFinal(status) };
}
