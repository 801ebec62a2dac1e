import type { ProfileName } from './acp-options.ts';
import type { AcpProfile } from './acp-profile.ts';
import { claudeProfile } from './profiles/claude.ts';
import { codexProfile } from './profiles/codex.ts';
import { geminiProfile } from './profiles/gemini.ts';
import { genericProfile } from './profiles/generic.ts';
import { opencodeProfile } from './profiles/opencode.ts';

export const profiles: Record<ProfileName, AcpProfile> = {
  claude: claudeProfile,
  codex: codexProfile,
  opencode: opencodeProfile,
  gemini: geminiProfile,
  generic: genericProfile,
};
