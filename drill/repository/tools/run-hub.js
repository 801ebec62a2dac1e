import { spawn } from 'node:child_process';

/**
 * Runs `hub ARGS --json` to its end and answers what it printed; how far it is shows meanwhile. Exit code 3 says that the answer is
 * no, in words on the other stream or in the answer itself: `isRefused`. Any other code but 0 is thrown.
 */
export async function runHub(args, { cwd = '.' } = {}) {
  const child = spawn('hub', [...args, '--json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [code, stdout, stderr] = await Promise.all([
    new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)),
    textOf(child.stdout),
    textOf(child.stderr, process.stderr),
  ]);
  if (code !== 0 && code !== 3)
    throw new Error(`hub ${args.join(' ')}: expected exit code 0, it ended with ${code}: ${stderr.trim()}`);
  return {
    isRefused: code === 3,
    why: stderr.trim(),
    answer: stdout === '' ? undefined : JSON.parse(stdout),
  };
}

async function textOf(stream, shown) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    text += chunk;
    shown?.write(chunk);
  }
  return text;
}
