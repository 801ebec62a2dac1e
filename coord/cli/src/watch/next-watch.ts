import { type WatchPage, watchPages } from './watch-pages.ts';

/** What the reader looks at. The log is followed to its end until somebody scrolls up. */
export type Watch = { page: WatchPage; offset: number; isFollowing: boolean; isHelp: boolean };

export const firstWatch: Watch = { page: 'Sessions', offset: 0, isFollowing: true, isHelp: false };

/** Keys, and what they are for. */
export const watchHelp: readonly (readonly [keys: string, what: string])[] = [
  ['1 to 5', 'the page of that number'],
  ['tab, shift-tab', 'the next page, the one before'],
  ['j, k, arrows', 'a line down, up'],
  ['space, b', 'a screen down, up'],
  ['g, G', 'the first line, the last one (of the log: follow it)'],
  ['?', 'this help'],
  ['q', 'leave; the run goes on'],
];

/** `length`: lines of the page; `height`: lines that fit. Undefined for a key that means leaving. */
export function nextWatch(
  watch: Watch,
  key: string,
  { length, height }: { length: number; height: number },
): Watch | undefined {
  const last = Math.max(0, length - height);
  const from = watch.page === 'Log' && watch.isFollowing ? last : Math.min(watch.offset, last);
  const to = (offset: number): Watch => {
    const bounded = Math.min(last, Math.max(0, offset));
    return { ...watch, offset: bounded, isFollowing: bounded === last, isHelp: false };
  };
  const open = (index: number): Watch => {
    const page = watchPages[(index + watchPages.length) % watchPages.length]!;
    return { ...firstWatch, page };
  };
  const at = watchPages.indexOf(watch.page);
  switch (key) {
    case 'q':
    case 'ctrl-c':
    case 'escape':
      return watch.isHelp && key === 'escape' ? { ...watch, isHelp: false } : undefined;
    case '?':
      return { ...watch, isHelp: !watch.isHelp };
    case 'tab':
    case 'right':
    case 'l':
      return open(at + 1);
    case 'shift-tab':
    case 'left':
    case 'h':
      return open(at - 1);
    case 'j':
    case 'down':
      return to(from + 1);
    case 'k':
    case 'up':
      return to(from - 1);
    case 'space':
    case 'pagedown':
      return to(from + height);
    case 'b':
    case 'pageup':
      return to(from - height);
    case 'g':
    case 'home':
      return to(0);
    case 'G':
    case 'end':
      return to(last);
    default: {
      const number = Number(key);
      return Number.isInteger(number) && number >= 1 && number <= watchPages.length
        ? open(number - 1)
        : watch;
    }
  }
}
