import { isInChord, ownZone, ToneMark } from '@musterhq/page';
import { Link } from '@tanstack/react-router';
import type { Card } from '../live/facts.ts';
import { thumbnailAddress } from '../post/medium-picture.tsx';
import { PlatformMark } from '../post/platform-mark.tsx';
import { canMove, cardStates } from './card-state.ts';
import { dayWords } from './days.ts';
import { useMoving, useScene } from './held.ts';
import { clockOfWall, dayOfWall, wallAt } from './wall-clock.ts';

/** An item where it is due. A click opens it; it is dragged, or picked up by `m`. */
export function ItemCard({ card, style }: { card: Card; style?: React.CSSProperties }) {
  const { held, pickUp, startDrag } = useMoving();
  const { now } = useScene();
  const mayMove = pickUp !== undefined && canMove(card);
  const isPast = card.wall < now;
  const [tone] = cardStates[card.state];
  return (
    <Link
      to={`/items/${encodeURIComponent(card.id)}`}
      className={`card tone-${tone}`}
      data-row
      data-card={card.id}
      data-held={held?.card.id === card.id || undefined}
      data-past={isPast || undefined}
      aria-keyshortcuts={mayMove ? 'm' : undefined}
      aria-describedby={mayMove ? 'calendar-moving' : undefined}
      title={hoverWords(card)}
      draggable={false}
      style={style}
      onPointerDown={mayMove ? (event) => startDrag?.(event, card) : undefined}
      onKeyDown={(event) => {
        if (event.key !== 'm' || !mayMove || isInChord()) return;
        event.preventDefault();
        pickUp(card);
      }}
    >
      <CardFace card={card} />
    </Link>
  );
}

/** What a card shows, in its place and under the pointer. */
export function CardFace({ card, wall = card.wall }: { card: Card; wall?: string }) {
  const [tone, word] = cardStates[card.state];
  return (
    <>
      <Thumbnail card={card} />
      <span className="card-head">
        <span className="card-time figure">{clockOfWall(wall)}</span>
        <PlatformMark platform={card.platform} isBare />
        <span className="card-arm">
          {card.publishes}
          <span className="visually-hidden"> of {card.factor.replaceAll('_', ' ')}, </span>
        </span>
        {card.resolved === 'exact' ? null : <span className="card-shift">{card.resolved}</span>}
        <span className="card-state">
          <ToneMark tone={tone} word={word} isBare />
        </span>
      </span>
      <span className="card-text cut">{card.opening}</span>
    </>
  );
}

function Thumbnail({ card: { picture, pictures } }: { card: Card }) {
  if (picture === null) return null;
  return (
    <span className="card-picture" data-count={pictures > 1 ? pictures : undefined}>
      {picture.isVideo ? (
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M5 3.5v9L12.5 8z" fill="currentColor" />
        </svg>
      ) : (
        <img src={thumbnailAddress(picture.sha256)} alt="" loading="lazy" draggable={false} />
      )}
    </span>
  );
}

const shiftWords = {
  gap: 'Clocks go forward over this hour: it goes out an hour later on the wall.',
  overlap: 'Clocks go back: this hour comes twice.',
};

/** For a hover: the hour where its readers are and where the viewer is, and what the card has no room for. */
function hoverWords({ wall, zone, dueAt, resolved, because, kind, publishes, factor }: Card): string {
  const words = (one: string) => `${dayWords(dayOfWall(one), 'short')}, ${clockOfWall(one)}`;
  return [
    `${words(wall)} (${zone})`,
    `${kind}, publishes ${publishes}; A and B differ in ${factor.replaceAll('_', ' ')}`,
    ...(zone === ownZone ? [] : [`${words(wallAt(Date.parse(dueAt), ownZone))} (${ownZone}, yours)`]),
    ...(resolved === 'exact' ? [] : [shiftWords[resolved]]),
    ...(because === null ? [] : [because]),
  ].join('\n');
}
