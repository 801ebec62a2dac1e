import { type Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** The one catch of the hub's command line: an error becomes words and an exit code here and nowhere else. */
export async function runProgram(program: Command, argv: string[]): Promise<void> {
  try {
    takeExits(program);
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

/** A subcommand takes this over from its parent only when it is added later, and then exits by itself. */
function takeExits(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) takeExits(subcommand);
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.invalid;
  const { code, isForeseen } = exitCodeOf(error);
  process.stderr.write(
    `hub: ${isForeseen ? (error as Error).message : chainOf(error).join('\ncaused by: ')}\n`,
  );
  return code;
}

/** Unforeseen: the whole chain, since somebody will have to find out. */
function chainOf(error: unknown): string[] {
  if (error === undefined) return [];
  if (!(error instanceof Error)) return [String(error)];
  return [error.stack ?? error.message, ...chainOf(error.cause)];
}
