import type { Context } from '../context.ts';
import { sha256 } from '../sha256.ts';
import type { Gate } from './gate.ts';

/** Declared by the gate: literal values, and names that are let through. */
type Declared = { env?: Record<string, string>; pass_env?: string[] };

/**
 * What a gate can see of the coordinator's environment: `PATH`, the language, and the variables that it names. The same
 * values give the same outcome on the same contents, so a pass is known by them; a home and a folder for temporary files come
 * from the slot and hold nothing.
 */
export function gateEnvironment(
  { childEnv, variables }: Pick<Context, 'childEnv' | 'variables'>,
  declared: Declared,
): Record<string, string> {
  const language = Object.entries(childEnv).filter(([name]) => name === 'LANG' || name.startsWith('LC_'));
  const passed = (declared.pass_env ?? []).flatMap((name) =>
    variables[name] === undefined ? [] : [[name, variables[name]] as const],
  );
  return {
    PATH: childEnv.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    ...Object.fromEntries(language),
    ...declared.env,
    ...Object.fromEntries(passed),
    CI: '1',
  };
}

/** The third part of what a pass is known by, beside the gate's definition and the contents it reads. */
export function environmentHash(
  environment: Record<string, string>,
  tools: [line: string, says: string][],
): string {
  const sorted = Object.entries(environment).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([sorted, tools])).slice(0, 16);
}

/** A changed entry of gates.yaml is another gate: what the old one passed says nothing of it. */
export const definitionHash = (gate: Gate): string => sha256(JSON.stringify(gate)).slice(0, 12);
