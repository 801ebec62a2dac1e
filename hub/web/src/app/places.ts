import type { Place } from '@musterhq/page';
import { use, useMemo } from 'react';
import { MeContext } from './me.ts';
import { views } from './views.ts';

/** Where whoever is signed in may go. */
export function usePlaces(): Place[] {
  const { may } = use(MeContext);
  return useMemo(
    () =>
      views.flatMap(({ path, place }) => {
        if (place === undefined || !may.includes(place.needs ?? 'read')) return [];
        return [{ to: path, name: place.name, key: place.key }];
      }),
    [may],
  );
}
