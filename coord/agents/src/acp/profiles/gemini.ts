import type { AcpProfile } from '../acp-profile.ts';
import { readQuota } from '../read-usage.ts';

/** Gemini CLI. It found a conversation of an earlier process in one try and not in others (0.61.0); a turn then begins anew. */
export const geminiProfile: AcpProfile = {
  name: 'gemini',
  pinned: { package: '@google/gemini-cli', version: '0.61.0', program: 'gemini' },
  args: ['--acp'],
  mode: 'default',
  homeFiles: () => ({
    '.gemini/settings.json': `${JSON.stringify(
      {
        security: { auth: { selectedType: 'gemini-api-key' } },
        general: { disableAutoUpdate: true, disableUpdateNag: true },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
      },
      null,
      2,
    )}\n`,
  }),
  env: ({ model, endpoint }) => ({
    // Without it the program ends before it says a word.
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
    NO_BROWSER: '1',
    ...(model === undefined ? {} : { GEMINI_MODEL: model }),
    ...(endpoint === undefined ? {} : { GOOGLE_GEMINI_BASE_URL: endpoint.url }),
  }),
  rejectOptions: ['cancel'],
  onReject: 'goes_on',
  // It stayed in some tries and left in others.
  outlivesStdin: true,
  unsafeFolders: [],
  vendor: () => 'google',
  keyVariable: 'GEMINI_API_KEY',
  readUsage: (response, { model }) => readQuota(response, { vendor: 'google', scope: 'turn', model }),
  findError: () => undefined,
};
