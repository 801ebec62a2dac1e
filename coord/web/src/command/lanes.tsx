import { durationWords, timeWords } from '@musterhq/page';
import {
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { StateMark } from '../parts/state-mark.tsx';
import type { Band, Bar, Flag, Lane } from './assemble-chart.ts';
import { LaneRow } from './lane-row.tsx';
import { isVisible, type TimeAxis, ticksOf, type View, xOf } from './time-axis.ts';

type Props = {
  lanes: readonly Lane[];
  bands: readonly Band[];
  flags: readonly Flag[];
  from: number;
  until: number;
  /** Where the run is now; null once it is over. */
  now: number | null;
  /** Stands beside the zoom. */
  tools?: ReactNode;
};

const maxZoom = 64;
/** What stands before the label of a tick, and a character of it, in pixels. */
const tickPadding = 5;
const tickCharacter = 5.6;
/** Half of it, in pixels. */
const nowHead = 5;

/** Sessions as lanes, their turns as bars against the days of the plan. */
export function Lanes({ lanes, bands, flags, from, until, now, tools }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, left, onScroll } = useViewport(scroller);
  const [zoom, setZoom] = useState(1);
  const headWidth = width >= 720 ? 268 : 0;
  const viewWidth = Math.max(60, width - headWidth);
  const axis: TimeAxis = useMemo(
    () => ({ from, until: Math.max(until, from + 1_000), width: viewWidth * zoom }),
    [from, until, viewWidth, zoom],
  );
  const view: View = useMemo(
    () => ({ axis, left: left - 40, right: left + viewWidth + 40 }),
    [axis, left, viewWidth],
  );
  const zoomTo = useZoom(scroller, zoom, setZoom);
  const { hover, onPointerMove, onPointerLeave } = useHover(lanes);

  return (
    <div className="lanes-frame">
      <div className="lanes-tools">
        {tools}
        <button
          type="button"
          className="quiet-button"
          onClick={() => zoomTo(zoom / 2)}
          disabled={zoom <= 1}
          aria-label="Show more time"
        >
          −
        </button>
        <button type="button" className="quiet-button" onClick={() => zoomTo(1)} disabled={zoom === 1}>
          Fit
        </button>
        <button
          type="button"
          className="quiet-button"
          onClick={() => zoomTo(zoom * 2)}
          disabled={zoom >= maxZoom}
          aria-label="Show less time, larger"
        >
          +
        </button>
      </div>
      <section
        className="lanes"
        ref={scroller}
        onScroll={onScroll}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerLeave}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard
        tabIndex={0}
        aria-label="Sessions over time"
      >
        <div className="lanes-inner" style={{ width: headWidth + axis.width }}>
          <div className="lane-axis" style={{ marginLeft: headWidth, width: axis.width }}>
            {bands
              .filter((band) => isVisible(view, band))
              .map((band) => {
                const x = xOf(axis, band.from);
                return (
                  <span
                    key={band.key}
                    className="band-title cut"
                    // Of a band that goes on behind the axis the title ends where the axis does.
                    style={{ left: x, width: Math.min(axis.width, xOf(axis, band.until)) - x }}
                    title={band.title}
                  >
                    {band.title}
                  </span>
                );
              })}
            {ticksOf(axis, 84)
              .map(({ at, stepMs }) => ({ at, label: tickLabel(at - from, stepMs) }))
              .filter(({ at, label }) => hasRoom({ axis, now, bands }, at, label))
              .map(({ at, label }) => (
                <span key={at} className="tick figure" style={{ left: xOf(axis, at) }}>
                  {label}
                </span>
              ))}
          </div>
          <div className="lanes-back" style={{ left: headWidth, width: axis.width }} aria-hidden="true">
            {bands.map((band, index) => {
              const x = xOf(axis, band.from);
              return (
                <span
                  key={band.key}
                  className="band"
                  data-odd={index % 2 === 1 || undefined}
                  style={{ left: x, width: xOf(axis, band.until) - x }}
                />
              );
            })}
            {flags.map((flag) => (
              <span
                key={flag.key}
                className="flag"
                data-done={flag.isDone || undefined}
                style={{ left: xOf(axis, flag.at) }}
              />
            ))}
            {flags.map(({ key, at, expectedAt }) =>
              expectedAt === null ? null : (
                <span
                  key={key}
                  className="slip"
                  style={{ left: xOf(axis, at), width: Math.max(2, xOf(axis, expectedAt) - xOf(axis, at)) }}
                />
              ),
            )}
            {now === null ? null : (
              <span className="now" style={{ left: xOf(axis, Math.min(now, axis.until)) }} />
            )}
          </div>
          <ul>
            {lanes.map((lane) => (
              <LaneRow
                key={lane.seat.session}
                lane={lane}
                headWidth={headWidth === 0 ? width : headWidth}
                view={view}
                now={now}
              />
            ))}
          </ul>
        </div>
      </section>
      {hover === undefined ? null : <BarCard bar={hover.bar} x={hover.x} y={hover.y} now={now} />}
    </div>
  );
}

function tickLabel(sinceMs: number, stepMs: number): string {
  const rounded = Math.round(sinceMs / stepMs) * stepMs;
  return rounded === 0 ? 'start' : `+${durationWords(rounded)}`;
}

/** Whether the label of a tick is neither cut off by the axis's end, nor covered by now, nor crossed by the line where a band begins. */
function hasRoom(
  { axis, now, bands }: { axis: TimeAxis; now: number | null; bands: readonly Band[] },
  at: number,
  label: string,
): boolean {
  const left = xOf(axis, at);
  const right = left + tickPadding + label.length * tickCharacter;
  const nowX = now === null ? undefined : xOf(axis, Math.min(now, axis.until));
  const isCovered = nowX !== undefined && left - nowHead < nowX && nowX < right;
  const isCrossed = bands.some((band) => left < xOf(axis, band.from) && xOf(axis, band.from) < right);
  return right <= axis.width && !isCovered && !isCrossed;
}

function BarCard({ bar, x, y, now }: { bar: Bar; x: number; y: number; now: number | null }) {
  const from = Date.parse(bar.startedAt);
  const lasted = (bar.endedAt === null ? (now ?? from) : Date.parse(bar.endedAt)) - from;
  return (
    <div
      className="bar-card"
      style={{ left: Math.min(x + 12, window.innerWidth - 260), top: y + 16 }}
      aria-hidden="true"
    >
      <strong>
        {bar.label}, turn {bar.turn}
      </strong>
      <StateMark state={bar.state} />
      <span className="quiet figure">
        {timeWords(new Date(from))}, {durationWords(lasted)}
        {bar.attempt > 1 ? `, attempt ${bar.attempt}` : ''}
      </span>
    </div>
  );
}

function useViewport(scroller: { current: HTMLDivElement | null }) {
  const [width, setWidth] = useState(0);
  const [left, setLeft] = useState(0);
  useLayoutEffect(() => {
    const element = scroller.current!;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  const onScroll = useCallback(() => setLeft(scroller.current?.scrollLeft ?? 0), [scroller]);
  return { width, left, onScroll };
}

/** Zooming keeps the right end in view where it was in view, since that is where the run goes on; else the middle. */
function useZoom(
  scroller: { current: HTMLDivElement | null },
  zoom: number,
  setZoom: (zoom: number) => void,
) {
  const keep = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || keep.current === undefined || zoom < 1) return;
    const span = element.scrollWidth - element.clientWidth;
    element.scrollLeft = keep.current * span;
    keep.current = undefined;
  }, [scroller, zoom]);
  const zoomTo = useCallback(
    (wanted: number) => {
      const element = scroller.current!;
      const span = element.scrollWidth - element.clientWidth;
      keep.current = span <= 0 ? 1 : element.scrollLeft / span;
      setZoom(Math.min(maxZoom, Math.max(1, wanted)));
    },
    [scroller, setZoom],
  );
  useEffect(() => {
    const element = scroller.current!;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomTo(event.deltaY < 0 ? zoom * 1.25 : zoom / 1.25);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller, zoom, zoomTo]);
  return zoomTo;
}

/** One card for all bars: a tooltip of its own for each of some thousand would be felt. */
function useHover(lanes: readonly Lane[]) {
  const [hover, setHover] = useState<{ bar: Bar; x: number; y: number } | undefined>();
  const onPointerMove = (event: PointerEvent) => {
    const key = (event.target as Element).closest('[data-bar]')?.getAttribute('data-bar');
    const bar =
      key === undefined || key === null
        ? undefined
        : lanes.flatMap((lane) => lane.bars).find((one) => one.id === key);
    setHover(
      bar === undefined || event.pointerType === 'touch'
        ? undefined
        : { bar, x: event.clientX, y: event.clientY },
    );
  };
  return { hover, onPointerMove, onPointerLeave: () => setHover(undefined) };
}
