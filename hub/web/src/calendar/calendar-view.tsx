import { ownZone, queryFailure, useIsNarrow, ViewFrame } from '@musterhq/page';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useMay, useWhyNot } from '../app/me.ts';
import type { BrandProfile, Card } from '../live/facts.ts';
import { brandQuery, brandsQuery, cardsQuery, statusQuery } from '../live/queries.ts';
import { useHubNow } from '../live/use-hub-now.ts';
import '../style/calendar.css';
import '../style/card.css';
import '../style/month.css';
import '../style/week.css';
import '../style/plan.css';
import '../style/calendar-narrow.css';
import { type CalendarSearch, daysOf, type Span, useCalendarSearch } from './calendar-search.ts';
import { CalendarToolbar } from './calendar-toolbar.tsx';
import { DayList } from './day-list.tsx';
import { addDays, type Day } from './days.ts';
import { DragGhost } from './drag-ghost.tsx';
import { FirstBrand, FirstCalendar } from './first-steps.tsx';
import { MovingContext, SceneContext } from './held.ts';
import { MonthGrid } from './month-grid.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { useCalendarKeys } from './use-calendar-keys.ts';
import { usePickingUp } from './use-picking-up.ts';
import { useReschedule, whenWords } from './use-reschedule.ts';
import { dayOfWall, wallAt } from './wall-clock.ts';
import { WeekGrid } from './week-grid.tsx';
import { avoidedOn } from './windows-on.ts';

/** What is planned, by day and hour on the wall of its readers. */
export function CalendarView() {
  const [search, change] = useCalendarSearch();
  const brands = useQuery(brandsQuery);
  const name = search.brand ?? brands.data?.brands[0]?.id;
  const brand = useQuery({ ...brandQuery(name ?? ''), enabled: name !== undefined });
  // Whose day it is: a sandbox's clock may be in another month than the viewer's.
  const status = useQuery(statusQuery);
  const failure = queryFailure(brands, brand, status);
  if (brands.data?.brands.length === 0)
    return (
      <ViewFrame title="Calendar">
        <FirstBrand />
      </ViewFrame>
    );
  if (brand.data === undefined || status.data === undefined || failure !== undefined)
    return (
      <ViewFrame
        title="Calendar"
        failure={failure}
        meanwhile={<p className="quiet">Reading the calendar …</p>}
      />
    );
  return <BrandCalendar brand={brand.data.brand} search={search} change={change} />;
}

type Props = {
  brand: BrandProfile['brand'];
  search: CalendarSearch;
  change: (change: CalendarSearch) => void;
};

function BrandCalendar({ brand, search, change }: Props) {
  const isNarrow = useIsNarrow();
  const now = wallAt(useHubNow(15_000) ?? Date.now(), brand.zone);
  const today = dayOfWall(now);
  const span: Span = search.span ?? 'month';
  const day = search.day ?? today;
  const days = daysOf(span, day);
  const [first, last] = [days[0]!, days.at(-1)!];
  const query = cardsQuery(brand.brand, [addDays(first, -1), addDays(last, 2)]);
  const { data, error } = useQuery({ ...query, placeholderData: keepPreviousData });
  const cards = useMemo(() => chosen(data?.cards ?? [], search, [first, last]), [data, search, first, last]);
  const mayMove = useMay('edit');
  const putDown = useReschedule();
  const moving = usePickingUp({ span, mayMove, putDown });
  const { held } = moving;
  const heldDay = held === undefined ? undefined : dayOfWall(held.wall);
  // Whoever carries a card out of view goes along.
  useEffect(() => {
    if (heldDay !== undefined && (heldDay < first || heldDay > last)) change({ day: heldDay });
  }, [heldDay, first, last, change]);
  useCalendarKeys({ span, day, today, change, isBusy: held !== undefined });
  const [isPlanShown, showPlan] = useState(false);
  const scene = useMemo(() => ({ zone: brand.zone, now, today }), [brand.zone, now, today]);
  const avoided = (one: Day) => avoidedOn(brand, one);
  const openDay = (one: Day) => change({ span: 'day', day: one });
  const whyNot = useWhyNot('edit');
  return (
    <SceneContext value={scene}>
      <MovingContext value={moving}>
        <ViewFrame
          title="Calendar"
          className="calendar"
          failure={data === undefined ? (error ?? undefined) : undefined}
          meanwhile={<p className="quiet">Reading the calendar …</p>}
        >
          {data === undefined ? undefined : (
            <>
              <CalendarToolbar
                {...{ brand, search, change, span, day, today, days }}
                isPlanShown={isPlanShown}
                showPlan={showPlan}
              />
              <p id="calendar-moving" className="visually-hidden">
                Press m to pick the post up.
              </p>
              <p className="visually-hidden" role="status">
                {held?.by === 'key'
                  ? `Picked up, ${whenWords(held.wall)}. Arrow keys move it, Enter puts it down, Escape puts it back.`
                  : ''}
              </p>
              <div className="calendar-body" data-plan={isPlanShown || undefined}>
                <div className="calendar-main">
                  {data.cards.length === 0 && cards.length === 0 ? (
                    <FirstCalendar brand={brand} day={[first, today].toSorted().at(-1)!} />
                  ) : null}
                  {span === 'month' ? (
                    <MonthGrid
                      {...{ day, cards, openDay, avoided }}
                      chooseDay={(one) => change({ day: one })}
                    />
                  ) : null}
                  {span === 'day' || (span === 'week' && !isNarrow) ? (
                    <WeekGrid {...{ days, cards, brand, avoided }} platform={search.platform} />
                  ) : null}
                  {span === 'list' || (span === 'week' && isNarrow) ? (
                    <DayList {...{ days, cards, avoided }} />
                  ) : null}
                  <p className="calendar-foot quiet">
                    Times are {brand.name}'s, in {brand.zone}
                    {brand.zone === ownZone ? '' : `; yours (${ownZone}) stand behind each post`}.{' '}
                    {whyNot === undefined ? (
                      <span className="wide">
                        Drag a post to another day or hour, or press <kbd>m</kbd> on it.
                      </span>
                    ) : (
                      `Posts are not moved here. ${whyNot}`
                    )}
                  </p>
                </div>
                {isPlanShown ? <PlanPanel brand={brand} days={[first, last]} cards={cards} /> : null}
              </div>
              {held?.by === 'key' ? (
                <p className="holding" aria-hidden="true">
                  <strong>{whenWords(held.wall)}</strong>
                  <span>
                    <kbd>←</kbd> <kbd>→</kbd> day, <kbd>↑</kbd> <kbd>↓</kbd>{' '}
                    {span === 'month' ? 'week, with Shift a quarter of an hour' : 'a quarter of an hour'}
                  </span>
                  <span>
                    <kbd>Enter</kbd> put down <kbd>Esc</kbd> put back
                  </span>
                </p>
              ) : null}
              <DragGhost />
            </>
          )}
        </ViewFrame>
      </MovingContext>
    </SceneContext>
  );
}

/** Those that the filters let through, in the order of their wall times. */
function chosen(
  cards: readonly Card[],
  { platform, pillar, state, words = '' }: CalendarSearch,
  [first, last]: readonly [Day, Day],
): Card[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return cards
    .filter(
      (card) =>
        dayOfWall(card.wall) >= first &&
        dayOfWall(card.wall) <= last &&
        (platform === undefined || card.platform === platform) &&
        (pillar === undefined || card.pillar === pillar) &&
        (state === undefined || card.state === state) &&
        wanted.every((word) => card.opening.toLowerCase().includes(word)),
    )
    .toSorted((one, other) => (one.wall < other.wall ? -1 : 1));
}
