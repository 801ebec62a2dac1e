import { type Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** The one catch of the command line: an error becomes words and an exit code here and nowhere else. */
export async function runProgram(program: Command, argv: string[]): Promise<void> {
  try {
    throwInsteadOfExit(program);
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = tell(error);
  }
}

/** A subcommand takes this over from its parent only when it is added later, and then exits with 1 on its own. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.invalid;
  const { code, isForeseen } = exitCodeOf(error);
  const words = isForeseen ? (error as Error).message : withCauses(error);
  process.stderr.write(`muster: ${words}\n`);
  return code;
}

/** Unforeseen: the whole chain, since somebody will have to find out. */
function withCauses(error: unknown): string {
  const lines: string[] = [];
  for (let at = error; at !== undefined; at = at instanceof Error ? at.cause : undefined) {
    lines.push(at instanceof Error ? (at.stack ?? at.message) : String(at));
  }
  return lines.join('\ncaused by: ');
}
