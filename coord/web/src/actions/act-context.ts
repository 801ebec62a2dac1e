import { createContext, useContext } from 'react';
import { useIsLead } from '../app/me.ts';
import type { Action } from './action.ts';

export const ActContext = createContext<(action: Action) => void>(() => undefined);

/** Opens an action's dialog; undefined for a viewer, who is shown no actions. */
export function useAct(): ((action: Action) => void) | undefined {
  const open = useContext(ActContext);
  return useIsLead() ? open : undefined;
}
