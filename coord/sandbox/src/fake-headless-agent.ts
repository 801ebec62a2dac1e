/**
 * A coding agent for tests: a real process that takes the command line of `claude -p` or `codex exec --json`, prints lines of
 * their shape and does what the script in FAKE_HEADLESS_SCRIPT says.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { agentScriptSchema } from './fake-agent/agent-script.ts';
import { makeConversations } from './fake-agent/conversation.ts';
import { readArguments, runHeadless } from './fake-agent/run-headless.ts';

const { FAKE_HEADLESS_SCRIPT: file, HOME: home } = process.env;
if (file === undefined) {
  console.error('FAKE_HEADLESS_SCRIPT has to name a script file (writeAgentScript writes one)');
  process.exit(64);
}
const code = await runHeadless({
  script: agentScriptSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
  conversations: makeConversations(join(home ?? dirname(file), '.fake-headless-agent')),
  asked: readArguments(process.argv.slice(2)),
  prompt: await text(process.stdin),
  directory: process.cwd(),
  env: process.env,
});
process.exit(code);
