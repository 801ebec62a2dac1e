import type { Action } from '@musterhq/page';
import { useAct } from './act-context.ts';

/** Opens an action's dialog; a viewer sees nothing in its place. */
export function ActButton({ action }: { action: Action }) {
  const act = useAct();
  if (act === undefined) return null;
  return (
    <button
      type="button"
      className={action.isGrave === true ? 'button danger' : 'button'}
      onClick={() => act(action)}
    >
      {action.verb}
    </button>
  );
}
