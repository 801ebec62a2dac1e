import { ToneMark } from '@musterhq/page';
import type { Card } from '../live/facts.ts';
import { cardStates } from './card-state.ts';
import { type Day, dayWords } from './days.ts';
import { useMoving, useScene } from './held.ts';
import { CardFace, ItemCard } from './item-card.tsx';
import { dayOfWall } from './wall-clock.ts';

type Props = { days: readonly Day[]; cards: readonly Card[]; avoided: (day: Day) => string | undefined };

/** Days below each other, those without anything left out unless there is one alone. */
export function DayList({ days, cards, avoided }: Props) {
  const { held } = useMoving();
  const { today } = useScene();
  const target = held === undefined ? undefined : dayOfWall(held.wall);
  const shown = days.filter(
    (day) => days.length === 1 || day === target || cards.some(({ wall }) => dayOfWall(wall) === day),
  );
  return (
    <div className="day-list">
      {shown.map((day) => {
        const own = cards.filter(({ wall }) => dayOfWall(wall) === day);
        const why = avoided(day);
        return (
          <section key={day} className="day-group" data-day={day} data-target={day === target || undefined}>
            <h2 data-today={day === today || undefined}>
              {dayWords(day, days.length === 1 ? 'long' : 'short')}
              {why === undefined ? null : <span className="quiet"> {why}</span>}
              <span className="quiet figure">{own.length === 1 ? '1 post' : `${own.length} posts`}</span>
            </h2>
            {own.map((card) => (
              <Row key={card.id} card={card} />
            ))}
            {held?.by === 'key' && day === target ? (
              <div className="card ghost" aria-hidden="true">
                <CardFace card={held.card} wall={held.wall} />
              </div>
            ) : null}
            {own.length === 0 && day !== target ? <p className="quiet">Nothing on this day.</p> : null}
          </section>
        );
      })}
      {shown.length === 0 ? <p className="panel-empty">Nothing to show in these days.</p> : null}
    </div>
  );
}

function Row({ card }: { card: Card }) {
  const [tone, word] = cardStates[card.state];
  return (
    <div className="day-row">
      <ItemCard card={card} />
      <span className="chip wide">{card.pillar}</span>
      <span className="day-row-state">
        <ToneMark tone={tone} word={word} />
      </span>
    </div>
  );
}
