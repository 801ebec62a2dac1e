import { useSyncExternalStore } from 'react';

const narrow = window.matchMedia('(max-width: 719px)');

/** The same border as in the style sheets. */
export const useIsNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener);
      return () => narrow.removeEventListener('change', listener);
    },
    () => narrow.matches,
  );
