import { type ListedAgent, listAgents } from '@musterhq/agents';
import { type CheckLine, judgeAgentCheck } from '../agent-check/judge-agent-check.ts';
import { makeCheckSite } from '../agent-check/make-check-site.ts';
import { type FoundAgent, runAgentCheck } from '../agent-check/run-agent-check.ts';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { print, table } from '../print.ts';
import { UsageError } from '../usage-error.ts';

type CheckedAgent = Pick<ListedAgent, 'profile' | 'driver' | 'program'> & {
  version?: string;
  lines: CheckLine[];
  /** Where everything lies that the turns left; absent where all of it was removed. */
  kept?: string;
};

/**
 * `muster agents check NAME`: has the installed agent take scripted turns, over each driver that it is installed for, and says what
 * works. Exit code 1 where something does not, or where the agent is missing or older than what was tried.
 */
export async function agentsCheck(
  environment: Environment,
  name: string,
  flags: { driver?: string; json?: boolean },
): Promise<void> {
  const listed = await listAgents({ path: environment.all.PATH ?? '', folders: [environment.cwd] });
  const chosen = choose(listed, name, flags.driver);
  const checked: CheckedAgent[] = [];
  // One after the other: two that start at once are slow enough to be taken for silent.
  for (const agent of chosen) checked.push(await check(environment, agent));
  print(checked, flags.json, (all) => all.flatMap(linesOf));
  const lines = checked.flatMap((agent) => agent.lines);
  const isFine =
    lines.some(({ state }) => state === 'works') && lines.every(({ state }) => state !== 'fails');
  process.exitCode = isFine ? exitCodes.ok : exitCodes.failed;
}

/** Those of that name; without a driver named, the ones that are there, or all of them to say that none is. */
function choose(listed: ListedAgent[], name: string, driver: string | undefined): ListedAgent[] {
  const named = listed.filter((agent) => agent.profile === name);
  if (named.length === 0) {
    const known = [...new Set(listed.map(({ profile }) => profile))].join(', ');
    throw new UsageError(`There is no agent '${name}' that Muster knows: expected one of ${known}.`);
  }
  const chosen = named.filter((agent) => driver === undefined || agent.driver === driver);
  if (chosen.length === 0) {
    const drivers = named.map((agent) => agent.driver).join(', ');
    throw new UsageError(`The agent '${name}' has no driver '${driver}': expected one of ${drivers}.`);
  }
  const found = chosen.filter(({ kind }) => kind === 'found');
  return found.length > 0 ? found : chosen;
}

async function check(environment: Environment, agent: ListedAgent): Promise<CheckedAgent> {
  const { profile, driver, program, reasons } = agent;
  const version = agent.kind === 'found' && agent.version !== undefined ? { version: agent.version } : {};
  const about = { profile, driver, program, ...version };
  if (agent.kind === 'missing' || !agent.isUsable)
    return { ...about, lines: [{ check: 'is installed', state: 'fails', words: reasons.join('; ') }] };
  const installed: CheckLine = {
    check: 'is installed',
    state: 'works',
    words: [agent.path, ...reasons].join('; '),
  };
  return { ...about, ...(await takeTurns(environment, agent, installed)) };
}

async function takeTurns(
  environment: Environment,
  agent: FoundAgent,
  installed: CheckLine,
): Promise<Pick<CheckedAgent, 'lines' | 'kept'>> {
  const site = await makeCheckSite(environment);
  let isKept = false;
  try {
    const lines = [installed, ...judgeAgentCheck(await runAgentCheck({ agent, site, environment }))];
    isKept = lines.some(({ state }) => state === 'fails');
    return { lines, ...(isKept ? { kept: site.folder } : {}) };
  } finally {
    if (!isKept) site.remove();
  }
}

const stateWords = { works: 'works', fails: 'does not', not_tried: 'not tried' };

function linesOf({ profile, driver, program, version, lines, kept }: CheckedAgent): string[] {
  const count = (state: CheckLine['state']): number => lines.filter((line) => line.state === state).length;
  return [
    `${profile} over ${driver}: ${program}${version === undefined ? '' : ` ${version}`}`,
    ...table(lines.map(({ check: what, state, words }) => [`  ${what}`, stateWords[state], words])),
    `  ${count('works')} work, ${count('fails')} do not, ${count('not_tried')} were not tried`,
    ...(kept === undefined ? [] : [`  what its turns left: ${kept}`]),
  ];
}
