import { claudeProfile } from '../acp/profiles/claude.ts';
import { makeClaudeReader } from './claude-lines.ts';
import type { HeadlessOptions } from './headless-options.ts';
import type { HeadlessProfile, HeadlessTurn } from './headless-profile.ts';

/** Edits in its folder pass, whatever else it would have to ask for is refused: nobody is there to answer. */
const askingMode = 'acceptEdits';

const servers = '.muster/mcp.json';
const settings = '.muster/settings.json';

/** Claude Code by itself: `claude -p`, which prints a JSON line for whatever it does. */
export const claudeHeadless: HeadlessProfile = {
  name: 'claude',
  pinned: { package: '@anthropic-ai/claude-code', version: '2.1.330', program: 'claude' },
  vendor: 'anthropic',
  keyVariable: claudeProfile.keyVariable,

  args({ options, conversation, isFenced }) {
    const allowed = allowedTools(options, isFenced);
    return [
      '-p',
      ...['--output-format', 'stream-json', '--verbose'],
      ...['--permission-mode', options.mode ?? askingMode],
      ...['--mcp-config', `${options.home}/${servers}`, '--strict-mcp-config'],
      ...(allowed.length === 0 ? [] : ['--allowedTools', allowed.join(',')]),
      ...(options.model === undefined ? [] : ['--model', options.model]),
      // Above the settings of the repository, so that nothing in the worktree turns the hook off.
      ...['--settings', `${options.home}/${settings}`],
      ...(options.maxCostUsd === undefined ? [] : ['--max-budget-usd', String(options.maxCostUsd)]),
      ...(conversation === undefined ? [] : ['--resume', conversation]),
    ];
  },

  homeFiles: (options, { hookSettings }) => ({
    [servers]: `${JSON.stringify({ mcpServers: mcpServers(options) }, null, 2)}\n`,
    [settings]: hookSettings,
  }),

  env: (options) => claudeProfile.env(options),

  makeReader: (turn: HeadlessTurn) => makeClaudeReader(turn, turn.options.mode ?? askingMode),
};

/** Its own check of a command's words is no fence; behind one it may run what it likes. */
function allowedTools({ shell, fetch, mcpServers }: HeadlessOptions, isFenced: boolean): string[] {
  const runs = shell === undefined ? isFenced : shell === 'allow';
  return [
    ...(runs ? ['Bash'] : []),
    ...(fetch === 'allow' ? ['WebFetch', 'WebSearch'] : []),
    ...mcpServers.map(({ name }) => `mcp__${name}`),
  ];
}

function mcpServers({ mcpServers }: HeadlessOptions): Record<string, unknown> {
  return Object.fromEntries(
    mcpServers.map(({ name, ...server }) => [name, 'url' in server ? { type: 'http', ...server } : server]),
  );
}
