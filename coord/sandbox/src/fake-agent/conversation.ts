import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tokens } from './agent-script.ts';

/** What the agent keeps of a conversation on disk, so that another process of it can load it. */
export type Conversation = {
  id: string;
  mode: string;
  prompts: number;
  spent: Tokens;
  costUsd: number;
  said: { by: 'user' | 'agent'; text: string }[];
};

/** The conversations in a folder, one file each. */
export type Conversations = {
  find(id: string): Conversation | undefined;
  keep(conversation: Conversation): void;
};

export function makeConversations(folder: string): Conversations {
  mkdirSync(folder, { recursive: true });
  const file = (id: string): string => join(folder, `${encodeURIComponent(id)}.json`);
  return {
    find: (id) => (existsSync(file(id)) ? JSON.parse(readFileSync(file(id), 'utf8')) : undefined),
    keep: (conversation) => writeFileSync(file(conversation.id), JSON.stringify(conversation)),
  };
}
