import { createHmac } from 'node:crypto';
import type { NoticeRow } from '@musterhq/store';

/** What is sent to a receiver, byte for byte, with the headers that go with it. */
export type Message = { body: string; headers: Record<string, string> };

/**
 * A notice in a receiver's form. With a key it is signed over time and body, so that neither can be changed nor an old one be sent again unnoticed:
 * `Muster-Signature: t=SECONDS,v1=HEX` with HMAC-SHA256 of `SECONDS.BODY`.
 */
export function messageOf(
  notice: NoticeRow,
  { format, secret, nowMs }: { format: 'json' | 'slack'; secret: string | undefined; nowMs: number },
): Message {
  const body = JSON.stringify(format === 'slack' ? slackOf(notice) : plainOf(notice));
  const seconds = Math.floor(nowMs / 1000);
  const signature =
    secret === undefined
      ? {}
      : {
          'muster-signature': `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
        };
  return {
    body,
    headers: { 'content-type': 'application/json', 'muster-notice': String(notice.id), ...signature },
  };
}

const plainOf = ({ id, run, subject, episode, kind, title, text, at }: NoticeRow) => ({
  ...{ id, run, subject, episode, kind, title, text },
  at: at.toISOString(),
});

/** Slack shows `text` and understands `*bold*`; these three characters are its own. */
const slackOf = ({ run, title, text }: NoticeRow) => ({
  text: `*${escaped(title)}*\n${escaped(text)}\n_Muster, run ${escaped(run)}_`,
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
