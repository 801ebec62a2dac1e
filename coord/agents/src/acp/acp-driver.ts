import type { AgentDriver } from '../agent-driver.ts';
import { checkAgainst } from '../check-against.ts';
import { findUnseen, unseenProgram } from '../fence/find-unseen.ts';
import { findCommand } from '../find-command.ts';
import { makeWriteJudge } from '../policy/make-write-judge.ts';
import { policyFileOf } from '../policy/policy-file.ts';
import { openTurnDesk } from '../turn-desk.ts';
import type { TurnOrder } from '../turn-order.ts';
import type { TurnOutcome } from '../turn-outcome.ts';
import { type AcpOptions, acpOptionsSchema } from './acp-options.ts';
import type { AcpProfile } from './acp-profile.ts';
import { meterOf, withDesk } from './at-desk.ts';
import { converse } from './converse.ts';
import { prepareHome } from './prepare-home.ts';
import { profiles } from './profiles.ts';

const checkedSchema = acpOptionsSchema.refine(
  ({ profile, command }) => command !== undefined || profiles[profile].pinned !== undefined,
  { path: ['command'], message: 'expected the command of an agent that no profile knows' },
);

/** Has an agent that speaks the Agent Client Protocol, version 1, do the turn. Its options are an `AcpOptions`. */
export const acpDriver: AgentDriver = {
  name: 'acp',

  checkOptions: (options) => checkAgainst(checkedSchema, options, 'acp/options'),

  async turn(order, io) {
    const options = checkedSchema.parse(order.options);
    const profile = profiles[options.profile];
    const command = commandOf(options, profile);
    const isFenced = order.fence !== undefined && order.fence.kind !== 'off';
    const refusal = findRefusal({ order, command, profile, isFenced });
    if (refusal !== undefined) return refusal;
    const judge = makeWriteJudge({
      policyFile: policyFileOf(io.folder),
      worktree: order.worktree,
      ownFolders: [options.home],
    });
    const shell = options.shell ?? (isFenced ? 'allow' : 'refuse');
    const given = options.mcpServers.map(({ name }) => name);
    const desk = await openTurnDesk({
      order,
      io,
      judge,
      shell,
      servers: given,
      ...meterOf(options, profile),
    });
    try {
      const atDesk = withDesk(options, profile, desk);
      prepareHome(profile, atDesk);
      const openingMeta = profile.openingMeta?.(desk);
      const servers = atDesk.mcpServers.map(({ name }) => name);
      const rules = { shell, fetch: options.fetch, servers };
      const mode = options.mode ?? (isFenced ? profile.fencedMode : undefined);
      const inMode = mode === undefined ? atDesk : { ...atDesk, mode };
      const turn = { order, io, options: inMode, command, profile, judge, rules, openingMeta };
      return desk.conclude(await converse(turn));
    } finally {
      await desk.close();
    }
  },
};

/** A profile without a program of its own has one in its options: `checkOptions` sees to it. */
const commandOf = ({ command }: AcpOptions, { pinned }: AcpProfile): string => command ?? pinned!.program;

/** What keeps a turn from being begun at all. */
function findRefusal({
  order: { worktree, env, fence },
  command,
  profile,
  isFenced,
}: {
  order: TurnOrder;
  command: string;
  profile: AcpProfile;
  isFenced: boolean;
}): TurnOutcome | undefined {
  const unsafe = profile.unsafeFolders.find((folder) => `${worktree}/`.startsWith(`${folder}/`));
  if (unsafe !== undefined && !isFenced)
    return {
      kind: 'failed',
      reason: 'invalid_order',
      tail: `The agent '${profile.name}' may write all of ${unsafe}, where the worktree ${worktree} is, and no fence is around it: keep the worktrees elsewhere, or install bubblewrap.`,
    };
  // Behind a fence a missing command would be the fence's own failure.
  const found = findCommand(command, env.PATH ?? '');
  const unseen = found === undefined ? undefined : findUnseen(fence, found);
  if (unseen !== undefined) return unseenProgram(unseen);
  if (found !== undefined) return undefined;
  return {
    kind: 'failed',
    reason: 'missing_command',
    tail: `${command} was not found on the PATH of the turn: expected the agent '${profile.name}' there. 'muster agents' shows what is installed.`,
  };
}
