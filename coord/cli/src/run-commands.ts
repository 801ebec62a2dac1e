import { type Command, InvalidArgumentError, Option } from 'commander';
import { civilDate } from './civil-date.ts';
import type { Environment } from './environment.ts';

const sessionNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('expected the number of a session, such as 2');
};
const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('expected a whole number above 0');
};

/** The commands around a run. Each loads its own module, so that a light one does not wait for the heavy ones. */
export function addRunCommands(program: Command, environment: Environment): void {
  program
    .command('init')
    .description('look at a repository and prepare it for Muster')
    .option('--json', 'print the findings as JSON')
    .action(async (flags) => (await import('./commands/init.ts')).init(environment, flags));
  program
    .command('run')
    .description('run a plan document to its end, or go on with its open run')
    .argument('<document>', 'the Markdown document')
    .option('--dry-run', 'show what would be done, when and in which order')
    .option('--pace <pace>', 'asap, real, or a scale such as 1d=20s', 'asap')
    .option('--start <date>', 'civil date of day 1, YYYY-MM-DD (default: today)', civilDate)
    .option('--gates <file>', 'gate bindings (default: gates.yaml beside the document)')
    .option('--runbook <file>', "the runbook driver's steps (default: muster/runbook.yaml)")
    .option('--concurrency <number>', 'sessions at work at the same time', wholeNumber)
    .addOption(new Option('--driver <driver>', 'who does the turns').choices(['runbook', 'scripted']))
    .option('--again', 'do the whole plan once more although a run of it has finished')
    .addOption(new Option('--script <file>', "the scripted driver's options, for tests").hideHelp())
    .option('--no-dashboard', 'serve no page beside the run')
    .option('--json', 'print every event as one line of JSON')
    .action(async (document, { dryRun, ...flags }) => {
      if (dryRun === true)
        return (await import('./commands/dry-run.ts')).dryRun(environment, document, flags);
      return (await import('./commands/run.ts')).run(environment, document, flags);
    });
  program
    .command('resume')
    .description('go on with the open run; what was blocked is tried again')
    .option('--no-dashboard', 'serve no page beside the run')
    .option('--json', 'print every event as one line of JSON')
    .action(async (flags) => (await import('./commands/run.ts')).resume(environment, flags));
  program
    .command('stop')
    .description('end the running turns and the coordinator; nothing is lost')
    .option('--abandon', 'close the run for good, so that another document can be run')
    .option('--why <reason>', 'kept in the log', '')
    .action(async (flags) => (await import('./commands/stop.ts')).stop(environment, flags));
  program
    .command('status')
    .description('who does what, what is done, what holds main back')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .option('--watch', 'print it again whenever something changes')
    .action(async (flags) => (await import('./commands/status.ts')).status(environment, flags));
  const queue = program
    .command('queue')
    .description('what waits to land, on what it stands, and what its gates say')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/queue.ts')).queue(environment, flags));
  queue
    .command('first')
    .description('have what waits to land go to the front; what it passes is gated again on it')
    .argument('<task>', 'as the queue lists it')
    .option('--why <reason>', 'kept in the log', '')
    .action(async (task, flags) =>
      (await import('./commands/queue.ts')).queueFirst(environment, task, flags),
    );
  program
    .command('reuse')
    .description('which tasks were replayed from stored results, which were not and why')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/reuse.ts')).reuse(environment, flags));
  program
    .command('gates')
    .description('every gate: what it came to last, what waits for a person, what nothing is bound to')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/gates.ts')).gates(environment, flags));
  program
    .command('approve')
    .description('say yes to a human gate, or answer by name for a red gate of another kind')
    .argument('<gate>', 'its name in gates.yaml')
    .requiredOption('--why <reason>', 'kept with the decision and in the log')
    .option('--commit <commit>', 'on what this commit holds (default: what is to be decided now)')
    .option('--json', 'print the decision as JSON')
    .action(async (gate, flags) => (await import('./commands/approve.ts')).approve(environment, gate, flags));
  program
    .command('refuse')
    .description('say no to a human gate')
    .argument('<gate>', 'its name in gates.yaml')
    .requiredOption('--why <reason>', 'kept with the decision and in the log')
    .option('--commit <commit>', 'on what this commit holds (default: what is to be decided now)')
    .option('--json', 'print the decision as JSON')
    .action(async (gate, flags) => (await import('./commands/refuse.ts')).refuse(environment, gate, flags));
  program
    .command('ledger')
    .description('tokens and money by session, task, turn or model, and what is not known of them')
    .option('--run <id>', 'an earlier run')
    .addOption(new Option('--by <what>').choices(['session', 'task', 'turn', 'model']).default('session'))
    .addOption(new Option('--json', 'print it as JSON').conflicts('csv'))
    .option('--csv', 'print it as comma-separated values')
    .action(async (flags) => (await import('./commands/ledger.ts')).ledger(environment, flags));
  const budget = program
    .command('budget')
    .description('what may be used, by run, day, session and task, and what is left of it')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/budget.ts')).budget(environment, flags));
  budget
    .command('set')
    .description('give a budget another limit; what waited for it goes on')
    .argument('<scope>', 'run, day, session or task; or one of them, such as session:2 or task:b1s2')
    .argument('<limit>', 'tokens such as 2M, money such as 12.50usd, both with a comma, or none')
    .requiredOption('--why <reason>', 'kept with the limit and in the log')
    .option('--json', 'print the budget as JSON')
    .action(async (scope, limit, _, command) =>
      (await import('./commands/budget.ts')).budgetSet(environment, scope, limit, command.optsWithGlobals()),
    );
  program
    .command('log')
    .description('the events of a run')
    .option('--run <id>', 'an earlier run')
    .option('--follow', 'go on with what comes')
    .option('--turns', 'also what agents said and did in their turns')
    .option('--json', 'one line of JSON for each event')
    .action(async (flags) => (await import('./commands/log.ts')).log(environment, flags));
  program
    .command('daily')
    .description(
      'what a plan day came to, as Markdown: landings, reviews, gates, what is open, spend, rounds',
    )
    .option('--day <number>', 'of the plan (default: the newest one)', wholeNumber)
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/daily.ts')).daily(environment, flags));
  program
    .command('forecast')
    .description('conflicts that sessions will meet when they land, and what became of earlier ones')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/forecast.ts')).forecast(environment, flags));
  program
    .command('report')
    .description('tell the others something; it is in the next round and the next briefs')
    .argument('<text>')
    .option('--session <number>', 'in the name of a session', sessionNumber)
    .addOption(
      new Option('--kind <kind>')
        .choices(['progress', 'blocker', 'question', 'quality', 'answer'])
        .default('progress'),
    )
    .action(async (text, flags) => (await import('./commands/report.ts')).report(environment, text, flags));
  program
    .command('answer')
    .description('answer what a session asked, or tell a blocked task how to go on; it is tried again')
    .argument('<to>', "the question's number, or the task: both are in muster status")
    .argument('<text>')
    .action(async (to, text) => (await import('./commands/answer.ts')).answer(environment, to, text));
  const comment = program
    .command('comment')
    .description('what people said of the commits of a run, and what became of it')
    .option('--run <id>', 'an earlier run')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/comment.ts')).comment(environment, flags));
  comment
    .command('add')
    .description('say something of lines of a commit to the session that made it')
    .argument('<commit>', 'as the log names it')
    .argument('<place>', 'path and lines, such as src/app.ts:12 or src/app.ts:12-15')
    .argument('<text>')
    .option('--old', 'lines of the file as it was before the commit')
    .action(async (commit, place, text, flags) =>
      (await import('./commands/comment.ts')).commentAdd(environment, commit, place, text, flags),
    );
  comment
    .command('answer')
    .description('settle a comment with a few words')
    .argument('<number>', 'of the comment', wholeNumber)
    .argument('<text>')
    .option('--session <number>', 'in the name of a session', sessionNumber)
    .action(async (number, text, flags) =>
      (await import('./commands/comment.ts')).commentAnswer(environment, number, text, flags),
    );
  program
    .command('grant')
    .description('let a session write a path that it does not own, for a while')
    .argument('<path>')
    .requiredOption('--to <session>', 'the session that asks', sessionNumber)
    .option('--for <duration>', 'such as 30m or 2h', '2h')
    .option('--why <reason>', 'kept in the log', 'asked for on the command line')
    .action(async (path, flags) => (await import('./commands/grant.ts')).grant(environment, path, flags));
  program
    .command('refuse-grant')
    .description('say no to what a session asks to write')
    .argument('<request>', 'its number in muster status', wholeNumber)
    .requiredOption('--why <reason>', 'the session hears it, and it is kept in the log')
    .action(async (request, flags) =>
      (await import('./commands/refuse-grant.ts')).refuseGrantAsked(environment, request, flags),
    );
  program
    .command('take')
    .description("work in a session's worktree yourself; its driver pauses")
    .argument('<session>', 'number of the session', sessionNumber)
    .option('--why <reason>', 'kept in the log', '')
    .action(async (session, flags) => (await import('./commands/take.ts')).take(environment, session, flags));
  program
    .command('give')
    .description('hand a session back to its driver')
    .argument('<session>', 'number of the session', sessionNumber)
    .option('--done', 'what lies in the worktree is the finished work: judge and integrate it')
    .option('--why <reason>', 'kept in the log', '')
    .action(async (session, flags) => (await import('./commands/take.ts')).give(environment, session, flags));
  program
    .command('pause')
    .description("let a session's driver begin no further turn; its worktree stays as it is")
    .argument('<session>', 'number of the session', sessionNumber)
    .option('--now', 'end the turn under way as well; it is done again afterwards')
    .option('--why <reason>', 'kept in the log', '')
    .action(async (session, flags) =>
      (await import('./commands/pause.ts')).pause(environment, session, flags),
    );
  program
    .command('unpause')
    .description('let the driver of a paused session go on')
    .argument('<session>', 'number of the session', sessionNumber)
    .option('--why <reason>', 'kept in the log', '')
    .action(async (session, flags) =>
      (await import('./commands/pause.ts')).unpause(environment, session, flags),
    );
  program
    .command('mcp')
    .description('the tools of a session that you have taken, for your own agent, over MCP')
    .option('--session <number>', 'else the one whose worktree this is called in', sessionNumber)
    .option('--http', 'on loopback with a token, rather than on standard input and output')
    .action(async (flags) => (await import('./commands/mcp.ts')).mcp(environment, flags));
  program
    .command('reap')
    .description('what runs that are over left behind, and what was saved')
    .option(
      '--remove',
      'remove worktrees, after saving them, and branches that main or the integration branch contains',
    )
    .option('--restore <name>', 'bring a saved state back: index, files and untracked files')
    .option('--to <path>', 'the worktree to make for it (default: .muster/restored/NAME)')
    .option('--branch <name>', 'the branch for it; without --to the files become one commit on it')
    .option('--json', 'print it as JSON')
    .action(async (flags) => (await import('./commands/reap.ts')).reap(environment, flags));
  program
    .command('revert')
    .description('take a landed block back as one commit, through the same gates')
    .argument('<block>', 'id or label of the block, such as p4.d1-2 or b1')
    .requiredOption('--why <reason>', 'kept in the log and in the commit')
    .option('--json', 'print the answer as JSON')
    .action(async (block, flags) => (await import('./commands/revert.ts')).revert(environment, block, flags));
  program
    .command('drill')
    .description('make a throw-away repository and run a whole plan in it')
    .option('--from <folder>', 'document, runbook, gates and seed of the repository', 'drill')
    .option('--document <file>', "another document for the same work (default: the folder's own)")
    .option('--pace <pace>', 'asap, real, or a scale such as 1d=20s', '1d=4s')
    .option('--json', 'print every event as one line of JSON')
    .action(async (flags) => (await import('./commands/drill.ts')).drill(environment, flags));
  const agents = program
    .command('agents')
    .description('list the coding agents that can take turns here')
    .option('--json', 'print the list as JSON')
    .action(async (flags) => (await import('./commands/agents.ts')).agents(environment, flags));
  agents
    .command('check')
    .description('have an installed agent take scripted turns and say what works; it costs nothing')
    .argument('<agent>', 'its name in the list, such as claude')
    .option('--driver <driver>', 'acp or headless (default: whatever is installed)')
    .action(async (name, _, command) =>
      (await import('./commands/agents-check.ts')).agentsCheck(environment, name, command.optsWithGlobals()),
    );
  program
    .command('doctor')
    .description('look at the machine, the repository and the store')
    .option('--json', 'print the findings as JSON')
    .action(async (flags) => (await import('./commands/doctor.ts')).doctor(environment, flags));
}
