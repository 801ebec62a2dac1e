import { classAgentError } from '../../class-agent-error.ts';
import type { AcpOptions } from '../acp-options.ts';
import type { AcpProfile } from '../acp-profile.ts';
import { readPromptUsage, readQuota } from '../read-usage.ts';

/**
 * Codex behind `codex-acp`. Its own default, `agent`, lets a reviewing model answer for the person. `workspace-write` asks for
 * what lies outside of the worktree; `read-only` asks for every edit, but what was then allowed failed where the folder of a new
 * file was not there yet (2.6.0, 2026-11-22). So what is another session's inside the worktree is found after the turn.
 * Its sandbox has no network, not even on loopback: tests that open a port fail in it. Behind a fence it is left off, as it is for
 * `codex exec`, and the fence alone says what may be written.
 */
export const codexProfile: AcpProfile = {
  name: 'codex',
  pinned: { package: '@agentclientprotocol/codex-acp', version: '2.6.0', program: 'codex-acp' },
  args: [],
  mode: 'workspace-write',
  fencedMode: 'agent-full-access',
  homeFiles: (options) => ({ '.codex/config.toml': configOf(options) }),
  env: ({ home }) => ({ CODEX_HOME: `${home}/.codex` }),
  rejectOptions: ['decline', 'reject_permissions', 'cancel'],
  onReject: 'ends_turn',
  // It was still there 2 s after.
  outlivesStdin: true,
  // `workspace-write` lets it write all of /tmp, whatever its configuration says.
  unsafeFolders: ['/tmp'],
  vendor: () => 'openai',
  keyVariable: 'OPENAI_API_KEY',
  readUsage(response, { model }) {
    const about = { vendor: 'openai', scope: 'turn' as const, model };
    const rows = readQuota(response, about);
    return rows.length > 0 ? rows : readPromptUsage(response, about);
  },
  // A request that the model refused (400) ends as `end_turn`, with the error as the last message and `usage: null`.
  findError(response, said) {
    const isGoodEnd = response.stopReason === 'end_turn';
    if (!isGoodEnd || ('usage' in response && response.usage != null)) return undefined;
    return classAgentError({ message: said === '' ? 'The model was not reached' : said, fallback: 'model' });
  },
};

function configOf({ model, endpoint }: AcpOptions): string {
  const lines = [
    'check_for_update_on_startup = false',
    // The system's profile would set a PATH of its own in place of the turn's (Debian's does: seen with 0.169.0, 2026-11-23).
    'allow_login_shell = false',
    ...(model === undefined ? [] : [`model = ${JSON.stringify(model)}`]),
    ...(endpoint === undefined ? [] : ['model_provider = "muster"']),
    '[analytics]',
    'enabled = false',
    ...(endpoint === undefined
      ? []
      : [
          '[model_providers.muster]',
          'name = "muster"',
          `base_url = ${JSON.stringify(`${endpoint.url.replace(/\/$/, '')}/v1`)}`,
          `env_key = ${JSON.stringify(endpoint.keyVariable)}`,
          'wire_api = "responses"',
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
