import { Actor, KeyHelp, LinkState, SchemeSwitch, useKeys } from '@musterhq/page';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { use, useCallback, useEffect, useRef, useState } from 'react';
import { FindAnything } from './find-anything.tsx';
import { MeContext } from './me.ts';
import { usePlaces } from './places.ts';
import { signOut } from './sign-out.ts';
import { StoppedBanner, StopSwitch } from './stop.tsx';
import { views } from './views.ts';

export function Shell() {
  const [opened, setOpened] = useState<'palette' | 'help' | undefined>();
  const places = usePlaces();
  const { pathname } = useLocation();
  const keys = views.find(({ path }) => path === pathname)?.keys ?? [];
  const close = useCallback(() => setOpened(undefined), []);
  const openPalette = useCallback(() => setOpened('palette'), []);
  const openHelp = useCallback(() => setOpened('help'), []);
  useKeys({ places, openPalette, openHelp });
  const nav = useRef<HTMLElement>(null);
  // On a phone the last places lie beyond the edge: the one that is shown is brought into view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place that is shown follows the address
  useEffect(() => {
    const shown = nav.current?.querySelector('[aria-current="page"]');
    shown?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <Actor>
      <header className="bar">
        <Link to="/" className="bar-mark" aria-label="Hub, calendar">
          <Mark />
          Hub
        </Link>
        <nav ref={nav} className="bar-nav" aria-label="Views">
          {places.map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
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
          <Who />
          <SchemeSwitch />
          <StopSwitch />
        </div>
      </header>
      <SandboxBanner />
      <StoppedBanner />
      <Outlet />
      {opened === 'palette' ? <FindAnything close={close} /> : null}
      {opened === 'help' ? <KeyHelp places={places} more={keys} close={close} /> : null}
    </Actor>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 16 16" width="18" height="18" aria-hidden="true">
      <rect width="16" height="16" rx="4" fill="var(--accent)" />
      <path
        d="M3.5 6.5h9M5.6 3.4v2M10.4 3.4v2M3.5 4.6h9v8h-9z"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="1.3"
        strokeLinejoin="round"
      />
      <rect x="5.2" y="8.4" width="2.3" height="2.3" rx=".5" fill="var(--on-accent)" />
    </svg>
  );
}

/** What comes from a sandbox must not be taken for what somebody saw. */
function SandboxBanner() {
  if (use(MeContext).fedBy !== 'SANDBOX') return null;
  return (
    <aside className="banner sandbox" aria-label="Sandbox">
      <strong>SANDBOX</strong>
      <span>
        No post reaches anybody
        <span className="wide">; accounts, posts and figures are played</span>.
      </span>
    </aside>
  );
}

/** Whose browser this is, and what it may do; by a click it is forgotten. */
function Who() {
  const { name, role, may } = use(MeContext);
  const isReader = !may.includes('edit') && !may.includes('approve');
  return (
    <>
      <span
        className="who"
        title={`may ${may.join(', ')}${isReader ? ': what changes something is not offered here' : ''}`}
      >
        {name}, {role}
      </span>
      <button type="button" className="quiet-button framed wide" onClick={signOut}>
        Sign out
      </button>
    </>
  );
}
