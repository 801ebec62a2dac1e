import { usdWords } from '../item/usd-words.ts';
import type { CheckedItem } from '../live/facts.ts';
import type { Approve } from './use-approve.ts';

type Props = {
  rows: readonly CheckedItem[];
  chosen: readonly CheckedItem[];
  /** No further ones wait to be read. */
  isAll: boolean;
  pick: (items: readonly CheckedItem[]) => void;
  approve: Approve;
};

/** What a yes to all that is picked comes to, before it is said. */
export function BulkBar({ rows, chosen, isAll, pick, approve }: Props) {
  const good = rows.filter(({ check }) => check.errors.length === 0);
  const able = chosen.filter(({ check }) => check.errors.length === 0);
  const warnings = able.reduce((sum, { publishes, check }) => {
    const own = check.variants.find(({ variant }) => variant === publishes)!;
    return sum + [...own.lint, ...own.format].filter(({ severity }) => severity === 'warning').length;
  }, 0);
  const price = able.reduce((sum, { check }) => sum + check.usdThousandths, 0);
  const isPicked = chosen.length > 0 && chosen.length === good.length;
  const pickWords = `Pick all ${isAll ? '' : 'of these '}without errors (${good.length})`;
  return (
    <header className="bulk-bar">
      <label className="act-switch">
        <input type="checkbox" checked={isPicked} onChange={() => pick(isPicked ? [] : good)} />
        {chosen.length === 0 ? pickWords : `${chosen.length} picked`}
      </label>
      {chosen.length === 0 ? null : (
        <>
          <span className="quiet figure">
            {usdWords(price)}
            {warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`}
            {able.length === chosen.length ? '' : `, ${chosen.length - able.length} with errors stay`}
          </span>
          <span className="row-end">
            <button
              type="button"
              className="button main"
              disabled={able.length === 0 || approve.isPending}
              onClick={() => approve.mutate(able, { onSuccess: () => pick([]) })}
            >
              {approve.isPending ? 'Approving …' : `Approve ${able.length}`}
            </button>
          </span>
        </>
      )}
    </header>
  );
}
