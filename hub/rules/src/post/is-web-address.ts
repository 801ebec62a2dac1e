const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const ipv6 = /^\[[0-9a-f:.]+\]$/i;
const userinfo = /^(?:[a-z0-9\-._~!$&'()*+,;=:\u0400-\u04ff]|%[0-9a-f]{2})*$/i;
const path = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/\u0080-\u{10ffff}]|%[0-9a-f]{2})*$/iu;
const query = /^(?:[a-z0-9\-._~!$&'()*+,;=:@/?|\u0080-\u{10ffff}]|%[0-9a-f]{2})*$/iu;
/** A label of a host name: letters of any script, digits, and inside of it hyphens, in front of the last two also `_`. */
const label = /^[\p{L}\p{M}\p{N}\p{So}](?:[\p{L}\p{M}\p{N}\p{So}-]*[\p{L}\p{M}\p{N}\p{So}])?$/u;
const subLabel = /^[\p{L}\p{M}\p{N}\p{So}](?:[\p{L}\p{M}\p{N}\p{So}_-]*[\p{L}\p{M}\p{N}\p{So}])?$/u;

/** Whether all of a text is one address of the web, letters of other scripts included (RFC 3986, RFC 3987). */
export function isWebAddress(text: string, { protocol }: { protocol: 'needed' | 'optional' }): boolean {
  const parts = /^(?:([^:/?#]+):\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text);
  if (parts === null) return false;
  const [, scheme, authority = '', pathname = '', search = '', fragment = ''] = parts;
  if (scheme === undefined ? protocol === 'needed' : !/^https?$/i.test(scheme)) return false;
  return isAuthority(authority) && path.test(pathname) && query.test(search) && query.test(fragment);
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1).replace(/:\d+$/, '');
  if (at >= 0 && !userinfo.test(authority.slice(0, at))) return false;
  if (/^[0-9.]+$/.test(host)) return ipv4.test(host);
  return ipv6.test(host) || isHostName(host);
}

function isHostName(host: string): boolean {
  const labels = host.split('.');
  if (labels.length < 2) return false;
  const last = labels.length - 1;
  return (
    labels.every((name, index) => (index < last - 1 ? subLabel : label).test(name)) &&
    /\p{L}/u.test(labels[last] ?? '')
  );
}
