import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Environment } from './environment.ts';

const brandFlag = ['--brand <file>', 'the brand file'] as const;
const jsonFlag = ['--json', 'print it as JSON'] as const;

/** The commands around a calendar. Each loads its own module, so that a light one does not wait for the heavy ones. */
export function addCalendarCommands(program: Command, environment: Environment): void {
  const calendar = program
    .command('calendar')
    .description('plan posts from a brand and templates, and look at a plan');
  calendar
    .command('generate')
    .description(
      'plan the days from a start on; the same brand, templates, seed and start give the same bytes',
    )
    .requiredOption(...brandFlag)
    .option('--days <number>', 'how many days', wholeNumber, 30)
    .option('--seed <number>', 'which of the possible plans', seedNumber, 1)
    .option('--start <date>', "first day, YYYY-MM-DD (default: the brand's start, else tomorrow)", civilDate)
    .option('--templates <folder>', 'more templates (default: content_templates/templates, if there is one)')
    .option('--campaign <files...>', 'mark the items of campaigns, and hold their cost against each budget')
    .option('--with-hub', "with the templates and campaigns of this folder's hub, too")
    .option('--out <file>', 'write the calendar there as JSON')
    .option(...jsonFlag)
    .action(async (flags) =>
      (await import('./commands/calendar-generate.ts')).calendarGenerate(environment, flags),
    );
  calendar
    .command('show')
    .description('a calendar by day, with what it costs and what the checks say')
    .argument('<file>', 'a calendar as JSON')
    .requiredOption(...brandFlag)
    .option('--item <id>', 'one item with both variants')
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/calendar-show.ts')).calendarShow(environment, file, flags),
    );
  calendar
    .command('check')
    .description('everything that is wrong with a calendar, by rule; exit code 3 where there are errors')
    .argument('<file>', 'a calendar as JSON')
    .requiredOption(...brandFlag)
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/calendar-check.ts')).calendarCheck(environment, file, flags),
    );
  calendar
    .command('price')
    .description('what publishing costs, and what would cost less')
    .argument('<file>', 'a calendar as JSON')
    .requiredOption(...brandFlag)
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/calendar-price.ts')).calendarPrice(environment, file, flags),
    );
  calendar
    .command('export')
    .description('the calendar for a spreadsheet, another program or an agenda')
    .argument('<file>', 'a calendar as JSON')
    .addOption(new Option('--format <format>').choices(['csv', 'json', 'ical']).default('csv'))
    .option('--out <file>', 'write it there')
    .action(async (file, flags) =>
      (await import('./commands/calendar-export.ts')).calendarExport(environment, file, flags),
    );
  calendar
    .command('import')
    .description('bring rows of a spreadsheet or of JSON into a calendar; without --out nothing is written')
    .argument('<file>', 'the calendar that they go into')
    .requiredOption(...brandFlag)
    .requiredOption('--from <file>', 'rows as .csv or .json')
    .option('--out <file>', 'write the calendar with the changes there')
    .option(...jsonFlag)
    .action(async (file, flags) =>
      (await import('./commands/calendar-import.ts')).calendarImport(environment, file, flags),
    );
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number <= 366) return number;
  throw new InvalidArgumentError(`expected a whole number from 1 to 366, found '${text}'`);
}

function seedNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new InvalidArgumentError(`expected a whole number from 0 on, found '${text}'`);
}

function civilDate(text: string): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  // The 30th of February rolls over into March.
  if (isDate && new Date(text).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError(`expected a date as YYYY-MM-DD, found '${text}'`);
}
