/**
 * A coding agent for tests: a real process that speaks ACP 1 on stdin and stdout and does what the script in FAKE_ACP_SCRIPT
 * says. Its conversations are in its HOME, as a real agent's are, so that another process of it can load them.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { agentScriptSchema } from './fake-agent/agent-script.ts';
import { makeConversations } from './fake-agent/conversation.ts';
import { serveAgent } from './fake-agent/serve-agent.ts';

const { FAKE_ACP_SCRIPT: file, HOME: home } = process.env;
if (file === undefined) {
  console.error('FAKE_ACP_SCRIPT has to name a script file (writeAgentScript writes one)');
  process.exit(64);
}
const script = agentScriptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
if (script.isDeafToSigterm) process.on('SIGTERM', () => process.stderr.write('SIGTERM is ignored\n'));

const conversations = makeConversations(join(home ?? dirname(file), '.fake-acp-agent'));
const app = serveAgent({ script, conversations, env: process.env });
const connection = app.connect(
  ndJsonStream(
    Writable.toWeb(process.stdout),
    // Node types the web stream of stdin with any chunks; stdin gives bytes.
    Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
  ),
);
// A client that is gone is no failure of this program.
process.stdout.on('error', () => connection.close());
await connection.closed;
if (script.outlivesStdin) setInterval(() => undefined, 60_000);
else process.exit(0);
