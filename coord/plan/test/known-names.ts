import type { KnownNames } from '../src/rules/rule.ts';

/** Names that a repository may know. */
export const known: KnownNames = {
  agents: 'architect security qa writer frontend mentor backend devops performance analyzer refactorer'.split(
    ' ',
  ),
  presets: {
    documentation: ['writer', 'mentor'],
    fullstack: ['frontend', 'backend'],
    performance: ['performance'],
  },
  gates: ['unit', 'spelling'],
};
