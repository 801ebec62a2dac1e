import { InvalidArgumentError } from 'commander';
import { z } from 'zod';

/** An address as the command line takes it: a link for what is none reaches nobody. */
export function emailAddress(text: string): string {
  const parsed = z.email().safeParse(text.trim());
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`expected an address such as ada@kiln.example, found '${text}'`);
}
