import { randomUUID } from 'node:crypto';
import type { SessionUpdate, ToolCallContent } from '@agentclientprotocol/sdk';
import type { Conversation } from './conversation.ts';
import type { Spending } from './told-usage.ts';

/** How a run that prints JSON lines ends: well, or with an error that has a status as in HTTP. */
export type HeadlessEnd = { spending: Spending; said: string; error?: { status: number; message: string } };

/** How one agent words a run of its own on stdout (shapes seen 2026-11-22 in claude 2.1.330 and codex 0.169.0). */
export type HeadlessWording = {
  begin(conversation: Conversation): unknown[];
  tell(update: SessionUpdate): unknown[];
  end(end: HeadlessEnd): unknown[];
};

export function claudeWording({ id }: { id: string }): HeadlessWording {
  const names: Partial<Record<string, string>> = { edit: 'Write', read: 'Read', execute: 'Bash' };
  const line = (value: Record<string, unknown>) => ({ ...value, session_id: id, uuid: randomUUID() });
  const say = (block: unknown) =>
    line({ type: 'assistant', message: { role: 'assistant', content: [block] }, parent_tool_use_id: null });
  return {
    begin: ({ mode }) => [
      line({
        type: 'system',
        subtype: 'init',
        permissionMode: mode,
        model: 'fake',
        tools: [],
        mcp_servers: [],
      }),
    ],
    tell(update) {
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          return [say({ type: 'text', text: textOf(update.content) })];
        case 'agent_thought_chunk':
          return [say({ type: 'thinking', thinking: textOf(update.content) })];
        case 'tool_call': {
          const name = names[update.kind ?? ''] ?? update.title;
          return [say({ type: 'tool_use', id: update.toolCallId, name, input: update.rawInput ?? {} })];
        }
        case 'tool_call_update': {
          if (update.status !== 'completed' && update.status !== 'failed') return [];
          const result = {
            type: 'tool_result',
            tool_use_id: update.toolCallId,
            content: outputOf(update.content),
            ...(update.status === 'failed' ? { is_error: true } : {}),
          };
          return [line({ type: 'user', message: { role: 'user', content: [result] } })];
        }
        default:
          return [];
      }
    },
    end({ spending: { turn }, said, error }) {
      const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = turn;
      const row = {
        inputTokens: input,
        outputTokens: output,
        cacheReadInputTokens: cacheRead,
        cacheCreationInputTokens: cacheWrite,
      };
      return [
        line({
          type: 'result',
          subtype: 'success',
          is_error: error !== undefined,
          result: error?.message ?? said,
          api_error_status: error?.status ?? null,
          stop_reason: 'end_turn',
          usage: {
            input_tokens: input,
            output_tokens: output,
            cache_read_input_tokens: cacheRead,
            cache_creation_input_tokens: cacheWrite,
          },
          model_usage_since_last_result: error === undefined ? { fake: row } : {},
          permission_denials: [],
        }),
      ];
    },
  };
}

export function codexWording({ id }: { id: string }): HeadlessWording {
  const items = new Map<string, Record<string, unknown>>();
  let count = 0;
  const next = () => {
    count += 1;
    return `item_${count}`;
  };
  return {
    begin: () => [{ type: 'thread.started', thread_id: id }, { type: 'turn.started' }],
    tell(update) {
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
        case 'agent_thought_chunk': {
          const type = update.sessionUpdate === 'agent_message_chunk' ? 'agent_message' : 'reasoning';
          return [{ type: 'item.completed', item: { id: next(), type, text: textOf(update.content) } }];
        }
        case 'tool_call': {
          const path = update.locations?.[0]?.path;
          const item = {
            id: next(),
            ...(update.kind === 'edit'
              ? { type: 'file_change', changes: [{ path, kind: 'add' }] }
              : { type: 'command_execution', command: update.title, aggregated_output: '', exit_code: null }),
          };
          items.set(update.toolCallId, item);
          return [{ type: 'item.started', item: { ...item, status: 'in_progress' } }];
        }
        case 'tool_call_update': {
          if (update.status !== 'completed' && update.status !== 'failed') return [];
          const output = outputOf(update.content);
          const item = { ...items.get(update.toolCallId), aggregated_output: output, status: update.status };
          return [{ type: 'item.completed', item }];
        }
        default:
          return [];
      }
    },
    end({ spending: { conversation }, error }) {
      if (error !== undefined) {
        const message = `unexpected status ${error.status}: ${error.message}`;
        return [
          { type: 'error', message },
          { type: 'turn.failed', error: { message } },
        ];
      }
      const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = conversation;
      const usage = {
        input_tokens: input + cacheRead + cacheWrite,
        cached_input_tokens: cacheRead,
        cache_write_input_tokens: cacheWrite,
        output_tokens: output,
        reasoning_output_tokens: reasoning,
      };
      return [{ type: 'turn.completed', usage }];
    },
  };
}

const textOf = (content: { type: string; text?: string }): string => content.text ?? '';

const outputOf = (content: readonly ToolCallContent[] | null | undefined): string =>
  (content ?? []).flatMap((part) => (part.type === 'content' ? textOf(part.content) : [])).join('\n');
