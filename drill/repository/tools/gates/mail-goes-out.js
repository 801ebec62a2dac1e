import { spawnSync } from 'node:child_process';

// A check, not a test: its one line says what is missing. Which mail a studio is owed is decided (src/next-welcome-mail.js); as long
// as the hub has no email system nobody sends it, and nothing can be read back.

const { status, stdout } = spawnSync('hub', ['--help'], { encoding: 'utf8' });
if (status !== 0) {
  console.log('expected the hub command on the PATH');
  process.exitCode = 127;
} else if (!/^ +mail\b/m.test(stdout)) {
  console.log("missing: the email system of the hub (it has no command 'mail'), so no welcome mail goes out");
  process.exitCode = 1;
}
