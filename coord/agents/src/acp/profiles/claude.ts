import type { AcpProfile } from '../acp-profile.ts';
import { readPromptUsage, readQuota } from '../read-usage.ts';

/** Claude Code behind `claude-agent-acp`. Its own default, `auto`, asks nobody and has a model classify each call. */
export const claudeProfile: AcpProfile = {
  name: 'claude',
  pinned: {
    package: '@agentclientprotocol/claude-agent-acp',
    version: '0.101.0',
    program: 'claude-agent-acp',
  },
  args: [],
  mode: 'default',
  homeFiles: () => ({}),
  // Not as a file of its HOME: settings of the repository stand above that, and can turn every hook off.
  openingMeta: ({ hookSettings }) => ({ claudeCode: { options: { settings: JSON.parse(hookSettings) } } }),
  env: ({ model, endpoint }) => ({
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    // Without it a wrong key is tried ten times, for more than 90 s.
    CLAUDE_CODE_MAX_RETRIES: '3',
    ...(model === undefined ? {} : { ANTHROPIC_MODEL: model }),
    ...(endpoint === undefined ? {} : { ANTHROPIC_BASE_URL: endpoint.url }),
  }),
  rejectOptions: ['reject'],
  onReject: 'goes_on',
  outlivesStdin: false,
  unsafeFolders: [],
  vendor: () => 'anthropic',
  keyVariable: 'ANTHROPIC_API_KEY',
  readUsage(response, { model }) {
    const about = { vendor: 'anthropic', scope: 'turn' as const, model };
    // The rows by model count subagents, the field `usage` does not. Reasoning is told as 0, which means that it is not told.
    const rows = readQuota(response, about).map(({ reasoning: _, ...rest }) => rest);
    return rows.length > 0 ? rows : readPromptUsage(response, about);
  },
  findError: () => undefined,
};
