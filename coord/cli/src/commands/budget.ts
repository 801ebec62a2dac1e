import { type Budgets, type BudgetView, changeBudget, limitWords, readBudgets } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';

/** `muster budget`: every budget that holds, what is used and reserved of it, and what is left. */
export async function budget(
  environment: Environment,
  flags: { run?: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) =>
    print(await readBudgets(around, flags.run), flags.json, budgetLines),
  );
}

/** `muster budget set SCOPE LIMIT --why TEXT`: by name and with a reason; a coordinator that runs looks again at once. */
export async function budgetSet(
  environment: Environment,
  scope: string,
  limit: string,
  flags: { why: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const row = await changeBudget(around, { scope, limit, by: environment.user, why: flags.why });
    print({ ...row, target: scope }, flags.json, setLines);
  });
}

function setLines(set: { target: string; run: string; tokens: number | null; cents: number | null }) {
  return [
    `The budget of ${set.target} is ${limitWords(set)} from now on, in run ${set.run}.`,
    "A coordinator that runs looks again now; what is blocked already goes on with 'muster resume'.",
  ];
}

function budgetLines({ run, budgets }: Budgets): string[] {
  const title = `Run ${run.id}, ${run.state}.`;
  if (budgets.length === 0)
    return [title, "Nothing is limited. 'muster budget set SCOPE LIMIT --why TEXT' sets a budget."];
  return [title, ...table([['', 'limit', 'used', 'reserved', 'left', ''], ...budgets.flatMap(rowsOf)])];
}

function rowsOf(view: BudgetView): string[][] {
  const units = [
    ...(view.tokens === null ? [] : [{ unit: view.tokens, words: tokensOf }]),
    ...(view.cents === null ? [] : [{ unit: view.cents, words: dollarsOf }]),
  ];
  return units.map(({ unit, words }, index) => [
    index === 0 ? view.label : '',
    ...[unit.limit, unit.used, unit.reserved, unit.left].map(words),
    index === 0 ? originOf(view) : '',
  ]);
}

const tokensOf = (tokens: number): string => limitWords({ tokens, cents: null });
const dollarsOf = (cents: number): string => limitWords({ tokens: null, cents });

const originOf = ({ origin, by, why }: BudgetView): string =>
  origin === 'person' ? `set by ${by}: ${why}` : `from the ${origin}`;
