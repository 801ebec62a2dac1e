import { type Action, useOpenAction } from '@musterhq/page';
import { useIsLead } from '../app/me.ts';

/** Opens an action's dialog; undefined for a viewer, who is shown no actions. */
export function useAct(): ((action: Action) => void) | undefined {
  const open = useOpenAction();
  return useIsLead() ? open : undefined;
}
