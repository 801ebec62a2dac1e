import { countWords, dollarWords, Panel, shortCount } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { Limits, Tokens } from '../live/facts.ts';
import { budgetsQuery, ledgerQuery } from '../live/queries.ts';
import type { Fact } from './facts-strip.tsx';

type Limit = Limits['budgets'][number];

/** What was used, by session, and how much of each budget is left. */
export function SpendPanel() {
  const { data: ledger } = useQuery(ledgerQuery);
  const { data: budgets } = useQuery(budgetsQuery);
  const rows = (ledger?.rows ?? []).filter(({ counted }) => counted > 0);
  const limits = budgets?.budgets ?? [];
  if (rows.length === 0 && limits.length === 0) return null;
  return (
    <Panel
      title="Spend"
      note={ledger === undefined ? undefined : `${countWords(ledger.total.counted)} tokens`}
    >
      <ul className="rows">
        {limits.map((limit) => (
          <li key={`${limit.scope} ${limit.key}`} className="budget">
            <span>Budget of {limit.label === 'run' ? 'the run' : limit.label}</span>
            <span className="row-end figure">{budgetWords(limit)}</span>
            <Meter limit={limit} />
          </li>
        ))}
        {rows.map((row) => (
          <li key={row.key}>
            <span className="cut">{row.label}</span>
            <span
              className="row-end figure"
              title={`${countWords(row.counted)} tokens in ${row.turns} turns`}
            >
              {shortCount(row.counted)}
              {row.costUsd === null ? '' : `, ${dollarWords(row.costUsd)}`}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function budgetWords({ tokens, cents }: Limit): string {
  const parts = [
    ...(tokens === null ? [] : [`${shortCount(tokens.used)} of ${shortCount(tokens.limit)} tokens`]),
    ...(cents === null ? [] : [`${dollarWords(cents.used / 100)} of ${dollarWords(cents.limit / 100)}`]),
  ];
  return parts.join(', ');
}

/** Used, and reserved by turns under way; of two units the one that is nearer its end. */
function Meter({ limit }: { limit: Limit }) {
  const shares = [limit.tokens, limit.cents].flatMap((unit) =>
    unit === null || unit.limit === 0
      ? []
      : [{ used: unit.used / unit.limit, reserved: unit.reserved / unit.limit }],
  );
  const share = shares.sort((a, b) => b.used + b.reserved - a.used - a.reserved)[0];
  if (share === undefined) return null;
  return (
    <span className="meter" aria-hidden="true">
      <span
        style={{ width: `${Math.min(1, share.used) * 100}%` }}
        data-over={share.used >= 0.9 || undefined}
      />
      <span
        className="reserved"
        style={{ width: `${Math.min(1 - Math.min(1, share.used), share.reserved) * 100}%` }}
      />
    </span>
  );
}

/** Tokens of the run, against the run's budget where it has one. What is not known of them is said beside them. */
export function spendFact(ledger: Tokens | undefined, budgets: Limits | undefined): Fact {
  const name = 'Spend';
  if (ledger === undefined) return { name, value: '…' };
  const { counted, costUsd, unknown } = ledger.total;
  const limit = budgets?.budgets.find(({ scope }) => scope === 'run');
  const value = costUsd === null ? `${shortCount(counted)} tokens` : dollarWords(costUsd);
  const rest = [
    ...(costUsd === null ? [] : [`${shortCount(counted)} tokens`]),
    ...(unknown.turns === 0 ? [] : [`${unknown.turns} turns unknown`]),
  ].join(', ');
  if (limit === undefined) return { name, value, detail: rest === '' ? 'no budget set' : rest };
  const unit = limit.tokens ?? limit.cents;
  return {
    name,
    value,
    detail: `of ${budgetWords(limit).split(' of ').at(-1)}`,
    ...(unit === null || unit.limit === 0 ? {} : { share: unit.used / unit.limit, isLimit: true }),
  };
}
