/** The way from behind a fence to its egress. */
export type Relay = {
  /** The socket of the egress, outside. */
  socket: string;
  /** Ports of the loopback outside that are the same inside. */
  ports: readonly number[];
  node: string;
  /** The turn host, which is the relay when it is asked to be. */
  script: string;
};

/** Where the socket lies inside: a short path, since a socket's may have 107 bytes. */
const socketInside = '/tmp/.muster-egress';
/** No `package.json` says there that it is a module. */
const scriptInside = '/tmp/.muster-relay.mjs';

export const relayWord = '--relay';

/** After the places of the fence, in whose empty `/tmp` the socket appears. The script may lie below what the fence hides. */
export function relaySurroundings(relay: Relay): string[] {
  const { socket, script } = relay;
  const variables = Object.entries(proxyVariables(proxyPortOf(relay)));
  return [
    ...['--ro-bind', socket, socketInside],
    ...['--ro-bind', script, scriptInside],
    ...variables.flatMap(([name, value]) => ['--setenv', name, value]),
  ];
}

/** What goes before a command, so that it is started with the relay beside it. */
export function relayArguments(relay: Relay): string[] {
  const { node, ports } = relay;
  return [...[node, scriptInside, relayWord, socketInside], `${proxyPortOf(relay)}`, ports.join(',')];
}

/** In a network space of its own every port is free but those that are the same inside. */
const proxyPortOf = ({ ports }: Relay): number => (ports.includes(3128) ? 3129 : 3128);

/** What clients know; Node's own needs to be told that they count (22.21, 24.5 and later). */
function proxyVariables(port: number): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`;
  const here = '127.0.0.1,localhost,::1';
  return {
    ...{ HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy },
    ...{ NO_PROXY: here, no_proxy: here, NODE_USE_ENV_PROXY: '1' },
  };
}
