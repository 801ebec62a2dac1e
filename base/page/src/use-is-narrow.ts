import { useSyncExternalStore } from 'react';

/** The same border as in the style sheets. */
const narrow = () => window.matchMedia('(max-width: 719px)');

function follow(listener: () => void): () => void {
  const media = narrow();
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

export const useIsNarrow = (): boolean => useSyncExternalStore(follow, () => narrow().matches);
