import type { ForecastRow } from '@musterhq/store';
import type { Work } from '../work.ts';

type Ready = Pick<Work, 'session' | 'priority' | 'firstDay' | 'ownedPaths'>;
type Predicted = Pick<ForecastRow, 'session' | 'other' | 'paths'>;

/**
 * Among ready work of the same priority and day, what stays clear of predicted conflicts begins first: work of a session
 * that is in none, and whose own paths hold nothing that others collide in. The order is otherwise the given one.
 */
export function preferWithoutConflict<Item extends Ready>(
  readyWork: readonly Item[],
  forecasts: readonly Predicted[],
): Item[] {
  const sessions = new Set(forecasts.flatMap(({ session, other }) => [session, other]));
  const contested = forecasts.flatMap(({ paths }) => paths.map(({ path }) => path));
  const isContested = (item: Item) =>
    sessions.has(item.session) ||
    item.ownedPaths.some((own) => contested.some((path) => isWithin(path, own)));
  return readyWork.toSorted(
    (a, b) =>
      b.priority - a.priority || a.firstDay - b.firstDay || Number(isContested(a)) - Number(isContested(b)),
  );
}

function isWithin(path: string, owned: string): boolean {
  const folder = owned.replace(/^\/+/, '').replace(/\/+$/, '');
  return path === folder || path.startsWith(`${folder}/`);
}
