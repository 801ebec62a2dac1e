import type { PromptResponse } from '@agentclientprotocol/sdk';
import type { TurnIo } from '../agent-driver.ts';
import type { AgentError } from '../driver-event.ts';
import type { WriteJudge } from '../policy/make-write-judge.ts';
import type { TurnOrder } from '../turn-order.ts';
import type { AcpOptions } from './acp-options.ts';
import type { AcpProfile } from './acp-profile.ts';
import type { PermissionRules } from './answer-permission.ts';

/** What one turn with an agent needs. */
export type TurnWithAgent = {
  order: TurnOrder;
  io: TurnIo;
  options: AcpOptions;
  command: string;
  profile: AcpProfile;
  judge: WriteJudge;
  rules: PermissionRules;
  /** The profile's own words at the opening of a conversation. */
  openingMeta: Record<string, unknown> | undefined;
};

/** How the talk ended, whatever became of the process. */
export type TalkEnd =
  | { kind: 'answered'; response: PromptResponse }
  | { kind: 'failed'; step: TalkStep; error: AgentError }
  /** Nobody answers any more. */
  | { kind: 'gone'; step: TalkStep; detail: string };

export type TalkStep = 'connect' | 'prompt';
