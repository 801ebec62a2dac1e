import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Pull = {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged_at: string | null;
  head: { ref: string; sha: string };
  base: { ref: string };
};
/** What a request meets instead of its answer; `cut`: it is carried out, and the connection breaks. */
type Trouble = { status: number; headers?: Record<string, string> } | 'none' | 'cut';

export type GitHub = Awaited<ReturnType<typeof makeGitHub>>;

/** A server that behaves like the part of GitHub's REST API about pull requests, for one repository. */
export async function makeGitHub({
  repository = 'garden/guide',
  token = 'right-token',
  shaOf = (_branch: string): string | Promise<string> => 'c0ffee',
} = {}) {
  const pulls: Pull[] = [];
  const troubles: Trouble[] = [];
  const requests: string[] = [];
  const world = { token, shaOf };

  const shown = (pull: Pull) => ({
    ...pull,
    html_url: `https://github.test/${repository}/pull/${pull.number}`,
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const url = new URL(request.url!, 'http://github.test');
    requests.push(`${request.method} ${url.pathname}`);
    const send = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(value));
    const trouble = troubles.shift();
    if (typeof trouble === 'object')
      return void send(trouble.status, { message: 'Trouble' }, trouble.headers);
    if (request.headers.authorization !== `Bearer ${world.token}`)
      return void send(401, { message: 'Bad credentials' });
    const [status, value] = await perform(request.method!, url, text === '' ? {} : JSON.parse(text));
    if (trouble === 'cut') request.socket.destroy();
    else send(status, value);
  }

  async function perform(method: string, url: URL, body: Record<string, string>): Promise<[number, unknown]> {
    const root = `/repos/${repository}/pulls`;
    if (!url.pathname.startsWith(root)) return [404, { message: 'Not Found' }];
    for (const pull of pulls) if (pull.state === 'open') pull.head.sha = await world.shaOf(pull.head.ref);
    if (method === 'GET') {
      const [owner, head] = url.searchParams.get('head')!.split(':');
      const state = url.searchParams.get('state') ?? 'open';
      const found = pulls
        .filter(() => owner === repository.split('/')[0])
        .filter((pull) => pull.head.ref === head && pull.base.ref === url.searchParams.get('base'))
        .filter((pull) => state === 'all' || pull.state === state)
        .toReversed();
      return [200, found.slice(0, Number(url.searchParams.get('per_page') ?? 30)).map(shown)];
    }
    const known = pulls.find(({ number }) => url.pathname === `${root}/${number}`);
    if (method === 'PATCH' && known !== undefined) return [200, shown(Object.assign(known, body))];
    if (method !== 'POST' || url.pathname !== root) return [404, { message: 'Not Found' }];
    if (pulls.some((pull) => pull.state === 'open' && pull.head.ref === body.head)) {
      const message = `A pull request already exists for ${repository.split('/')[0]}:${body.head}.`;
      return [422, { message: 'Validation Failed', errors: [{ resource: 'PullRequest', message }] }];
    }
    const pull: Pull = {
      number: pulls.length + 1,
      title: body.title!,
      body: body.body!,
      state: 'open',
      merged_at: null,
      head: { ref: body.head!, sha: await world.shaOf(body.head!) },
      base: { ref: body.base! },
    };
    pulls.push(pull);
    return [201, shown(pull)];
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    repository,
    world,
    pulls,
    /** For the next requests, one each. */
    troubles,
    requests,
    close(number: number, how: 'merged' | 'closed') {
      const pull = pulls.find((one) => one.number === number)!;
      Object.assign(pull, { state: 'closed', merged_at: how === 'merged' ? '2026-11-23T09:00:00Z' : null });
    },
    end: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
