import type { AgentScript, PermissionShape } from './agent-script.ts';

/** How the four real agents differ over one protocol, as seen 2026-11-22; spread one into a script. */
export const vendorHabits: Record<PermissionShape, Omit<AgentScript, 'turns'>> = {
  claude: {
    name: 'claude-like',
    modes: {
      initial: 'auto',
      available: ['auto', 'default', 'acceptEdits', 'plan'],
      asking: ['default'],
      isKeptByLoad: false,
    },
    permission: { shape: 'claude', onReject: 'go_on' },
    usage: { style: 'turn', tellsCost: true },
  },
  codex: {
    name: 'codex-like',
    modes: {
      initial: 'agent',
      available: ['read-only', 'workspace-write', 'agent'],
      asking: ['read-only', 'workspace-write'],
      isKeptByLoad: false,
      neverAskBelow: ['/tmp'],
    },
    permission: { shape: 'codex', onReject: 'cancelled' },
    usage: { style: 'turn' },
    outlivesStdin: true,
  },
  opencode: {
    name: 'opencode-like',
    modes: { initial: 'build', available: ['build', 'plan'], asking: ['build'], isKeptByLoad: false },
    permission: { shape: 'opencode', onReject: 'end_turn' },
    usage: { style: 'last_request', tellsCost: true },
  },
  gemini: {
    name: 'gemini-like',
    modes: {
      initial: 'default',
      available: ['default', 'autoEdit', 'yolo'],
      asking: ['default'],
      isKeptByLoad: false,
    },
    permission: { shape: 'gemini', onReject: 'go_on' },
    usage: { style: 'quota' },
    load: 'forgets',
  },
};
