import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { profiles } from './acp/profiles.ts';
import { askVersion } from './ask-version.ts';
import { findCommand } from './find-command.ts';
import { claudeHeadless } from './headless/claude-headless.ts';
import { codexHeadless } from './headless/codex-headless.ts';

/** An agent that a profile knows: the npm package that brings it, the version that was tried, and the program's name. */
type KnownAgent = {
  driver: 'acp' | 'headless';
  profile: string;
  package: string;
  pinned: string;
  program: string;
  /** The variable in which it looks for its model's key. */
  keyVariable: string;
};

/** What was found of it on this machine. `reasons` say what stands in the way, or what is worth knowing all the same. */
export type ListedAgent = KnownAgent &
  (
    | { kind: 'missing'; reasons: string[] }
    | { kind: 'found'; path: string; version?: string; isUsable: boolean; reasons: string[] }
  );

/**
 * Looks for the agents that the profiles know, on the PATH first and then in `node_modules` of the given folders, and asks each for
 * its version. It costs nothing and reaches nobody; each is asked in an empty HOME that is gone afterwards.
 */
export async function listAgents({
  path,
  folders,
}: {
  path: string;
  folders: readonly string[];
}): Promise<ListedAgent[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'muster-agents-'));
  const places = [path, ...folders.map((folder) => join(folder, 'node_modules', '.bin'))];
  try {
    return await Promise.all(knownAgents().map((agent) => lookFor(agent, { path, places, scratch })));
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

function knownAgents(): KnownAgent[] {
  const pins = [
    ...Object.values(profiles).map((profile) => ({ driver: 'acp' as const, ...profile })),
    ...[claudeHeadless, codexHeadless].map((profile) => ({ driver: 'headless' as const, ...profile })),
  ];
  return pins.flatMap(({ driver, name, keyVariable, pinned }) =>
    pinned === undefined
      ? []
      : [
          {
            ...{ driver, profile: name, package: pinned.package, pinned: pinned.version },
            ...{ program: pinned.program, keyVariable },
          },
        ],
  );
}

async function lookFor(
  agent: KnownAgent,
  { path, places, scratch }: { path: string; places: readonly string[]; scratch: string },
): Promise<ListedAgent> {
  const remedy = `npm install --global ${agent.package}@${agent.pinned}`;
  const found = places.map((place) => findCommand(agent.program, place)).find((file) => file !== undefined);
  if (found === undefined)
    return { ...agent, kind: 'missing', reasons: [`no program '${agent.program}' on the PATH: ${remedy}`] };
  const asked = await askVersion([found], { path, home: scratch });
  const isOnPath = findCommand(agent.program, path) === found;
  const hint = isOnPath ? [] : [`it is not on the PATH: name the whole path in 'command'`];
  if (asked.kind === 'silent')
    return { ...agent, kind: 'found', path: found, isUsable: false, reasons: [asked.why, ...hint] };
  const { version } = asked;
  const order = compareVersions(version, agent.pinned);
  const standing = {
    older: `version ${version} is older than the one that was tried; npm picks such ones by itself on an older Node: ${remedy}`,
    newer: `version ${version} was not tried, ${agent.pinned} was: modes and numbers may differ`,
    same: undefined,
  }[order];
  const reasons = [...(standing === undefined ? [] : [standing]), ...hint];
  return { ...agent, kind: 'found', path: found, version, isUsable: order !== 'older', reasons };
}

function compareVersions(version: string, pinned: string): 'older' | 'same' | 'newer' {
  const [left, right] = [version, pinned].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (const [index, part] of left.entries()) {
    const other = right[index] ?? 0;
    if (part !== other) return part < other ? 'older' : 'newer';
  }
  return 'same';
}
