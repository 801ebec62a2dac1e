import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type FenceFound, type FenceSpec, fenceFor, findFence } from '@musterhq/agents';
import { recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import { EngineError } from '../engine-error.ts';

/** Tried out once for each coordinator: it starts processes, and no turn of a runbook waits for it. */
const found = new WeakMap<Context, Promise<FenceFound>>();

/** The fence around an agent's processes. Throws `fence_missing` where the configuration requires one and there is none. */
export async function fenceOf(
  context: Context,
  { worktree, home, brief }: { worktree: string; home: string; brief: string },
): Promise<FenceSpec> {
  const { configuration, repo, stateDir, childEnv } = context;
  const { network } = configuration;
  if (configuration.fence === 'off') return off(context, 'muster/config.yaml says fence: off');
  const fence = await findFenceOnce(context);
  if (fence.kind === 'none' && configuration.fence === 'required')
    throw new EngineError(
      'fence_missing',
      `muster/config.yaml requires a fence around agents, and there is none: ${fence.because}.`,
    );
  if (network !== undefined && fence.kind !== 'bubblewrap')
    throw new EngineError(
      'fence_missing',
      `muster/config.yaml names the hosts that agents may reach, which only bubblewrap can hold them to: ${fence.kind === 'none' ? fence.because : 'this machine has another fence'}. Install it, or take 'network' out.`,
    );
  if (fence.kind === 'none') return off(context, fence.because);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const spec = fenceFor(fence, {
    worktree,
    ownFolders: [home],
    readable: [brief, repo.dir, repo.commonDir],
    hidden: [stateDir],
    personHome: childEnv.HOME ?? userInfo().homedir,
  });
  return spec.kind === 'bubblewrap' && network !== undefined ? { ...spec, network } : spec;
}

/** Told once in a run for each reason: whoever lets agents work should know which layer is missing. */
async function off({ store, fence }: Context, because: string): Promise<FenceSpec> {
  await recordEvent(store, fence, { key: `fence:off:${because}`, kind: 'fence_off', data: { because } });
  return { kind: 'off', because };
}

function findFenceOnce(context: Context): Promise<FenceFound> {
  const known = found.get(context);
  if (known !== undefined) return known;
  const looking = findFenceHere(context);
  found.set(context, looking);
  return looking;
}

/** Looks for what can fence agents of this repository, and tries it. */
export function findFenceHere({
  childEnv,
  repo,
  stateDir,
  configuration,
}: Pick<Context, 'childEnv' | 'repo' | 'stateDir' | 'configuration'>): Promise<FenceFound> {
  const path = childEnv.PATH ?? '';
  // Where an agent on the PATH was installed with npm, its neighbours may bring a fence.
  const besideBins = path.split(delimiter).filter((folder) => folder.endsWith('/node_modules/.bin'));
  const nodeModules = [join(repo.dir, 'node_modules'), ...besideBins.map(dirname)];
  return findFence({
    ...{ path, nodeModules, scratch: join(stateDir, 'fence') },
    isNetworkLimited: configuration.network !== undefined,
  });
}
