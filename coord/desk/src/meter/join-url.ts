/**
 * The address behind a base URL. Joined as text and looked at afterwards: resolved the usual way, `//other.host/` or `..` would
 * lead a request, with the agent's key in it, to another place than the base. Undefined where it does.
 */
export function joinUrl(base: string, rest: string): URL | undefined {
  const bare = base.replace(/\/+$/, '');
  if (rest !== '' && !/^[/?]/.test(rest)) return undefined;
  const joined = URL.canParse(`${bare}${rest}`) ? new URL(`${bare}${rest}`) : undefined;
  const expected = new URL(bare);
  if (joined?.origin !== expected.origin) return undefined;
  const folder = expected.pathname.replace(/\/+$/, '');
  const isBelow = joined.pathname === folder || joined.pathname.startsWith(`${folder}/`);
  return isBelow ? joined : undefined;
}
