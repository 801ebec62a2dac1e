import { request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { NoticeList } from '../live/facts.ts';
import { freshNotices } from './fresh-notices.ts';

const kept = 'muster-notify';

/** Notices of the desktop, for whoever asks for them in this browser; the page has to be open, in whichever tab. */
export function NotifySwitch() {
  const [isOn, setOn] = useState(
    () =>
      'Notification' in window &&
      Notification.permission === 'granted' &&
      localStorage.getItem(kept) === 'on',
  );
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  const { data } = useQuery({
    queryKey: ['notices'],
    queryFn: () => request<NoticeList>('/api/notices'),
    enabled: isOn,
  });
  useEffect(() => {
    if (!isOn || data === undefined) return;
    const next = freshNotices(data.now, known.current);
    known.current = next.known;
    // The same tag replaces what it said before, in whichever tab.
    for (const { subject, title, text } of next.fresh) new Notification(title, { body: text, tag: subject });
  }, [isOn, data]);
  if (!('Notification' in window)) return null;
  const toggle = async () => {
    known.current = undefined;
    const next = !isOn && (await Notification.requestPermission()) === 'granted';
    localStorage.setItem(kept, next ? 'on' : 'off');
    setOn(next);
  };
  return (
    <button
      type="button"
      className="quiet-button framed"
      aria-pressed={isOn}
      title={Notification.permission === 'denied' ? 'This browser does not allow it' : undefined}
      onClick={() => void toggle()}
    >
      Notify
    </button>
  );
}
