/**
 * A small service for the probes, as a program of the repository under test. `node service.js` answers on PORT: `/ok`, `/slow`,
 * `/missing`, `/private`, `/figures`. With `--supervised` a worker of its own answers, and is started anew when it
 * ends; `/crash` ends it.
 */
export const service = `import { fork } from 'node:child_process';
import { createServer } from 'node:http';

const port = Number(process.env.PORT);
const figures = { revenue: { attributed: 96, total: 100 }, name: 'x' };

function answer(request, response) {
  const send = (status, text) => response.writeHead(status).end(text);
  switch (request.url) {
    case '/ok': return send(200, 'fine');
    case '/slow': return setTimeout(() => send(200, 'late'), 120);
    case '/private': return send(request.headers.authorization ? 200 : 401, '');
    case '/figures': return send(200, JSON.stringify(figures));
    case '/moved': return response.writeHead(302, { location: '/ok' }).end();
    case '/crash': response.writeHead(200).end('bye'); return setTimeout(() => process.exit(1), 5);
    default: return send(404, 'nothing here');
  }
}

if (process.argv.includes('--supervised')) {
  const start = () => fork(process.argv[1], [], { env: process.env }).once('exit', () => start());
  start();
} else createServer(answer).listen(port, '127.0.0.1');
`;

/** A failover: ends the process that answers, by asking it to. */
export const crash = `await fetch(process.env.MUSTER_URL.replace('/ok', '/crash'));\n`;
