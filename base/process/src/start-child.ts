import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { endProcessTree, MARKER_VARIABLE } from './end-process-tree.ts';
import { type ProcessIdentity, readProcessStart } from './process-table.ts';

export type ChildOptions = {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Text for its standard input, `pipe` to write it as it goes; absent: it has none. */
  input?: string | Uint8Array;
  onStart?: (identity: ProcessIdentity) => void;
  graceMs?: number;
  marker?: string;
  uid?: number;
  gid?: number;
};

const DEFAULT_GRACE_MS = 2_000;

/**
 * Starts a process that is the root of a tree which can be ended as one. `needsIdentity`: the tree is ended after its root
 * has gone too, when the pid alone would not be proof.
 */
export function startChild(
  options: ChildOptions,
  { needsIdentity, isTalkedTo = false }: { needsIdentity: boolean; isTalkedTo?: boolean },
) {
  const marker = options.marker ?? randomUUID();
  const stdin = isTalkedTo ? ('pipe' as const) : ('ignore' as const);
  const child = execa(options.command, options.args, {
    cwd: options.cwd,
    env: { ...options.env, [MARKER_VARIABLE]: marker },
    extendEnv: false,
    // Its own group and session: signals meant for us do not reach it, and the whole group can be ended.
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    ...(options.input === undefined ? { stdin } : { input: options.input }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
  });
  const { pid } = child;
  if (pid === undefined) {
    const startError = child.then((failure) => failure.code ?? 'unknown');
    return { kind: 'refused' as const, child, startError };
  }
  // Not read for every command: outside Linux it costs a process of its own.
  const startedAt =
    options.onStart !== undefined || needsIdentity ? (readProcessStart(pid) ?? 'ended') : undefined;
  if (startedAt !== undefined) options.onStart?.({ pid, startedAt });
  const endTree = () =>
    endProcessTree(pid, {
      graceMs: options.graceMs ?? DEFAULT_GRACE_MS,
      marker,
      ...(startedAt === undefined ? {} : { startedAt }),
    });
  return { kind: 'started' as const, child, endTree };
}

export function howItEnded(child: { exitCode: number | null; signalCode: NodeJS.Signals | null }): {
  exitCode?: number;
  signal?: string;
} {
  return {
    ...(child.exitCode === null ? {} : { exitCode: child.exitCode }),
    ...(child.signalCode === null ? {} : { signal: child.signalCode }),
  };
}
