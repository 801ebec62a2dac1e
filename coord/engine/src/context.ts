import type { AgentLibrary, Runbook } from '@musterhq/agents';
import type { Clock } from '@musterhq/clock';
import type { Repository } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import type { Fence, Store } from '@musterhq/store';
import type { Configuration } from './configuration.ts';
import type { GateBindings } from './gates/gate-bindings.ts';
import type { GateRoom } from './gates/gate-room.ts';

/** The plan as it stands now; replaced as a whole when an edit of the document is adopted. */
type LivePlan = { plan: Plan; text: string };

/** What every effect of one coordinator works with: values and handles, made once in the composition root. */
export type Context = {
  store: Store;
  fence: Fence;
  repo: Repository;
  /** Muster's own folder, `.muster` in the main checkout. */
  stateDir: string;
  /** Path of the document inside the repository. */
  documentPath: string;
  live: LivePlan;
  configuration: Configuration;
  bindings: GateBindings;
  runbook: Runbook | undefined;
  library: AgentLibrary;
  clock: Clock;
  pace: 'asap' | 'dated';
  /** Commit author and branch names, see `seat.ts`. */
  main: string;
  integration: string;
  /** The environment that drivers start from, and gates take `PATH` and the language from: a short allow-list, read in the composition root. */
  childEnv: Record<string, string>;
  /** The whole environment: a gate gets the variables of it that it names, and nothing else does. */
  variables: Record<string, string>;
  /** For GitHub's API, where `gh` is not logged in; in no event, log or message. */
  gitHubToken?: string | undefined;
  /** Where gates run. */
  room: GateRoom;
  /** Options of the scripted driver by task, for tests of the engine. */
  script: Record<string, unknown> | undefined;
  host: { node: string; script: string };
  /** Aborted once the coordinator is to end: no turn starts any more, and running gates are ended. */
  stopping: AbortController;
  /** Hears the latest line that a session's driver printed; for screens only. */
  progress: (session: number, line: string) => void;
};
