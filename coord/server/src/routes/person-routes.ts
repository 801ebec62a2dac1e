import { findPerson, insertBrowser, removeBrowser, useLogin } from '@musterhq/store';
import { z } from 'zod';
import { readCookie } from '../admit.ts';
import { browserDays, setCookie } from '../cookie.ts';
import { route } from '../route.ts';
import { hashOf, newSecret } from '../secrets.ts';
import { ServerError } from '../server-error.ts';

const meSchema = z.object({
  name: z.string(),
  role: z.enum(['lead', 'viewer']),
  /** Of Muster. */
  version: z.string(),
  /** Folder of the repository whose runs are shown. */
  repository: z.string(),
});
export type Me = z.infer<typeof meSchema>;

export const personRoutes = [
  route({
    method: 'POST',
    url: '/api/login',
    permission: 'open',
    summary: "Trades the one-time secret of a link, or a person's token, for a cookie.",
    body: z.strictObject({ secret: z.string().min(1).max(200) }),
    answer: meSchema,
    async handle({ body, request, reply }, { around, cookieName, version }) {
      const { store } = around;
      const at = new Date(around.now());
      const value = newSecret();
      const expiresAt = new Date(at.getTime() + browserDays * 86_400_000);
      const cookie = hashOf(value);
      const secret = hashOf(body.secret);
      let person = await useLogin(store, secret, { cookie, at, expiresAt });
      if (person === undefined) {
        person = await findPerson(store.database, { token: secret });
        if (person === undefined)
          throw new ServerError(
            'unauthenticated',
            "This link was used already, is too old or was revoked. 'muster dashboard' prints a new one.",
          );
        await insertBrowser(store, { cookie, person: person.name, expiresAt });
      }
      setCookie(request, reply, { name: cookieName, value, maxAgeSeconds: browserDays * 86_400 });
      return { name: person.name, role: person.role, version, repository: around.repo.dir };
    },
  }),
  route({
    method: 'POST',
    url: '/api/logout',
    permission: 'read',
    summary: 'Forgets this browser.',
    answer: z.object({}),
    async handle({ request, reply }, { around, cookieName }) {
      const cookie = readCookie(request, cookieName);
      if (cookie !== undefined) await removeBrowser(around.store, hashOf(cookie));
      setCookie(request, reply, { name: cookieName, value: '', maxAgeSeconds: 0 });
      return {};
    },
  }),
  route({
    method: 'GET',
    url: '/api/me',
    permission: 'read',
    summary: 'Who asks, and what may be done.',
    answer: meSchema,
    async handle({ guest }, { around, version }) {
      return { name: guest!.name, role: guest!.role, version, repository: around.repo.dir };
    },
  }),
];
