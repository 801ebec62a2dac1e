import type { KeyWords } from '@musterhq/page';
import { useEffect, useRef } from 'react';

/** For the help. */
export const queueKeys: readonly KeyWords[] = [
  [['a'], 'Approve what is shown'],
  [['r'], 'Send it back, with what is to change'],
  [['x'], 'Pick it, to approve several at once'],
];

/** Single keys of the queue. Fields and dialogs keep theirs, and so does the chord that begins with `g`. */
export function useQueueKeys(keys: Readonly<Record<string, () => void>>): void {
  const held = useRef(keys);
  held.current = keys;
  useEffect(() => {
    let isChord = false;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      const isTyping =
        target instanceof HTMLElement &&
        target.closest('input:not([type="checkbox"]), textarea, select, [role="dialog"]');
      if (isTyping) return;
      const press = isChord ? undefined : held.current[event.key];
      isChord = event.key === 'g';
      if (press === undefined) return;
      event.preventDefault();
      press();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
