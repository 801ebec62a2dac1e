import { useSyncExternalStore } from 'react';

/** Whether the page hears the run: `lost` says since when, so that old figures are not taken for new ones. */
export type Connection = { kind: 'connecting' } | { kind: 'live' } | { kind: 'lost'; since: number };

let connection: Connection = { kind: 'connecting' };
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (next.kind === connection.kind) return;
  connection = next;
  for (const listener of listeners) listener();
}

export const useConnection = (): Connection =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => connection,
  );
