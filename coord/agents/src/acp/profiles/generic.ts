import type { AcpProfile } from '../acp-profile.ts';
import { readPromptUsage, readQuota } from '../read-usage.ts';

/** Any other program that speaks ACP: nothing is set that its options do not name. */
export const genericProfile: AcpProfile = {
  name: 'generic',
  args: [],
  homeFiles: () => ({}),
  env: () => ({}),
  rejectOptions: [],
  onReject: 'ends_turn',
  outlivesStdin: false,
  unsafeFolders: [],
  vendor: () => 'unknown',
  keyVariable: 'API_KEY',
  // The protocol does not say whether these are the turn's or the conversation's: taken for the turn's they are never too low.
  readUsage(response, { model }) {
    const about = { vendor: 'unknown', scope: 'turn' as const, model };
    const told = readPromptUsage(response, about);
    return told.length > 0 ? told : readQuota(response, about);
  },
  findError: () => undefined,
};
