import { ToneMark } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { usdWords } from '../item/usd-words.ts';
import { reportQuery } from '../live/queries.ts';

/** The whole plan in one line: how many posts, what they cost, whether they fit, what the rules have against them. */
export function PlanSummary(props: { brand: string; isShown: boolean; show: (isShown: boolean) => void }) {
  const { brand, isShown, show } = props;
  const { data, error } = useQuery(reportQuery(brand));
  // A brand without a calendar has no plan to sum up.
  if (error !== null && data === undefined) return <span />;
  if (data === undefined)
    return (
      <span className="plan-summary" aria-busy="true">
        <span>Holding the plan against the rules …</span>
      </span>
    );
  const warnings = data.findings.length - data.errors;
  return (
    <button type="button" className="plan-summary" aria-expanded={isShown} onClick={() => show(!isShown)}>
      <span className="figure">{data.items === 1 ? '1 post' : `${data.items} posts`}</span>
      <span className="figure">{usdWords(data.usdThousandths)}</span>
      <span>
        {data.fits ? <ToneMark tone="done" word="fits" /> : <ToneMark tone="red" word="does not fit" />}
      </span>
      <span>
        {data.errors > 0 ? (
          <ToneMark tone="red" word={data.errors === 1 ? '1 finding' : `${data.errors} findings`} />
        ) : warnings > 0 ? (
          <ToneMark tone="care" word={warnings === 1 ? '1 warning' : `${warnings} warnings`} />
        ) : (
          <ToneMark tone="done" word="no findings" />
        )}
      </span>
    </button>
  );
}
