import { isIP } from 'node:net';

/** A place that processes may connect to: a host, or every name below one, at a port or at those of the web. */
export type HostRule = { host: string; isBelow: boolean; port: number | undefined };

/** Without a port a rule is about these. */
const webPorts = [80, 443];
const label = '[a-z0-9]([a-z0-9-]*[a-z0-9])?';
const hostName = new RegExp(`^${label}(\\.${label})*$`);

/**
 * Reads `api.example.com`, `*.example.com` (names below, at any depth), `127.0.0.1` or `[::1]`, each with or without `:PORT`.
 * Undefined for anything else.
 */
export function parseHostRule(text: string): HostRule | undefined {
  const [, address, place = '', digits] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  if (address !== undefined)
    return isIP(address) === 6 ? { host: address.toLowerCase(), isBelow: false, port } : undefined;
  const isBelow = place.startsWith('*.');
  const host = (isBelow ? place.slice(2) : place).toLowerCase();
  return hostName.test(host) ? { host, isBelow, port } : undefined;
}

/** Whether a rule lets a connection through; the host is a name or an address, as the client wrote it. */
export function isAllowed(
  rules: readonly HostRule[],
  { host, port }: { host: string; port: number },
): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return rules.some(
    (rule) =>
      (rule.isBelow ? name.endsWith(`.${rule.host}`) : name === rule.host) &&
      (rule.port === undefined ? webPorts.includes(port) : port === rule.port),
  );
}
