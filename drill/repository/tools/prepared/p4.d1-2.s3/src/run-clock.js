import { setTimeout as pause } from 'node:timers/promises';

/** Lets the service's clock run by itself, `stepMinutes` for each `pauseMs` of real time, until `lastMinute` is reached. */
export async function runClock(call, { firstMinute = 0, lastMinute, stepMinutes, pauseMs }) {
  const total = { posted: 0, parked: 0 };
  for (let minute = firstMinute; ; minute = Math.min(minute + stepMinutes, lastMinute)) {
    const { status, body } = await call('POST', '/clock', { minute });
    if (status !== 200)
      throw new Error(`the clock was expected to advance, the service answered ${status}: ${body.error}`);
    total.posted += body.posted;
    total.parked += body.parked;
    if (minute === lastMinute) return total;
    await pause(pauseMs);
  }
}
