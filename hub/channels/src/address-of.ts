import type { Hosts } from './channel.ts';

/** The address of a path on a real host, or on what stands for that host. */
export function addressOf(hosts: Hosts, host: string, path: string): URL {
  return new URL(path, hosts[host] ?? `https://${host}`);
}
