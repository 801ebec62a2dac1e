import type { Fields, Incoming } from './incoming.ts';
import { Refusal, type Reply } from './refusal.ts';
import type { Code } from './token.ts';
import { accountsOf, type World } from './world.ts';

/** What a platform's consent page needs to know. */
export type Consent = {
  platform: Code['platform'];
  /** Whom one may consent for: accounts, or Facebook's people. */
  subjects: { id: string; name: string }[];
  codeLifeMs: number;
  challenge: Code['challenge'];
  scopes: string[];
};

/** The page on which a person allows an app to act; it is a form, so that a browser of the tests can press its buttons. */
export function showConsent(world: World, incoming: Incoming, consent: Consent): Reply {
  const app = checkApp(world, incoming.query, consent);
  const choices = consent.subjects
    .map(
      ({ id, name }) => `<option value="${escapeHtml(id)}">${escapeHtml(name)} (${escapeHtml(id)})</option>`,
    )
    .join('');
  return {
    status: 200,
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>SANDBOX: allow ${escapeHtml(app.name)}</title></head><body>
<h1>SANDBOX of ${escapeHtml(incoming.host)}</h1>
<p>${escapeHtml(app.name)} asks for: ${escapeHtml(consent.scopes.join(', '))}</p>
<form method="post"><label>Account <select name="account">${choices}</select></label>
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>
</body></html>`,
  };
}

/** Sends the person back to the app with a code, or with a refusal. */
export function decideConsent(world: World, incoming: Incoming, consent: Consent): Reply {
  const app = checkApp(world, incoming.query, consent);
  const back = new URL(String(incoming.query.redirect_uri));
  const state = incoming.query.state;
  if (state !== undefined) back.searchParams.set('state', String(state));
  if (incoming.body.decision !== 'allow') back.searchParams.set('error', 'access_denied');
  else {
    const subject = consent.subjects.find(({ id }) => id === incoming.body.account);
    if (!subject) return refusePage('There is no such account in the sandbox.');
    const code: Code = {
      value: world.ids.secret('code'),
      platform: consent.platform,
      appId: app.clientId,
      subjectId: subject.id,
      redirectUri: String(incoming.query.redirect_uri),
      scopes: consent.scopes,
      expiresAt: world.clock.now() + consent.codeLifeMs,
      used: false,
      ...(consent.challenge && { challenge: consent.challenge }),
    };
    world.codes.set(code.value, code);
    const person = world.facebookUsers.get(subject.id);
    if (person) person.lastActiveAt = world.clock.now();
    back.searchParams.set('code', code.value);
  }
  return { status: 302, body: '', headers: { location: back.href } };
}

function checkApp(world: World, query: Fields, { platform }: Consent) {
  const app = world.apps.get(String(query.client_id));
  const uri = String(query.redirect_uri ?? '');
  if (app?.platform !== platform) return refusePage('There is no app with this client_id.');
  if (query.response_type !== undefined && query.response_type !== 'code')
    refusePage('response_type: expected code.');
  if (!URL.canParse(uri) || (app.redirectUris.length > 0 && !app.redirectUris.includes(uri)))
    refusePage('redirect_uri: expected exactly one that the app has registered.');
  return app;
}

/** A wrong redirect address is never followed: the person sees a page instead. */
export function refusePage(why: string): never {
  throw new Refusal('emulated', why, {
    status: 400,
    body: `<!doctype html><html lang="en"><title>SANDBOX: refused</title><p>SANDBOX: ${escapeHtml(why)}</p></html>`,
  });
}

export function subjectsOf(world: World, platform: Code['platform']): Consent['subjects'] {
  return platform === 'facebook' ? [...world.facebookUsers.values()] : accountsOf(world, platform);
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
