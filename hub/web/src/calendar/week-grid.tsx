import { useLayoutEffect, useRef } from 'react';
import type { BrandProfile, Card } from '../live/facts.ts';
import { type Day, dayWords } from './days.ts';
import { useMoving, useScene } from './held.ts';
import { CardFace, ItemCard } from './item-card.tsx';
import { layOutDay } from './lay-out-day.ts';
import {
  type ClockChange,
  clockOf,
  clockOfWall,
  dayOfWall,
  findClockChange,
  minuteOf,
} from './wall-clock.ts';
import { windowsOn } from './windows-on.ts';

const hours = Array.from({ length: 24 }, (_, hour) => hour);
/** Where the days begin to be shown, unless a post is earlier; what is before is above, by scrolling. */
const firstMinute = 7 * 60;

type Props = {
  days: readonly Day[];
  cards: readonly Card[];
  brand: BrandProfile['brand'];
  platform: string | undefined;
  avoided: (day: Day) => string | undefined;
};

/** Days beside each other with their hours, posting windows light, and what does not come or comes twice marked. */
export function WeekGrid({ days, cards, brand, platform, avoided }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const first = days[0];
  const minutes = cards.map(({ wall }) => minuteOf(clockOfWall(wall)));
  const earliest = minutes.length === 0 ? firstMinute : Math.min(...minutes);
  const from = Math.max(0, (days.length === 1 ? earliest : Math.min(firstMinute, earliest)) - 30);
  const hasCards = cards.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other days begin anew, and a move within them leaves the view where it is
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = (from / 1440) * (element.scrollHeight - 40);
  }, [first, hasCards]);
  return (
    <section
      className="week"
      ref={scroller}
      data-scroller
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys too
      tabIndex={0}
      aria-label="Hours of the days"
      style={{ '--days': days.length } as React.CSSProperties}
    >
      <div className="week-head">
        <span />
        {days.map((day) => (
          <DayHead key={day} day={day} why={avoided(day)} isLong={days.length === 1} />
        ))}
      </div>
      <div className="week-body">
        <div className="week-hours figure" aria-hidden="true">
          {hours.map((hour) => (
            <span key={hour} className="week-hour">
              {hour === 0 ? '' : clockOf(hour * 60)}
            </span>
          ))}
        </div>
        {days.map((day) => (
          <Column
            key={day}
            day={day}
            cards={cards.filter(({ wall }) => dayOfWall(wall) === day)}
            brand={brand}
            platform={platform}
            isAvoided={avoided(day) !== undefined}
          />
        ))}
      </div>
    </section>
  );
}

function DayHead({ day, why, isLong }: { day: Day; why: string | undefined; isLong: boolean }) {
  const { today } = useScene();
  return (
    <h2 className="week-day" data-today={day === today || undefined}>
      <span>{dayWords(day, isLong ? 'long' : 'short')}</span>
      {why === undefined ? null : (
        <span className="cell-note cut" title={`Nothing is planned on this day: ${why}`}>
          {why}
        </span>
      )}
    </h2>
  );
}

const place = (minute: number, length?: number): React.CSSProperties => ({
  top: `${(minute / 1440) * 100}%`,
  ...(length === undefined ? {} : { height: `${(length / 1440) * 100}%` }),
});

function Column(props: {
  day: Day;
  cards: readonly Card[];
  brand: BrandProfile['brand'];
  platform: string | undefined;
  isAvoided: boolean;
}) {
  const { day, cards, brand, platform, isAvoided } = props;
  const { held } = useMoving();
  const { zone, now } = useScene();
  const of = held?.card.platform ?? platform;
  const windows = of === undefined ? [] : windowsOn(brand, of, day);
  const change = findClockChange(day, zone);
  const target = held !== undefined && dayOfWall(held.wall) === day ? held : undefined;
  const placed = layOutDay(cards.map((card) => ({ item: card, minute: minuteOf(clockOfWall(card.wall)) })));
  return (
    <section
      className="column"
      data-day={day}
      data-hours
      data-avoided={isAvoided || undefined}
      aria-label={dayWords(day, 'long')}
    >
      {windows.map(({ from, to }) => (
        <div key={from} className="column-window" style={place(from, to - from)} />
      ))}
      {change === undefined ? null : <Change change={change} />}
      {dayOfWall(now) === day ? (
        <div className="column-now" style={place(minuteOf(clockOfWall(now)))} />
      ) : null}
      {placed.map(({ item, minute, lane, lanes }) => (
        <ItemCard
          key={item.id}
          card={item}
          style={{ ...place(minute), left: `${(lane / lanes) * 100}%`, width: `calc(${100 / lanes}% - 4px)` }}
        />
      ))}
      {target === undefined ? null : (
        <div className="card ghost" aria-hidden="true" style={place(minuteOf(clockOfWall(target.wall)))}>
          <CardFace card={target.card} wall={target.wall} />
        </div>
      )}
    </section>
  );
}

function Change({ change: { kind, from, to } }: { change: ClockChange }) {
  const words = kind === 'gap' ? 'does not come' : 'comes twice';
  return (
    <p className={`column-change ${kind}`} style={place(from, to - from)}>
      {clockOf(from)} to {clockOf(to)} {words}
    </p>
  );
}
