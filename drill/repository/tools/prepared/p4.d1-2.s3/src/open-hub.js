import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { connect } from '../tools/connect.js';
import { runHub } from '../tools/run-hub.js';

/**
 * Opens a hub of its own in a folder that has none, beside a sandbox that stands for the three platforms. Their clock shows
 * `startsAt` and stands until it is played on. `close` ends both and removes all that the hub kept.
 */
export async function openHub({ folder, startsAt }) {
  const cwd = resolve(folder);
  const running = [];
  const run = async (...args) => {
    const { isRefused, why, answer } = await runHub(args, { cwd });
    if (answer === undefined) throw new Error(`hub ${args.join(' ')} refused: ${why}`);
    return { ...answer, isRefused };
  };
  const start = async (...args) => {
    const { child, started } = startHub(args, cwd);
    running.push(child);
    return started;
  };
  const close = async () => {
    for (const child of running.splice(0).reverse()) await end(child);
    await run('remove', '--for-good');
  };

  await mkdir(cwd, { recursive: true });
  // What an earlier one left that was killed.
  if (existsSync(join(cwd, '.hub'))) await run('remove', '--for-good');
  try {
    await run('init', '--email', 'desk@kiln.example');
    const { inspectionUrl } = await start('sandbox', '--port', '0', '--rate', '0', '--start', startsAt);
    const { url } = await start('serve', '--sandbox', '--port', '0');
    return { url, run, close, inspection: connect({ url: inspectionUrl }) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Starts a command that goes on; `started` is what it prints once it is ready. */
function startHub(args, cwd) {
  const child = spawn('hub', [...args, '--json'], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const started = new Promise((ready, fail) => {
    let text = '';
    child.once('error', fail);
    child.once('close', (code) => fail(new Error(`hub ${args.join(' ')} ended with exit code ${code}`)));
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n}\n')) ready(JSON.parse(text));
    });
  });
  return { child, started };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'close');
  child.kill('SIGTERM');
  await gone;
}
