import { connect } from '../src/connect.js';
import { openService } from '../src/service.js';

// More and more callers at once, so that the log of the run shows where this machine slows down. Prints; writes nothing.

const token = 'load';
for (const callers of [1, 4, 16, 64]) {
  const service = await openService({ token });
  const call = connect({ url: service.url, token });
  const began = performance.now();
  const requests = 256;
  await Promise.all(Array.from({ length: callers }, (_, caller) => work(call, caller, requests / callers)));
  const seconds = (performance.now() - began) / 1000;
  console.log(`${callers} at once: ${Math.round(requests / seconds)} answers a second`);
  await service.close();
}

async function work(call, caller, requests) {
  for (let number = 0; number < requests; number += 1) {
    const entry = { id: `${caller}-${number}`, platform: 'x', variant: 'a', text: 'load', minute: number };
    const { status } = await call('POST', '/entries', entry);
    if (status !== 201) throw new Error(`expected 201, the service answered ${status}`);
  }
}
