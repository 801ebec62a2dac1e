import { ToneMark } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { usdWords } from '../item/usd-words.ts';
import { reportQuery } from '../live/queries.ts';

/** The whole plan in one line: how many posts, what they cost, whether they fit, what the rules have against them. */
export function PlanSummary(props: { brand: string; isShown: boolean; show: (isShown: boolean) => void }) {
  const { brand, isShown, show } = props;
  const { data } = useQuery(reportQuery(brand));
  if (data === undefined) return <span />;
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
