import { Actor, KeyHelp, LinkState, SchemeSwitch, useKeys } from '@musterhq/page';
import { Link, Outlet } from '@tanstack/react-router';
import { use, useCallback, useState } from 'react';
import { NotifySwitch } from '../notices/notify-switch.tsx';
import { FindAnything } from './find-anything.tsx';
import { MeContext } from './me.ts';
import { views } from './views.ts';

export function Shell() {
  const me = use(MeContext);
  const [opened, setOpened] = useState<'palette' | 'help' | undefined>();
  const close = useCallback(() => setOpened(undefined), []);
  const openPalette = useCallback(() => setOpened('palette'), []);
  const openHelp = useCallback(() => setOpened('help'), []);
  useKeys({ places: views, openPalette, openHelp });
  return (
    <Actor>
      <header className="bar">
        <Link to="/" className="bar-mark" aria-label="Muster, command view">
          <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
            <rect width="16" height="16" rx="4" fill="var(--accent)" />
            <path
              d="M3.5 5h5M3.5 8h9M3.5 11h6.5"
              stroke="var(--on-accent)"
              strokeWidth="1.8"
              strokeLinecap="round"
            />
          </svg>
          Muster
        </Link>
        <nav className="bar-nav" aria-label="Views">
          {views.map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/' }}
              activeProps={{ 'aria-current': 'page' }}
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="bar-end">
          <LinkState />
          <button type="button" className="quiet-button framed" onClick={openPalette}>
            Go to <kbd className="wide">Ctrl K</kbd>
          </button>
          <button type="button" className="quiet-button framed wide" onClick={openHelp} aria-label="Keys">
            <kbd>?</kbd>
          </button>
          <span className="who" title={me.role === 'lead' ? 'may decide' : 'may read'}>
            {me.name}, {me.role}
          </span>
          <NotifySwitch />
          <SchemeSwitch />
        </div>
      </header>
      <Outlet />
      {opened === 'palette' ? <FindAnything close={close} /> : null}
      {opened === 'help' ? <KeyHelp places={views} close={close} /> : null}
    </Actor>
  );
}
