import '@musterhq/page/style.css';
import './style/hub.css';
import { applyScheme, Unreachable } from '@musterhq/page';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { SignIn } from './app/sign-in.tsx';
import { findMe } from './live/find-me.ts';

applyScheme();
const root = createRoot(document.getElementById('page')!);
try {
  const me = await findMe();
  root.render(me === undefined ? <SignIn /> : <App me={me} />);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  root.render(<Unreachable title="The hub could not be read" reason={reason} />);
}
