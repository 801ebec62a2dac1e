import { dirname } from 'node:path';
import type { PermissionOption, ToolCallUpdate, ToolKind } from '@agentclientprotocol/sdk';
import type { PermissionShape } from './agent-script.ts';

/** What a tool is about to do. */
export type ToolUse = {
  call: string;
  title: string;
  kind: ToolKind;
  /** Absolute. */
  path?: string;
  command?: string;
  diff?: { oldText: string | null; newText: string };
  input: Record<string, unknown>;
};

type Asked = { toolCall: ToolCallUpdate; options: PermissionOption[] };

const option = (optionId: string, name: string, kind: PermissionOption['kind']): PermissionOption => ({
  optionId,
  name,
  kind,
});

const diffContent = ({ path, diff }: ToolUse) =>
  path === undefined || diff === undefined ? {} : { content: [{ type: 'diff' as const, path, ...diff }] };
const locations = ({ path }: ToolUse) => (path === undefined ? {} : { locations: [{ path }] });

/** The four shapes in which real agents ask (2026-11-22: claude-agent-acp 0.101, codex-acp 2.6, opencode 1.18, gemini 0.61). */
const shapes: Record<PermissionShape, (use: ToolUse) => Asked> = {
  claude: (use) => ({
    toolCall: {
      toolCallId: use.call,
      title: use.title,
      kind: use.kind,
      rawInput: use.input,
      ...locations(use),
      ...diffContent(use),
    },
    options: [
      option('allow_always', 'Always Allow', 'allow_always'),
      option('allow', 'Allow', 'allow_once'),
      option('reject', 'Reject', 'reject_once'),
    ],
  }),
  // Shell commands show their words, file changes only where, an MCP call nothing but its id.
  codex: (use) => ({
    toolCall: {
      toolCallId: use.call,
      ...(use.command === undefined ? {} : { kind: 'execute', rawInput: { command: use.command } }),
      ...(use.path === undefined ? {} : { kind: 'edit', ...locations(use) }),
    },
    options: [
      option('allow_once', 'Yes, proceed', 'allow_once'),
      option('allow_for_session', "Yes, and don't ask again for these files", 'allow_always'),
      option('cancel', 'No, and tell Codex what to do differently', 'reject_once'),
    ],
  }),
  // It asks for the folder, not for the file.
  opencode: (use) => ({
    toolCall: {
      toolCallId: use.call,
      status: 'pending',
      title: use.path === undefined ? use.title : 'external_directory',
      kind: use.path === undefined ? use.kind : 'other',
      rawInput: use.path === undefined ? use.input : { parentDir: dirname(use.path) },
      locations: use.path === undefined ? [] : [{ path: dirname(use.path) }],
    },
    options: [
      option('once', 'Allow once', 'allow_once'),
      option('always', 'Always allow', 'allow_always'),
      option('reject', 'Reject', 'reject_once'),
    ],
  }),
  gemini: (use) => ({
    toolCall: {
      toolCallId: use.call,
      status: 'pending',
      title: use.title,
      kind: use.kind,
      ...locations(use),
      ...diffContent(use),
    },
    options: [
      option('proceed_always', 'Allow All Edits', 'allow_always'),
      option('proceed_once', 'Allow', 'allow_once'),
      option('cancel', 'Reject', 'reject_once'),
    ],
  }),
};

export const permissionRequest = (shape: PermissionShape, use: ToolUse): Asked => shapes[shape](use);

/** Whether this agent asks before it has told of the tool call at all. */
export const asksFirst = (shape: PermissionShape): boolean => shape === 'gemini';
