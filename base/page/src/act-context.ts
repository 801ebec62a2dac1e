import { createContext, useContext } from 'react';
import type { Action } from './action.ts';

/** What is said at the foot of the page for a moment, and how to take back what it tells of, where that can be. */
export type Note = { text: string; isRefusal?: boolean; undo?: () => void };

export const ActContext = createContext<{ open: (action: Action) => void; say: (note: Note) => void }>({
  open: () => undefined,
  say: () => undefined,
});

/** Opens an action's dialog. */
export const useOpenAction = (): ((action: Action) => void) => useContext(ActContext).open;

export const useSay = (): ((note: Note) => void) => useContext(ActContext).say;
