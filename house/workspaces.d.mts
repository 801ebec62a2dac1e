import type { Workspace } from './src/module.ts';

export function readWorkspaces(root: string): Workspace[];
