import '@musterhq/page/style.css';
import './style/dashboard.css';
import { applyScheme, Unreachable } from '@musterhq/page';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { signIn } from './app/sign-in.ts';
import { SignedOut } from './app/signed-out.tsx';

applyScheme();
const root = createRoot(document.getElementById('page')!);
try {
  const me = await signIn();
  root.render(me === undefined ? <SignedOut /> : <App me={me} />);
} catch (error) {
  root.render(
    <Unreachable
      title="The dashboard could not be read"
      reason={error instanceof Error ? error.message : String(error)}
    />,
  );
}
