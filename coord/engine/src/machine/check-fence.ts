import { findFenceHere } from '../driving/fence-of.ts';
import type { Surroundings } from '../open-run.ts';
import type { MachineFinding } from './machine-finding.ts';

type Around = Pick<Surroundings, 'childEnv' | 'repo' | 'stateDir' | 'configuration'>;

/** Whether what agents start is held to their worktree; nothing where no agent is set up. */
export async function checkFence(around: Around): Promise<MachineFinding[]> {
  const { drivers, fence, network } = around.configuration;
  if (Object.keys(drivers).length === 0) return [];
  const finding = (severity: MachineFinding['severity'], message: string, fix?: string): MachineFinding[] => [
    { severity, about: 'fence', message, ...(fix === undefined ? {} : { fix }) },
  ];
  if (fence === 'off')
    return finding(
      'warning',
      'agents may write anywhere until the check after their turn: muster/config.yaml says fence: off',
      "take 'fence: off' out",
    );
  const found = await findFenceHere(around);
  if (found.kind !== 'none') return finding('ok', `${found.kind} holds agents to their worktree`);
  const isNeeded = fence === 'required' || network !== undefined;
  return finding(
    isNeeded ? 'error' : 'warning',
    `nothing holds agents to their worktree: ${found.because}`,
    isNeeded
      ? "install bubblewrap: no agent starts without, since muster/config.yaml says 'fence: required' or names the hosts of 'network'"
      : 'install bubblewrap; until then what they write elsewhere is put back after each turn',
  );
}
