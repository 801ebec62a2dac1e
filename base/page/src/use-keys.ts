import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Place } from './place.ts';

/** After `g`, the key of a view is awaited for so long. */
const chordMs = 1_200;
let chordUntil = 0;

/** Whether the next key belongs to the `g` before it: keys of a view leave it alone. */
export const isInChord = (): boolean => Date.now() < chordUntil;

type Keys = { places: readonly Place[]; openPalette: () => void; openHelp: () => void };

/** Keys of the whole page. Fields and dialogs keep theirs. */
export function useKeys({ places, openPalette, openHelp }: Keys): void {
  const navigate = useNavigate();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
      const isChord = isInChord();
      chordUntil = 0;
      const place = isChord ? places.find(({ key }) => key === event.key) : undefined;
      if (place !== undefined) void navigate({ to: place.to });
      else if (event.key === 'g') chordUntil = Date.now() + chordMs;
      else if (event.key === '?') openHelp();
      else if (event.key === '/') focusFirst('[data-key="/"]', event);
      else if (event.key === 'j' || event.key === 'k') moveInRows(event.key === 'j' ? 1 : -1, event);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [navigate, places, openPalette, openHelp]);
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [role="dialog"]') !== null;
}

function focusFirst(selector: string, event: KeyboardEvent): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) return;
  event.preventDefault();
  element.focus();
}

/** Through the rows of the view in the order of the page; a list that has keys of its own takes the focus whole. */
function moveInRows(step: 1 | -1, event: KeyboardEvent): void {
  const stops = [
    ...document.querySelectorAll<HTMLElement>(
      'main [data-list], main [data-row], main .rows a, main a.row-link',
    ),
  ];
  if (stops.length === 0) return;
  event.preventDefault();
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at === -1 ? 0 : Math.min(stops.length - 1, Math.max(0, at + step))]!;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
