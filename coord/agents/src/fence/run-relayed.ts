import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { openRelay } from '@musterhq/desk';

const startFailed = 127;

/**
 * Inside a fence without a network: opens the relay, runs the command with the same streams beside it, and answers with the exit code
 * that is the command's, as a shell says it. `words` are those of `relayArguments`.
 */
export async function runRelayed(words: readonly string[]): Promise<number> {
  const [socket = '', proxyPort = '', listed = '', command = '', ...args] = words;
  const ports = listed.split(',').filter((port) => port !== '');
  await openRelay({ socket, proxyPort: Number(proxyPort), ports: ports.map(Number) });
  const child = spawn(command, args, { stdio: 'inherit' });
  // It is asked to end by itself and may take its time; whoever has none ends the whole process space.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`);
      resolve(startFailed);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}
