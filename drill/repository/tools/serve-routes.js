import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const maxBodyBytes = 64 * 1024;

/** Serves a table of routes on a free port of this machine. No route answers without the token. */
export async function serveRoutes({ routes, token }) {
  const table = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));
  const server = createServer((request, response) => {
    answer(table, token, request).then(
      ({ status, body }) => send(response, status, body),
      (error) => send(response, 500, { error: error.message }),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    routes,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function answer(table, token, request) {
  if (!isToken(request.headers.authorization, token))
    return { status: 401, body: { error: 'expected a valid bearer token' } };
  const path = request.url.split('?')[0];
  const here = table.filter(({ pattern }) => pattern.test(path));
  const route = here.find(({ method }) => method === request.method);
  if (route === undefined)
    return { status: here.length === 0 ? 404 : 405, body: { error: `nothing at ${request.method} ${path}` } };
  const body = await readBody(request);
  if (body.error !== undefined) return { status: body.status, body: { error: body.error } };
  return route.answer({ params: route.pattern.exec(path).groups ?? {}, body: body.value });
}

function isToken(header, token) {
  const given = Buffer.from(header ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readBody(request) {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) {
    text += piece;
    if (text.length > maxBodyBytes) return { status: 413, error: `at most ${maxBodyBytes} bytes are read` };
  }
  if (text === '') return {};
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { status: 400, error: `the body is not JSON: ${error.message}` };
  }
}

function patternOf(path) {
  return new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
