import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where a command is that the system would start by this name: a path as it stands, or the first of that name on the PATH. */
export function findCommand(command: string, path: string): string | undefined {
  const places = command.includes('/')
    ? [command]
    : path.split(':').map((folder) => join(folder === '' ? '.' : folder, command));
  return places.find(isProgram);
}

/** Whether there is something at this path that can be started. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Missing, no program, or in a folder that is not to be entered: for whoever looks for a command these are one.
    return false;
  }
}
