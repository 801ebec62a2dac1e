import { countWords, durationWords, Panel, queryFailure, request, ToneMark } from '@musterhq/page';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { usdWords } from '../item/usd-words.ts';
import type { BrandProfile, CalendarReport, Card } from '../live/facts.ts';
import { reportQuery } from '../live/queries.ts';
import { platformName } from '../post/platform-mark.tsx';
import { addDays, type Day } from './days.ts';
import { whenWords } from './use-reschedule.ts';

type Props = { brand: BrandProfile['brand']; days: readonly [Day, Day]; cards: readonly Card[] };

const priceQuery = (brand: string, [first, last]: readonly [Day, Day]) =>
  queryOptions({
    queryKey: ['report', brand, 'price', first, last],
    queryFn: () => {
      const span = { brand, from: `${first}T00:00:00Z`, to: `${addDays(last, 1)}T00:00:00Z` };
      return request<Pick<CalendarReport, 'items' | 'usdThousandths'>>(
        `/api/calendars/price?${new URLSearchParams(span)}`,
      );
    },
    retry: false,
  });

/** What the plan costs, whether the platforms take it, and what the rules have against it. */
export function PlanPanel({ brand, days, cards }: Props) {
  const report = useQuery(reportQuery(brand.brand));
  const price = useQuery(priceQuery(brand.brand, days));
  const failure = queryFailure(report);
  if (report.data === undefined)
    return (
      <aside className="plan">
        <p className="panel-empty">{failure?.message ?? 'Holding the plan against the rules …'}</p>
      </aside>
    );
  const { data } = report;
  return (
    <aside className="plan stack" aria-label="Plan">
      <Panel title="Price" note={usdWords(data.usdThousandths)}>
        <dl className="plan-figures">
          <dt>On view</dt>
          <dd className="figure">
            {price.data === undefined
              ? '…'
              : `${price.data.items} posts, ${usdWords(price.data.usdThousandths)}`}
          </dd>
          <dt>Whole plan</dt>
          <dd className="figure">
            {data.items} posts, {usdWords(data.usdThousandths)}
          </dd>
          <dt>Could be saved</dt>
          <dd className="figure">{savingWords(data)}</dd>
        </dl>
      </Panel>
      <Panel title="Platforms" note={data.fits ? 'the plan fits' : 'the plan does not fit'}>
        <ul className="plan-windows">
          {fullest(data.windows).map((one) => (
            <Window key={`${one.fact} ${one.who}`} window={one} />
          ))}
          {tokenWords(data.tokens).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </Panel>
      <Panel title="Findings" note={data.findings.length === 0 ? 'none' : String(data.findings.length)}>
        {data.findings.length === 0 ? (
          <p className="panel-empty">The rules have nothing against this plan.</p>
        ) : (
          <ul className="rows plan-findings">
            {data.findings.map(({ rule, severity, message, items }) => (
              <li key={`${rule} ${message}`}>
                <ToneMark tone={severity === 'error' ? 'red' : 'care'} word={severity} isBare />
                <div>
                  <p>{withWords(message, cards)}</p>
                  <p className="quiet">
                    {rule}
                    {items.slice(0, 2).map((id) => (
                      <Link key={id} to={`/items/${encodeURIComponent(id)}`} className="plan-item">
                        {cardWords(id, cards) ?? 'open'}
                      </Link>
                    ))}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {data.highestSimilarity === null ? null : (
        <p className="quiet plan-foot">
          The two posts most alike are {(data.highestSimilarity * 100).toFixed(0)} % alike; at most{' '}
          {(brand.similarityAtMost * 100).toFixed(0)} % are allowed.
        </p>
      )}
    </aside>
  );
}

/** By post the way that saves most. */
function savingWords({ cheaper }: CalendarReport): string {
  const best = new Map<string, number>();
  for (const { item, saves } of cheaper) best.set(item, Math.max(saves, best.get(item) ?? 0));
  const sum = [...best.values()].reduce((all, one) => all + one, 0);
  return sum === 0 ? 'nothing' : `${usdWords(sum)} on ${best.size === 1 ? '1 post' : `${best.size} posts`}`;
}

type WindowUse = CalendarReport['windows'][number];

/** Where pages of a platform disagree, the strictest reading. */
function fullest(windows: readonly WindowUse[]): WindowUse[] {
  const byWindow = new Map<string, WindowUse>();
  for (const one of windows) {
    const key = `${one.fact} ${one.who}`;
    const known = byWindow.get(key);
    if (known === undefined || one.peak / one.limit > known.peak / known.limit) byWindow.set(key, one);
  }
  return [...byWindow.values()].filter(({ peak }) => peak > 0);
}

function Window({ window: { what, who, peak, limit, windowSeconds, source } }: { window: WindowUse }) {
  const isOver = peak > limit;
  return (
    <li title={source}>
      <span className="plan-window">
        <span className="cut">{who}</span>
        <span className="figure">
          {countWords(peak)} of {countWords(limit)}
        </span>
      </span>
      <meter
        className={isOver ? 'over' : ''}
        min={0}
        max={Math.max(limit, peak)}
        value={peak}
        aria-label={`${what}, ${who}`}
      />
      <span className="quiet">
        {what}, within {durationWords(windowSeconds * 1_000)} at most
      </span>
    </li>
  );
}

/** Keys that end too early one by one; those of which nothing is known in one sentence. */
function tokenWords(tokens: CalendarReport['tokens']): string[] {
  const ending = tokens.filter(({ kind }) => kind === 'expires_before');
  const unknown = tokens.filter(({ kind }) => kind === 'unknown').map(({ channel }) => channel);
  return [
    ...ending.map(({ channel, expires, items }) => {
      const late = Array.isArray(items) ? items.length : 0;
      return `${channel}: ${late === 1 ? '1 post is' : `${late} posts are`} due after its key ends (${expires}).`;
    }),
    ...(unknown.length === 0 ? [] : [`When the keys of ${unknown.join(', ')} end is not said in the brand.`]),
  ];
}

const cardWords = (id: string, cards: readonly Card[]): string | undefined => {
  const card = cards.find((one) => one.id === id);
  return card === undefined ? undefined : `${platformName(card.platform)}, ${whenWords(card.wall)}`;
};

/** Items by what they are in place of their ids, as far as they are on view. */
function withWords(message: string, cards: readonly Card[]): string {
  return cards.reduce((text, { id }) => text.replaceAll(id, cardWords(id, cards) ?? id), message);
}
