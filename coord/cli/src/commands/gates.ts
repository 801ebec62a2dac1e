import { relative } from 'node:path';
import { type GatesView, type GateView, readGates } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';

/** `muster gates`: every gate of the run, what it came to last, and what people have to decide. */
export async function gates(
  environment: Environment,
  flags: { run?: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) =>
    print(await readGates(around, flags.run), flags.json, (view) => gatesLines(view, environment.cwd)),
  );
}

/** The log of a gate is named where there is something to read in it; as JSON, always. */
function gatesLines(view: GatesView, cwd: string): string[] {
  const tip = view.tip === '' ? 'is not there yet' : `is at ${view.tip.slice(0, 10)}`;
  const rows = view.gates.flatMap((gate) => [
    [gate.gate, gate.kind, lastWords(gate)],
    ['', '', `for ${boundWords(gate)}`],
    ...(gate.last === null || gate.last.log === null || gate.last.outcome === 'passed'
      ? []
      : [['', '', `log ${relative(cwd, gate.last.log)}`]]),
    ...(gate.decision === null ? [] : [['', '', decisionWords(gate.decision)]]),
  ]);
  const waiting = view.gates.filter((gate) => gate.isWaiting);
  const holding = view.unbound.filter(({ kind }) => kind !== 'milestone');
  const open = view.unbound.filter(({ kind }) => kind === 'milestone');
  return [
    `Run ${view.run.id}, ${view.run.state}; ${view.branch} ${tip}.`,
    ...(rows.length === 0 ? ['gates.yaml has no gate.'] : table(rows)),
    ...section('Waits for a person:', waiting.flatMap(questionLines)),
    ...section(
      'Holds main back, since nothing is bound to it:',
      holding.flatMap(({ kind, id, text, remedy }) => [`${kind} ${id}: ${text}`, `  ${remedy}`]),
    ),
    ...section(
      'Stays open, since nothing is bound to it:',
      open.map(({ id, text }) => `milestone ${id}: ${text}`),
    ),
    ...section(
      'Waived in gates.yaml:',
      view.waived.map(({ kind, id, reason }) => `${kind} ${id}: ${reason}`),
    ),
    ...section(
      'Overridden:',
      view.overrides.map(
        ({ gate, by, why, at, isOfTip }) =>
          `${gate} by ${by}, ${minute(at)}: ${why}${isOfTip ? '' : ` (on other contents than ${view.branch} holds now)`}`,
      ),
    ),
  ];
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

const minute = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

function questionLines({ gate, question }: GateView): string[] {
  return [`${gate}: ${question}`, `  muster approve ${gate} --why TEXT, or muster refuse ${gate} --why TEXT`];
}

function boundWords({ boundTo }: GateView): string {
  if (boundTo.length === 0) return 'nothing: no binding names it';
  return boundTo.map(({ kind, id }) => (kind === 'every' ? id : `${kind} ${id}`)).join(', ');
}

function lastWords({ kind, last }: GateView): string {
  if (last === null) return kind === 'human' ? 'not asked yet' : 'not run yet';
  const { outcome, standing, counts, exitCode, tries, isReused, isOfTip, commit, durationMs, at } = last;
  const isCommand = kind === 'test' || kind === 'check';
  const facts = [
    ...(counts === null ? [] : [`${counts.passed} passed, ${counts.failed} failed`]),
    ...(isCommand && counts === null && exitCode !== null ? [`exit code ${exitCode}`] : []),
    ...(kind === 'human' ? [] : [`${durationMs} ms`]),
    ...(tries === 1 ? [] : [last.isFlaky ? `flaky: red before try ${tries}` : `${tries} tries`]),
    ...(isReused ? ['taken from the store'] : []),
  ];
  const what = standing === 'overridden' ? `${outcome}, overridden` : outcome;
  const where = isOfTip ? '' : ', which is not what the branch holds now';
  return `${what}${facts.length === 0 ? '' : ` (${facts.join(', ')})`} at ${commit.slice(0, 10)}${where}, ${minute(at)}`;
}

function decisionWords({ decision, by, why, at }: NonNullable<GateView['decision']>): string {
  return `${decision} by ${by}, ${minute(at)}: ${why}`;
}
