import { createContext, useContext } from 'react';
import type { Action } from './action.ts';

/** What is said at the foot of the page, and what can be done about it: `Undo`. With such an offer it stays until it is answered. */
export type Note = { text: string; isRefusal?: boolean; offer?: { verb: string; act: () => void } };

export const ActContext = createContext<{ open: (action: Action) => void; say: (note?: Note) => void }>({
  open: () => undefined,
  say: () => undefined,
});

/** Opens an action's dialog. */
export const useOpenAction = (): ((action: Action) => void) => useContext(ActContext).open;

/** Says something, or with nothing takes back what is said. */
export const useSay = (): ((note?: Note) => void) => useContext(ActContext).say;
