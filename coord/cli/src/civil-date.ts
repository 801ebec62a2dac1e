import { InvalidArgumentError } from 'commander';

/** A flag's value that names a day of the calendar, `YYYY-MM-DD`. */
export function civilDate(text: string): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  // The 30th of February rolls over into March.
  if (isDate && new Date(text).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError(`expected a date as YYYY-MM-DD, found '${text}'`);
}
