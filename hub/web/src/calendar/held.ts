import { createContext, use } from 'react';
import type { Card } from '../live/facts.ts';
import type { Day } from './days.ts';
import type { Wall } from './wall-clock.ts';

/** A card that was picked up, and where it would be put down. */
export type Held =
  | { card: Card; wall: Wall; by: 'key' }
  | { card: Card; wall: Wall; by: 'pointer'; x: number; y: number };

export type Moving = {
  held: Held | undefined;
  /** Undefined for whoever may not move anything. */
  pickUp: ((card: Card) => void) | undefined;
  startDrag: ((event: React.PointerEvent<HTMLElement>, card: Card) => void) | undefined;
};

export const MovingContext = createContext<Moving>({
  held: undefined,
  pickUp: undefined,
  startDrag: undefined,
});
export const useMoving = (): Moving => use(MovingContext);

/** What cards are drawn with, whichever grid they lie in. */
export type Scene = { zone: string; now: Wall; today: Day };
export const SceneContext = createContext<Scene>({ zone: 'UTC', now: '', today: '' });
export const useScene = (): Scene => use(SceneContext);
