import { useIsNarrow } from '@musterhq/page';
import type { Card } from '../live/facts.ts';
import { cardStates } from './card-state.ts';
import { DayList } from './day-list.tsx';
import { type Day, dayWords, weeksOfMonth } from './days.ts';
import { useMoving, useScene } from './held.ts';
import { CardFace, ItemCard } from './item-card.tsx';
import { dayOfWall, findClockChange } from './wall-clock.ts';

/** More than so many stand behind a link to their day. */
const mostInCell = 4;

type Props = {
  day: Day;
  cards: readonly Card[];
  openDay: (day: Day) => void;
  chooseDay: (day: Day) => void;
  avoided: (day: Day) => string | undefined;
};

/** Weeks below each other. On a phone a day is its marks, and the chosen one is listed below. */
export function MonthGrid(props: Props) {
  const isNarrow = useIsNarrow();
  const weeks = weeksOfMonth(props.day);
  return (
    <>
      <div
        className={`month ${isNarrow ? 'narrow' : ''}`}
        style={{ '--weeks': weeks.length } as React.CSSProperties}
      >
        <div className="month-head" aria-hidden="true">
          {weeks[0]!.map((day) => (
            <span key={day} className="month-weekday">
              {dayWords(day, 'weekday')}
            </span>
          ))}
        </div>
        {weeks.map((week) => {
          const isEmpty = !props.cards.some(({ wall }) => week.includes(dayOfWall(wall)));
          return week.map((day) =>
            isNarrow ? (
              <SmallCell key={day} {...props} of={day} />
            ) : (
              <Cell key={day} {...props} of={day} isEmpty={isEmpty} />
            ),
          );
        })}
      </div>
      {isNarrow ? <DayList days={[props.day]} cards={props.cards} avoided={props.avoided} /> : null}
    </>
  );
}

function Cell({ of, day, cards, openDay, avoided, isEmpty }: Props & { of: Day; isEmpty: boolean }) {
  const { held } = useMoving();
  const { today, zone } = useScene();
  const own = cards.filter(({ wall }) => dayOfWall(wall) === of);
  const isTarget = held !== undefined && dayOfWall(held.wall) === of;
  const why = avoided(of);
  const change = findClockChange(of, zone);
  const shown = own.length > mostInCell ? own.slice(0, mostInCell - 1) : own;
  return (
    <section
      className="cell"
      data-day={of}
      data-other={of.slice(0, 7) !== day.slice(0, 7) || undefined}
      data-today={of === today || undefined}
      data-past={of < today || undefined}
      data-target={isTarget || undefined}
      data-avoided={why !== undefined || undefined}
      data-empty={isEmpty || undefined}
      aria-label={dayWords(of, 'long')}
    >
      <header className="cell-head">
        <button
          type="button"
          className="cell-day figure"
          onClick={() => openDay(of)}
          aria-label={`Open ${dayWords(of, 'long')}`}
        >
          {Number(of.slice(8))}
        </button>
        {why === undefined ? null : (
          <span className="cell-note cut" title={`Nothing is planned on this day: ${why}`}>
            {why}
          </span>
        )}
        {change === undefined ? null : (
          <span className="cell-note cut" title={changeWords[change.kind]}>
            {change.kind === 'gap' ? 'clocks forward' : 'clocks back'}
          </span>
        )}
      </header>
      {shown.map((card) => (
        <ItemCard key={card.id} card={card} />
      ))}
      {own.length > shown.length ? (
        <button type="button" className="cell-more" onClick={() => openDay(of)}>
          {own.length - shown.length} more
        </button>
      ) : null}
      {isTarget && held.by === 'key' ? (
        <div className="card ghost" aria-hidden="true">
          <CardFace card={held.card} wall={held.wall} />
        </div>
      ) : null}
    </section>
  );
}

const changeWords = {
  gap: 'Clocks go forward on this day: an hour does not come.',
  overlap: 'Clocks go back on this day: an hour comes twice.',
};

/** A day as wide as a finger: its number, and a mark in the tone of each item. */
function SmallCell({ of, day, cards, chooseDay }: Props & { of: Day }) {
  const { today } = useScene();
  const own = cards.filter(({ wall }) => dayOfWall(wall) === of);
  return (
    <button
      type="button"
      className="cell small"
      data-other={of.slice(0, 7) !== day.slice(0, 7) || undefined}
      data-today={of === today || undefined}
      aria-pressed={of === day}
      aria-label={`${dayWords(of, 'long')}, ${own.length === 1 ? '1 post' : `${own.length} posts`}`}
      onClick={() => chooseDay(of)}
    >
      <span className="cell-day figure">{Number(of.slice(8))}</span>
      <span className="cell-marks" aria-hidden="true">
        {own.slice(0, 4).map(({ id, state }) => (
          <span key={id} className={`cell-mark tone-${cardStates[state][0]}`} />
        ))}
      </span>
    </button>
  );
}
