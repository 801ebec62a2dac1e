import { parseHostRule } from '@musterhq/desk';
import { z } from 'zod';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'expected a name such as claude: small letters, digits, dashes');

const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'expected the name of a variable');

const host = z
  .string()
  .refine(
    (text) => parseHostRule(text) !== undefined,
    "expected a host such as api.example.com, '*.example.com' or 127.0.0.1:9000",
  );

/** Drivers that need no entry: they drive no coding agent. */
const builtInDrivers = ['runbook', 'scripted'] as const;

/** A coding agent as `muster/config.yaml` sets it up. */
export const agentDriverSchema = z.strictObject({
  /** How it is spoken to. */
  kind: z.enum(['acp', 'headless']),
  /** Which agent it is: the profile knows its command, files, modes and how it counts. */
  profile: z.string().min(1),
  /** Program and arguments, in place of the profile's own. */
  command: z.array(z.string()).min(1).optional(),
  model: z.string().min(1).optional(),
  /** The agent's own mode, in place of the one that its profile sets. */
  mode: z.string().min(1).optional(),
  /** Whether it may run commands of its own; without a fence they can write anywhere until the check after the turn. */
  shell: z.enum(['allow', 'refuse']).optional(),
  /** Where its model is, instead of the vendor's own address, and the variable with the key for it. */
  endpoint: z.strictObject({ url: z.url(), key: variable }).optional(),
  /** Its requests to the model go through Muster's meter, which counts them and ends a turn with its budget. */
  meter: z.boolean().default(false),
  /** Names of variables of Muster's own environment that the agent gets beside the usual few, such as ANTHROPIC_API_KEY. */
  env: z.array(variable).default([]),
  /** Whose limits it uses up: drivers of one account start one after the other. The profile's name when absent. */
  account: z.string().min(1).optional(),
  /** Takes over when this one has no login, no quota, or fails again and again. */
  fallback: name.optional(),
});

export type AgentDriverSettings = z.infer<typeof agentDriverSchema>;

/** Who does the turns of a session or of a task. */
const choiceSchema = z.strictObject({ driver: name.optional(), model: z.string().min(1).optional() });

/** The part of the configuration that says who takes whose turns. */
export const drivingShape = {
  driver: name.default('runbook'),
  drivers: z.record(name, agentDriverSchema).default({}),
  /** Whether agents are fenced by the system: where it can, never, or always, so that none starts without. */
  fence: z.enum(['auto', 'off', 'required']).default('auto'),
  /** The hosts that agents may reach beside the desk of their turn; absent: whatever the machine does. */
  network: z.array(host).optional(),
  /** By the session's number. */
  sessions: z.record(z.string().regex(/^[1-9]\d*$/, "expected a session's number"), choiceSchema).default({}),
  /** By the task's id or label. */
  tasks: z.record(z.string(), choiceSchema).default({}),
};

export type Driving = {
  [Key in Exclude<keyof typeof drivingShape, 'fence' | 'network'>]: z.infer<(typeof drivingShape)[Key]>;
};

/** A list of hosts that nothing holds agents to would be a false promise. */
export function checkNetwork(
  { fence, network }: { fence: 'auto' | 'off' | 'required'; network?: readonly string[] | undefined },
  context: z.RefinementCtx,
): void {
  if (network === undefined || fence !== 'off') return;
  const message = "expected no list of hosts with 'fence: off', which lets agents reach everything";
  context.addIssue({ code: 'custom', path: ['network'], message });
}

/** Every name of a driver must lead somewhere, and no fallback back to where it came from. */
export function checkDriving(driving: Driving, context: z.RefinementCtx): void {
  const known = knownDrivers(driving);
  const require = (driver: string | undefined, path: (string | number)[]) => {
    if (driver === undefined || known.includes(driver)) return;
    const message = `expected one of the drivers ${known.join(', ')}, found ${driver}; others are set up under 'drivers:'`;
    context.addIssue({ code: 'custom', path, message });
  };
  require(driving.driver, ['driver']);
  for (const key of ['sessions', 'tasks'] as const)
    for (const [of, choice] of Object.entries(driving[key])) require(choice.driver, [key, of, 'driver']);
  for (const [of, { fallback }] of Object.entries(driving.drivers)) {
    const path = ['drivers', of, 'fallback'];
    require(fallback, path);
    if (fallbacksOf(driving, of).includes(of))
      context.addIssue({
        code: 'custom',
        path,
        message: `expected another driver: this leads back to ${of}`,
      });
  }
}

/** By name: those that drive no coding agent, and those of the configuration. */
export const knownDrivers = ({ drivers }: Pick<Driving, 'drivers'>): string[] => [
  ...builtInDrivers,
  ...Object.keys(drivers),
];

/** Who takes over after whom, in order; a name that comes up twice ends the list. */
export function fallbacksOf({ drivers }: Pick<Driving, 'drivers'>, driver: string): string[] {
  const found: string[] = [];
  for (let next = drivers[driver]?.fallback; next !== undefined; next = drivers[next]?.fallback) {
    if (found.includes(next)) break;
    found.push(next);
  }
  return found;
}
