import { createServer } from 'node:http';
import { findInaccessible, makeStudio, settled } from './make-studio.ts';

const studio = await makeStudio(4);
const state: Record<string, unknown> = {};
createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', async () => {
    try {
      const run = new Function(
        'studio',
        'settled',
        'findInaccessible',
        'state',
        `return (async () => {${body}})()`,
      );
      response.end(JSON.stringify((await run(studio, settled, findInaccessible, state)) ?? null, null, 1));
    } catch (error) {
      response.end(String((error as Error).stack));
    }
  });
}).listen(4999, '127.0.0.1', () => console.log('live', studio.url));
process.on('SIGTERM', async () => {
  await studio.remove();
  process.exit(0);
});
