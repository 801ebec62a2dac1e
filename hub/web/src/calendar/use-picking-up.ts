import { useSay } from '@musterhq/page';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Card } from '../live/facts.ts';
import type { Span } from './calendar-search.ts';
import { addDays } from './days.ts';
import type { Held, Moving } from './held.ts';
import { clockOf, clockOfWall, dayOfWall, minuteOf, type Wall } from './wall-clock.ts';

/** Before a press becomes a drag; a click is less steady than people think. */
const leastPixels = 6;
const stepMinutes = 15;

type Order = {
  span: Span;
  mayMove: boolean;
  putDown: (card: Card, wall: Wall) => void;
};

/** Cards in the hand: of a pointer, over days and hours; or of keys, by days with arrows and by hours with Shift or in hours. */
export function usePickingUp({ span, mayMove, putDown }: Order): Moving {
  const [held, hold] = useState<Held | undefined>();
  const say = useSay();
  const drop = useRef(putDown);
  drop.current = putDown;
  const focused = useRef<string | undefined>(undefined);

  const pickUp = useCallback(
    (card: Card) => {
      // What was said of the move before stands where the keys of this one are told.
      say();
      hold({ card, wall: card.wall, by: 'key' });
    },
    [say],
  );
  const startDrag = useCallback((event: React.PointerEvent<HTMLElement>, card: Card) => {
    // A finger scrolls; it moves a post on the post's own page.
    if (event.button !== 0 || event.pointerType === 'touch') return;
    followPointer({ x: event.clientX, y: event.clientY }, card, hold, (wall) => drop.current(card, wall));
  }, []);

  const isByKey = held?.by === 'key';
  useEffect(() => {
    if (!isByKey) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const next = keyMoves(event, span);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      hold((now) => {
        if (now === undefined || next === 'cancel' || next === 'drop') return undefined;
        return { ...now, wall: next(now.wall) };
      });
      if (next === 'drop' && held.wall !== held.card.wall) drop.current(held.card, held.wall);
      if (next === 'drop' || next === 'cancel') focused.current = held.card.id;
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [isByKey, held, span]);

  const carriedTo = isByKey ? held.wall : undefined;
  useEffect(() => {
    if (carriedTo !== undefined) document.querySelector('.ghost')?.scrollIntoView({ block: 'nearest' });
  }, [carriedTo]);

  // A card that was put down is drawn anew in another day, now or when the hub has answered; the focus goes along until it is taken elsewhere.
  useEffect(() => {
    if (focused.current === undefined || held !== undefined) return;
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>(`[data-card="${CSS.escape(focused.current)}"]`)?.focus();
    else if (document.activeElement?.getAttribute('data-card') !== focused.current)
      focused.current = undefined;
  });

  return useMemo(
    () =>
      mayMove ? { held, pickUp, startDrag } : { held: undefined, pickUp: undefined, startDrag: undefined },
    [held, mayMove, pickUp, startDrag],
  );
}

type KeyMove = 'drop' | 'cancel' | ((wall: Wall) => Wall);

const byDays = (days: number) => (wall: Wall) => `${addDays(dayOfWall(wall), days)}T${clockOfWall(wall)}`;
const byMinutes = (minutes: number) => (wall: Wall) => {
  const minute = minuteOf(clockOfWall(wall)) + minutes;
  const days = Math.floor(minute / 1440);
  return `${addDays(dayOfWall(wall), days)}T${clockOf(minute - days * 1440)}`;
};

function keyMoves({ key, shiftKey }: KeyboardEvent, span: Span): KeyMove | undefined {
  const hasHours = shiftKey || span === 'week' || span === 'day';
  switch (key) {
    case 'ArrowLeft':
      return byDays(-1);
    case 'ArrowRight':
      return byDays(1);
    case 'ArrowUp':
      return hasHours ? byMinutes(-stepMinutes) : byDays(span === 'month' ? -7 : -1);
    case 'ArrowDown':
      return hasHours ? byMinutes(stepMinutes) : byDays(span === 'month' ? 7 : 1);
    case 'Enter':
    case ' ':
    case 'm':
      return 'drop';
    case 'Escape':
    case 'Tab':
      return 'cancel';
    default:
      return undefined;
  }
}

type Point = { x: number; y: number };

/** From a press to its release or Escape. What lies under the pointer says the day, and in a column of hours the minute too. */
function followPointer(
  from: Point,
  card: Card,
  hold: (held: Held | undefined) => void,
  putDown: (wall: Wall) => void,
): void {
  let wall: Wall | undefined;
  let isDragging = false;
  const grip = minuteGrip(from, card);
  const end = (event: Event, isDropped: boolean) => {
    for (const stop of stops) stop();
    document.documentElement.classList.remove('dragging');
    if (!isDragging) return;
    event.preventDefault();
    hold(undefined);
    swallowClick();
    if (isDropped && wall !== undefined && wall !== card.wall) putDown(wall);
  };
  const stops = [
    on('pointermove', (event) => {
      const point = { x: event.clientX, y: event.clientY };
      if (!isDragging && Math.hypot(point.x - from.x, point.y - from.y) < leastPixels) return;
      isDragging = true;
      document.documentElement.classList.add('dragging');
      wall = wallUnder(point, card, grip) ?? wall;
      scrollAtRim(point);
      hold({ card, wall: wall ?? card.wall, by: 'pointer', ...point });
    }),
    on('pointerup', (event) =>
      end(event, wallUnder({ x: event.clientX, y: event.clientY }, card, grip) !== undefined),
    ),
    on('pointercancel', (event) => end(event, false)),
    on('keydown', (event) => {
      if (event.key === 'Escape') end(event, false);
    }),
  ];
}

function on<Name extends keyof WindowEventMap>(name: Name, hear: (event: WindowEventMap[Name]) => void) {
  window.addEventListener(name, hear);
  return () => window.removeEventListener(name, hear);
}

/** How far below its own beginning a card was taken, so that it does not jump. */
function minuteGrip({ x, y }: Point, card: Card): number {
  const column = columnUnder({ x, y });
  return column === undefined ? 0 : minuteIn(column, y) - minuteOf(clockOfWall(card.wall));
}

const columnUnder = ({ x, y }: Point): HTMLElement | undefined =>
  document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-hours]') ?? undefined;

function minuteIn(column: HTMLElement, y: number): number {
  const { top, height } = column.getBoundingClientRect();
  return ((y - top) / height) * 1440;
}

function wallUnder(point: Point, card: Card, grip: number): Wall | undefined {
  const place = document.elementFromPoint(point.x, point.y)?.closest<HTMLElement>('[data-day]');
  const day = place?.dataset.day;
  if (place === null || place === undefined || day === undefined) return undefined;
  if (place.dataset.hours === undefined) return `${day}T${clockOfWall(card.wall)}`;
  const minute = Math.round((minuteIn(place, point.y) - grip) / stepMinutes) * stepMinutes;
  return `${day}T${clockOf(Math.min(1440 - stepMinutes, Math.max(0, minute)))}`;
}

const rimPixels = 48;
function scrollAtRim({ x, y }: Point): void {
  const scroller = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-scroller]');
  const [top, bottom] =
    scroller === null || scroller === undefined
      ? [0, window.innerHeight]
      : [scroller.getBoundingClientRect().top, scroller.getBoundingClientRect().bottom];
  const step = y < top + rimPixels ? -12 : y > bottom - rimPixels ? 12 : 0;
  if (step !== 0) (scroller ?? window).scrollBy({ top: step });
}

/** The release of a drag is a click to the browser, which would open the post. */
function swallowClick(): void {
  const stop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', stop, { capture: true }), 0);
}
