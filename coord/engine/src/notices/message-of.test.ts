import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { messageOf } from './message-of.ts';

const notice = {
  ...{ id: 4, run: 'r1', subject: 'gate:tone', episode: 1, kind: 'decision', title: 'A <b> & c' },
  ...{ text: 'Is it <!channel> well?', at: new Date(0), endedAt: null },
};

test('[M4] the signature is that of the time and the body, by the key', () => {
  const { body, headers } = messageOf(notice, { format: 'json', secret: 'key', nowMs: 1_700_000_000_999 });
  expect(JSON.parse(body)).toMatchObject({ id: 4, subject: 'gate:tone', title: 'A <b> & c' });
  const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['muster-signature']!)!;
  expect(seconds).toBe('1700000000');
  expect(createHmac('sha256', 'key').update(`${seconds}.${body}`).digest('hex')).toBe(hex);
  expect(headers['muster-notice']).toBe('4');
});

test('[M4] Slack gets a text in which nobody can call a channel, and without a key nothing is signed', () => {
  const { body, headers } = messageOf(notice, { format: 'slack', secret: undefined, nowMs: 0 });
  expect(JSON.parse(body)).toEqual({
    text: '*A &lt;b&gt; &amp; c*\nIs it &lt;!channel&gt; well?\n_Muster, run r1_',
  });
  expect(headers).not.toHaveProperty('muster-signature');
});
