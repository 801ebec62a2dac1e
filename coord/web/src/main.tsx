import './style/mantine.css';
import './style/tokens.css';
import './style/base.css';
import './style/page.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { applyScheme } from './app/scheme.ts';
import { signIn } from './app/sign-in.ts';
import { SignedOut, Unreachable } from './app/signed-out.tsx';

applyScheme();
const root = createRoot(document.getElementById('page')!);
try {
  const me = await signIn();
  root.render(me === undefined ? <SignedOut /> : <App me={me} />);
} catch (error) {
  root.render(<Unreachable reason={error instanceof Error ? error.message : String(error)} />);
}
