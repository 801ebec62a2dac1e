// Laid into a page before its own scripts: notes when the row of each event was painted first, and which tasks held the page up.
const painted = {};
const awaited = {};
const patienceMs = 20_000;
const longTasks = [];

/** Calls back once what the document holds now is on the screen: a message that is sent within a frame comes after its paint. */
function afterPaint(tell) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      tell(Date.now());
    };
    port2.postMessage(null);
  });
}

const rows = '[data-event], [id^="event-"]';
const idOf = (row) => Number(row.dataset.event ?? row.id.slice('event-'.length));

new MutationObserver((records) => {
  const fresh = records
    .flatMap(({ addedNodes }) => [...addedNodes])
    .filter((node) => node.nodeType === Node.ELEMENT_NODE)
    .flatMap((node) => [...(node.matches(rows) ? [node] : []), ...node.querySelectorAll(rows)])
    .map(idOf)
    .filter((id) => !(id in painted));
  if (fresh.length === 0) return;
  afterPaint((at) => {
    for (const id of fresh) {
      painted[id] ??= at;
      awaited[id]?.(at);
    }
  });
}).observe(document, { subtree: true, childList: true });

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries())
    longTasks.push({ at: performance.timeOrigin + startTime, ms: duration });
}).observe({ type: 'longtask', buffered: true });

const givenUp = () => new Promise((resolve) => setTimeout(resolve, patienceMs, null));

/** When the event was painted first, in milliseconds after the page's address was opened; null for one that does not come. */
async function whenPainted(id) {
  const coming = new Promise((resolve) => {
    awaited[id] = resolve;
  });
  const at = painted[id] ?? (await Promise.race([coming, givenUp()]));
  return at === null ? null : at - performance.timeOrigin;
}

/** Resolves when the row lies whole within what its list shows, and that is painted. */
function shown(id) {
  return new Promise((resolve) => {
    const end = Date.now() + patienceMs;
    const look = () => {
      const row = document.getElementById(`event-${id}`);
      const box = row?.getBoundingClientRect();
      const list = row?.closest('.log-scroll')?.getBoundingClientRect();
      const isSeen =
        box !== undefined && list !== undefined && box.top >= list.top && box.bottom <= list.bottom + 1;
      if (isSeen) afterPaint(resolve);
      else if (Date.now() > end) resolve(null);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** How long it takes from what `act` does until the row is seen, in milliseconds; null for one that is not. */
async function reach(id, act) {
  const from = Date.now();
  act();
  const at = await shown(id);
  return at === null ? null : at - from;
}

const reachByScroll = (id, place) =>
  reach(id, () => {
    const list = document.querySelector('.log-scroll');
    const height = document.querySelector('.log-row').getBoundingClientRect().height;
    list.scrollTop = (place + 0.5) * height - list.clientHeight / 2;
  });

const reachBySearch = (id) =>
  reach(id, () => {
    const field = document.querySelector('[data-key="/"]');
    // As typing does it: the field's own setter, which React has covered by one of its own.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, String(id));
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });

window.watch = { painted, longTasks, whenPainted, reachByScroll, reachBySearch };
