import { type Command, Option } from 'commander';
import { civilDate } from './civil-date.ts';
import type { Environment } from './environment.ts';

/** The commands about a document; they need no repository and no store. */
export function addPlanCommands(program: Command, environment: Environment): void {
  const plan = program.command('plan').description('check, show and mend a plan document');
  plan
    .command('check')
    .description('every finding with line, column and what to do; exit code 2 when one is an error')
    .argument('<document>')
    .option('--json', 'print {counts, diagnostics}')
    .option('--fix', 'apply the safe fixes in place')
    .action(async (document, flags) =>
      (await import('./commands/plan-check.ts')).planCheck(environment, document, flags),
    );
  plan
    .command('show')
    .description('what the document compiles to')
    .argument('<document>')
    .option('--json', 'print the whole plan')
    .action(async (document, flags) =>
      (await import('./commands/plan-show.ts')).planShow(environment, document, flags),
    );
  plan
    .command('graph')
    .description('which task waits for which, and why')
    .argument('<document>')
    .addOption(new Option('--format <format>').choices(['text', 'mermaid', 'json']).default('text'))
    .action(async (document, flags) =>
      (await import('./commands/plan-graph.ts')).planGraph(environment, document, flags),
    );
  plan
    .command('forecast')
    .description('when tasks and milestones will be done, from the plan and from what was observed')
    .argument('<document>')
    .option('--start <date>', 'civil date of day 1, YYYY-MM-DD (default: today)', civilDate)
    .option('--json', 'print it as JSON')
    .action(async (document, flags) =>
      (await import('./commands/plan-forecast.ts')).planForecast(environment, document, flags),
    );
  plan
    .command('repair')
    .description('write the clean text of a document whose UTF-8 was read as Mac Roman')
    .argument('<document>')
    .option('--output <file>', 'where to (default: standard output)')
    .action(async (document, flags) =>
      (await import('./commands/plan-repair.ts')).planRepair(environment, document, flags),
    );
  plan
    .command('new')
    .description('write a starting document')
    .argument('<file>')
    .option('--title <title>', 'heading of the document', 'Launch plan')
    .option('--sessions <number>', 'how many sessions, the master included', '4')
    .option('--weeks <number>', 'how many weeks', '2')
    .action(async (file, flags) =>
      (await import('./commands/plan-new.ts')).planNew(environment, file, flags),
    );
  plan
    .command('adopt')
    .description('take over an edit of the document although it changes a task that is being worked on')
    .action(async () => (await import('./commands/plan-adopt.ts')).planAdopt(environment));
}
