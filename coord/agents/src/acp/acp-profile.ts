import type { PromptResponse } from '@agentclientprotocol/sdk';
import type { Desk } from '@musterhq/desk';
import type { AgentError, Usage } from '../driver-event.ts';
import type { AcpOptions, ProfileName } from './acp-options.ts';

/** What is known of one agent that speaks ACP, where the protocol leaves it open. Seen 2026-11-22 with the pinned versions. */
export type AcpProfile = {
  name: ProfileName;
  /** The npm package that was tried, its exact version, and the program it brings; absent where nothing is known. */
  pinned?: { package: string; version: string; program: string };
  /** What makes the program speak ACP. */
  args: readonly string[];
  /** The mode in which the agent asks before it writes; absent where it has none that matters. */
  mode?: string;
  /** The mode behind a fence, where that is another one: two sandboxes, one in the other, keep it from its work. */
  fencedMode?: string;
  /** Files of its own HOME, by their path in it; written before every turn. */
  homeFiles(options: AcpOptions): Record<string, string>;
  /** What it is told beside the protocol whenever a conversation is opened. */
  openingMeta?(desk: Pick<Desk, 'hookSettings'>): Record<string, unknown>;
  env(options: AcpOptions): Record<string, string>;
  /** Which of several ways to say no is taken first: one that lets the turn go on, where there is one. */
  rejectOptions: readonly string[];
  /** What the agent does when it is told no. */
  onReject: 'goes_on' | 'ends_turn';
  /** It goes on running when its stdin closes, and is ended at once. */
  outlivesStdin: boolean;
  /** Folders below which its own checks do not hold; a worktree there is refused when no fence is around it. */
  unsafeFolders: readonly string[];
  /** Whose tariff its tokens are paid by. */
  vendor(options: AcpOptions): string;
  /** The variable that its model's key is looked for in, where the options do not name another. */
  keyVariable: string;
  /** What the turn cost, as the answer to the prompt tells it. */
  readUsage(response: PromptResponse, options: AcpOptions): Usage[];
  /** An error that the agent dressed up as a good end. `said` is the last thing that it said. */
  findError(response: PromptResponse, said: string): AgentError | undefined;
};
