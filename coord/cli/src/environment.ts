import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** All that the commands take from the process around them: read here and nowhere else. */
export type Environment = {
  cwd: string;
  /** Complete, for git. */
  all: Record<string, string>;
  /** What drivers and gates start from: nothing else of this process reaches them. */
  child: Record<string, string>;
  databaseUrl: string | undefined;
  gitHubToken: string | undefined;
  /** Where throw-away repositories of the drill live. */
  stateHome: string;
  hostName: string;
  user: string;
  isTerminal: boolean;
  /** Folder of the bundle, with the assets beside it. */
  dist: string;
};

const childVariables = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'SHELL', 'TZ', 'TMPDIR'];

export function readEnvironment(): Environment {
  const all = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    cwd: process.cwd(),
    all,
    child: Object.fromEntries(
      childVariables.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])),
    ),
    databaseUrl: all.DATABASE_URL,
    gitHubToken: all.GH_TOKEN ?? all.GITHUB_TOKEN,
    stateHome: join(all.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'muster'),
    hostName: hostname(),
    user: all.USER ?? all.LOGNAME ?? 'a person',
    isTerminal: process.stdout.isTTY === true && all.NO_COLOR === undefined,
    dist: dirname(fileURLToPath(import.meta.url)),
  };
}
