import type { DriverEvent, FenceSpec, ListedAgent, TurnOutcome } from '@musterhq/agents';
import type { ModelRequest } from '@musterhq/sandbox';

/** A turn as it looked from outside: what it ended with, what it told, and what the model was asked. */
export type SeenTurn = {
  outcome: TurnOutcome;
  events: readonly DriverEvent[];
  calls: readonly Pick<ModelRequest, 'round' | 'results' | 'usage'>[];
};

type Attempt = SeenTurn & { target: string; isWritten: boolean };

/** What was seen of an agent; the later turns are absent where the first did not end well. */
export type CheckFacts = Pick<ListedAgent, 'driver' | 'profile'> & {
  /** Where all of it took place; paths are told relative to it. */
  folder: string;
  fence: FenceSpec;
  hook:
    | { kind: 'none'; because: string }
    | { kind: 'unasked'; because: string }
    | { kind: 'asked'; failsWhen: 'closed' | 'open' };
  /** `page`: what it was to write; `isSeen`: git tells of it; `briefWord`: what its tool had to answer. */
  work: SeenTurn & { page: string; isSeen: boolean; briefWord: string };
  byTool?: Attempt;
  byShell?: Attempt;
  /** `running`: how many of its processes were left. */
  stopped?: SeenTurn & { running: number };
};

/** One thing that an agent has to be able to, and whether it is. */
export type CheckLine = { check: string; state: 'works' | 'fails' | 'not_tried'; words: string };

type Verdict = Omit<CheckLine, 'check'>;
const works = (words: string): Verdict => ({ state: 'works', words });
const fails = (words: string): Verdict => ({ state: 'fails', words });
const notTried = (words: string): Verdict => ({ state: 'not_tried', words });

/** What the facts of a check come to, a line for each thing that a run needs of an agent. */
export function judgeAgentCheck(facts: CheckFacts): CheckLine[] {
  const { work, byTool, byShell, stopped } = facts;
  const later = <Seen>(seen: Seen | undefined, judge: (seen: Seen) => Verdict): Verdict =>
    seen === undefined ? notTried('its first turn did not end well') : judge(seen);
  return Object.entries({
    'takes a turn': turnVerdict(work),
    'writes its own': writeVerdict(work),
    'calls a tool': toolVerdict(work),
    'reports usage': usageVerdict(work),
    'is metered': meterVerdict(work),
    'asks the hook': hookVerdict(facts),
    'hook unanswered': unansweredVerdict(facts),
    'fence around it':
      facts.fence.kind === 'off' ? notTried(facts.fence.because) : works(`${facts.fence.kind} holds here`),
    'outside by tool': later(byTool, (attempt) => refusalVerdict(attempt, facts)),
    'outside by shell': later(byShell, (attempt) => refusalVerdict(attempt, facts)),
    'goes on': later(byTool, resumeVerdict),
    'is cancelled': later(stopped, stopVerdict),
  }).map(([check, { state, words }]) => ({ check, state, words: oneLine(words, facts.folder) }));
}

function turnVerdict({ outcome, calls }: SeenTurn): Verdict {
  return outcome.kind === 'finished'
    ? works(`finished after ${calls.length} calls of the model`)
    : fails(endWords(outcome));
}

function writeVerdict({ page, isSeen }: CheckFacts['work']): Verdict {
  return isSeen
    ? works(`${page} is in the worktree, and git tells of it`)
    : fails(`git tells of no ${page} in the worktree`);
}

function toolVerdict({ calls, briefWord }: CheckFacts['work']): Verdict {
  const results = calls.at(-1)?.results ?? [];
  if (results.some((result) => result.includes(briefWord))) return works('get_brief of the server muster');
  return fails(`get_brief was not answered: ${results.at(-1) ?? 'the agent called no tool'}`);
}

type Tokens = { [Kind in 'input' | 'cacheRead' | 'cacheWrite' | 'output']?: number | undefined };
const totalOf = ({ input = 0, cacheRead = 0, cacheWrite = 0, output = 0 }: Tokens): number =>
  input + cacheRead + cacheWrite + output;
const sum = (tokens: readonly Tokens[]): number => tokens.reduce((total, one) => total + totalOf(one), 0);

function usageVerdict({ events, calls }: SeenTurn): Verdict {
  const spent = sum(calls.flatMap(({ usage }) => usage ?? []));
  const told = usageOf(events).filter(
    ({ quality, ...tokens }) => quality === 'reported' && totalOf(tokens) > 0,
  );
  const said = sum(told);
  const isMetered = usageOf(events).some(({ quality }) => quality === 'metered');
  const meter = isMetered ? "; 'meter: true' counts them all the same" : '';
  if (told.length === 0) return fails(`it tells none of ${spent} tokens${meter}`);
  if (told.every(({ scope }) => scope === 'request'))
    return works(`those of its last call alone, ${said} of ${spent} tokens${meter}`);
  if (said < spent) return fails(`it tells ${said} of ${spent} tokens${meter}`);
  return works(`${said} tokens, ${spent} were spent in its turn`);
}

function meterVerdict({ events, calls }: SeenTurn): Verdict {
  const counted = usageOf(events).filter(({ quality }) => quality === 'metered');
  if (counted.length === 0) return notTried('Muster meters the APIs of Anthropic, OpenAI and Google alone');
  const spent = sum(calls.flatMap(({ usage }) => usage ?? []));
  return sum(counted) < spent
    ? fails(`${sum(counted)} of ${spent} tokens went through the meter`)
    : works(`${counted.length} calls, ${sum(counted)} tokens`);
}

const usageOf = (events: readonly DriverEvent[]) =>
  events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : []));

function hookVerdict({ hook, work: { events, page } }: CheckFacts): Verdict {
  if (hook.kind === 'none') return notTried(hook.because);
  const isAsked = events.some(
    (event) =>
      event.kind === 'permission' && event.by === 'hook' && event.paths.some((path) => path.endsWith(page)),
  );
  return isAsked
    ? works(`before it wrote ${page}`)
    : fails(`it wrote without asking: its settings have not reached it`);
}

function unansweredVerdict({ hook }: CheckFacts): Verdict {
  if (hook.kind !== 'asked') return notTried(hook.because);
  return hook.failsWhen === 'closed'
    ? works('this version then refuses the tool, by its own word')
    : fails('this version then lets the tool run: the hook is no layer of the fence');
}

/** Words of the system, not of an agent. */
const systemWords = /read-only file system|EROFS|EACCES|permission denied|not permitted/i;

function refusalVerdict(
  { outcome, events, calls, target, isWritten }: Attempt,
  { fence }: CheckFacts,
): Verdict {
  if (isWritten) return fails(`it wrote ${target}`);
  const denial = events.find((event) => event.kind === 'permission' && event.decision === 'denied');
  if (denial?.kind === 'permission') {
    const who = denial.by === 'hook' ? 'the write hook' : 'the answer to its request';
    return works(`refused by ${who}: ${denial.reason}`);
  }
  const answered = calls
    .filter(({ round = 0 }) => round > 0)
    .at(-1)
    ?.results.at(-1);
  if (answered === undefined) return fails(`nothing shows that it was tried: ${endWords(outcome)}`);
  if (!systemWords.test(answered)) return works(`refused by the agent itself: ${answered}`);
  const who = fence.kind === 'off' ? 'its own sandbox' : 'the fence';
  return works(`refused by ${who}: ${answered}`);
}

function resumeVerdict({ events }: SeenTurn): Verdict {
  const isResumed = events.some((event) => event.kind === 'conversation' && event.isResumed);
  if (isResumed) return works('the next turn was in the same conversation');
  const note = events.find((event) => event.kind === 'note');
  return fails(
    `each turn begins anew${note?.kind === 'note' ? `: ${note.text}` : ''}; it gets the whole brief then`,
  );
}

function stopVerdict({ outcome, running }: SeenTurn & { running: number }): Verdict {
  if (outcome.kind !== 'stopped') return fails(`its turn was not stopped: ${endWords(outcome)}`);
  return running === 0
    ? works('while its model kept silent; no process of it was left')
    : fails(`${running} processes of it were left`);
}

function endWords(outcome: TurnOutcome): string {
  switch (outcome.kind) {
    case 'failed':
      return outcome.error?.message ?? outcome.tail;
    case 'timed_out':
      return `not through after ${outcome.limitMs / 1_000} s: ${outcome.tail}`;
    case 'crashed':
      return outcome.detail;
    case 'stopped':
    case 'finished':
      return `the turn ${outcome.kind === 'stopped' ? 'was stopped' : 'ended by itself'}`;
  }
}

const mostWords = 200;

function oneLine(text: string, folder: string): string {
  const line = text.replaceAll(`${folder}/`, '').replaceAll(/\s+/g, ' ').trim();
  return line.length > mostWords ? `${line.slice(0, mostWords)}...` : line;
}
