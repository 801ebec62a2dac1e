import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextWelcomeMail } from './next-welcome-mail.js';

const studio = { signedUpAt: 100, sent: [], done: [] };

test('a studio gets each welcome mail once, when it is due', () => {
  assert.equal(nextWelcomeMail(studio, 99), undefined);
  assert.equal(nextWelcomeMail(studio, 100).id, 'hello');
  assert.equal(nextWelcomeMail({ ...studio, sent: ['hello'] }, 101), undefined);
  assert.equal(nextWelcomeMail({ ...studio, sent: ['hello'] }, 1600).id, 'first-class');
});

test('a mail that is of no use any more is left, and who has unsubscribed gets none', () => {
  assert.equal(nextWelcomeMail({ ...studio, sent: ['hello'], done: ['class_created'] }, 1600), undefined);
  assert.equal(nextWelcomeMail({ ...studio, done: ['unsubscribed'] }, 100), undefined);
});
