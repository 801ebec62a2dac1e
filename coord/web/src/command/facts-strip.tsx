import type { ReactNode } from 'react';
import { StateMark } from '../parts/state-mark.tsx';

export type Fact = {
  name: string;
  value: ReactNode;
  detail?: ReactNode;
  share?: number;
  /** A share that is used up is worth a look; one of work that is done is not. */
  isLimit?: boolean;
};

export function FactsStrip(props: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {props.facts.map(({ name, value, detail, share, isLimit }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>
            <span className="fact-value">{value}</span>
            {detail === undefined ? null : <span className="fact-detail">{detail}</span>}
            {share === undefined ? null : (
              <span className="fact-meter" aria-hidden="true">
                <span
                  style={{ width: `${Math.min(100, share * 100)}%` }}
                  data-over={(isLimit === true && share >= 0.9) || undefined}
                />
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export const runFact = (state: string, detail: ReactNode): Fact => ({
  name: 'Run',
  value: <StateMark state={state} />,
  detail,
});
