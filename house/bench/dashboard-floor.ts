import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makePool } from '@musterhq/postgres';
import { findNewest, listen, makeStore, readEventsBetween } from '@musterhq/store';

/** The least that brings an event from the store to a page: it hears, reads the rows, and sends their ids to a bare list. */
const pool = makePool(process.argv[2] ?? '', { applicationName: 'bench-floor', max: 2 });
const store = makeStore(pool);
const pages = new Set<ServerResponse>();
let { event: last } = await findNewest(store.database);
let isRung = false;
let reading: Promise<void> | undefined;

const page = `<!doctype html><title>Bare</title><ol></ol><script>
const list = document.querySelector('ol');
new EventSource('/stream').onmessage = ({ data }) => {
  const row = document.createElement('li');
  row.dataset.event = data;
  row.textContent = data;
  list.prepend(row);
  if (list.childElementCount > 14) list.lastChild.remove();
};
</script>`;

const server = createServer((request, response) => {
  if (request.url !== '/stream') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 1000\n\n');
  pages.add(response);
});
const ears = await listen(store, { events: ring }, (error) => {
  throw error;
});
await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
process.once('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await reading;
  await ears.close();
  await pool.end();
});

function ring(): void {
  isRung = true;
  reading ??= tell().finally(() => {
    reading = undefined;
  });
}

async function tell(): Promise<void> {
  while (isRung) {
    isRung = false;
    for (const { id } of await readEventsBetween(store.database, { after: last, limit: 500 })) {
      last = id;
      for (const response of pages) response.write(`data: ${id}\n\n`);
    }
  }
}
