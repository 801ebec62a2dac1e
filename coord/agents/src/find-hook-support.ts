import { type HookSupport, hookProbe, readHookSupport } from '@musterhq/desk';
import { runProcess } from '@musterhq/process';

const withinMs = 30_000;
/** What it says of its hooks is among its first lines. */
const keepBytes = 4 * 1024 * 1024;

/** Asks a Claude Code what becomes of a tool whose hook gets no answer. It says so at its start; no model is called. */
export async function findHookSupport({
  program,
  path,
  scratch,
}: {
  program: string;
  path: string;
  /** An empty folder: its HOME, and where it is started. */
  scratch: string;
}): Promise<HookSupport> {
  const { stdout } = await runProcess({
    command: program,
    args: hookProbe.args,
    cwd: scratch,
    env: { PATH: path, HOME: scratch, LANG: 'C.UTF-8' },
    input: hookProbe.input,
    timeoutMs: withinMs,
    keepBytes,
    leftovers: 'end',
  });
  return readHookSupport(stdout);
}
