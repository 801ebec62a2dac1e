import { MantineProvider } from '@mantine/core';
import { makeClient, theme } from '@musterhq/page';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Me } from '../live/facts.ts';
import { listen } from '../live/listen.ts';
import { MeContext } from './me.ts';
import { makeRouter } from './router.tsx';
import { SignIn } from './sign-in.tsx';

const client = makeClient();
const router = makeRouter();

export function App({ me }: { me: Me }) {
  const [isSignedOut, setSignedOut] = useState(false);
  useEffect(() => listen(client, () => setSignedOut(true)), []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      {isSignedOut ? (
        <SignIn />
      ) : (
        <QueryClientProvider client={client}>
          <MeContext value={me}>
            <RouterProvider router={router} />
          </MeContext>
        </QueryClientProvider>
      )}
    </MantineProvider>
  );
}
