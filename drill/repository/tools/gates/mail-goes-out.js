import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

// Which mail a studio is owed is decided (src/next-welcome-mail.js); nobody sends it yet.

test('the hub has an email system that sends what is owed', () => {
  const { status, stdout } = spawnSync('hub', ['--help'], { encoding: 'utf8' });
  assert.equal(status, 0, 'expected the hub command on the PATH');
  assert.match(
    stdout,
    /^ +mail\b/m,
    'missing: the email system of the hub. It has no command `hub mail`, so no welcome mail can be sent or read back.',
  );
});
