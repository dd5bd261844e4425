/** The drawing in its window: lit, moved and scaled. */
import { useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Rectangle } from '../drawing/frame.ts';
import type { Sheet } from '../drawing/sheet.ts';
import type { Shown } from '../state.ts';
import { hasMap, keepsInView, scene, selectChart, shown } from '../state.ts';
import { coveredBy, StatechartMap } from './map.tsx';
import { prefersStillness, Viewport, viewport } from './viewport.ts';

/** Pixels of the screen that a key moves the drawing. */
const PAN_STEP = 60;
const WHEEL_FACTOR = 0.0015;
/** A press that moved no further is a click. */
const CLICK_REACH = 4;

export function StatechartStage() {
  const scroller = useRef<HTMLElement>(null);
  const host = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (scroller.current === null) return;
    const own = new Viewport(scroller.current);
    viewport.value = own;
    const stop = takeGestures(scroller.current, own);
    const observer = new ResizeObserver(() => own.refit());
    observer.observe(scroller.current);
    return () => {
      stop();
      observer.disconnect();
      viewport.value = null;
    };
  }, []);
  const last = useRef<Shown | null>(null);
  useSignalEffect(() => {
    const [window, place] = [viewport.value, host.current];
    if (window === null || place === null) return;
    present(window, place, last.current, shown.value);
    last.current = shown.value;
  });
  useEffect(() => () => host.current?.replaceChildren(), []);

  return (
    <div class="statechart-stage">
      <section
        ref={scroller}
        class="statechart-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by keyboard
        tabIndex={0}
        aria-label="Drawing. Up, down or W, A, S, D move it, plus and minus scale it, 0 shows all."
        onScroll={() => viewport.value?.look()}
      >
        <div ref={host} class="statechart-sheet" />
      </section>
      {hasMap.value && <StatechartMap />}
    </div>
  );
}

/** Lights the drawing, and moves it where that is wanted. */
function present(
  window: Viewport,
  host: HTMLElement,
  before: Shown | null,
  now: Shown | null,
): void {
  if (now === null) {
    host.replaceChildren();
    window.clear();
    return;
  }
  const { sheet, parts, focus, words, moment } = now;
  sheet.svg.setAttribute('aria-label', words);
  const isOther = before?.moment !== moment || before.sheet !== sheet;
  sheet.light(parts, isOther && !prefersStillness());
  const target = sheet.boundsOf(focus);
  if (before?.sheet !== sheet) window.show(sheet, host);
  if (!isOther || !keepsInView.peek() || target === null) return;
  const covered = hasMap.peek() ? coveredBy(window) : { width: 0, height: 0 };
  window.reveal(nearest(window, sheet, focus, target), covered);
}

/** All that changed if the window holds it, else what says most: where the machine arrived. */
function nearest(
  window: Viewport,
  sheet: Sheet,
  focus: readonly string[],
  target: Rectangle,
): Rectangle {
  if (window.holds(target)) return target;
  return sheet.boundsOf(focus.slice(-1)) ?? target;
}

/** @returns what ends it */
function takeGestures(element: HTMLElement, own: Viewport): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  element.addEventListener('wheel', (event) => zoomByWheel(event, element, own), {
    signal,
    passive: false,
  });
  element.addEventListener('pointerdown', (event) => drag(event, element, own), { signal });
  element.addEventListener('keydown', (event) => panByKey(event, own), { signal });
  return () => stop.abort();
}

function zoomByWheel(event: WheelEvent, element: HTMLElement, own: Viewport): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const { left, top } = element.getBoundingClientRect();
  const anchor = { x: event.clientX - left, y: event.clientY - top };
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 16;
  own.zoomBy(Math.exp(-lines * WHEEL_FACTOR), anchor);
}

/** Fingers scroll by themselves; a mouse drags. */
function drag(event: PointerEvent, element: HTMLElement, own: Viewport): void {
  const isOnBar = event.offsetX > element.clientWidth && event.target === element;
  if (event.pointerType === 'touch' || event.button !== 0 || isOnBar) return;
  const end = new AbortController();
  const options = { signal: end.signal };
  let [x, y] = [event.clientX, event.clientY];
  element.setPointerCapture(event.pointerId);
  element.classList.add('is-dragged');
  const move = (next: PointerEvent) => {
    own.panBy(x - next.clientX, y - next.clientY);
    [x, y] = [next.clientX, next.clientY];
  };
  const release = (last: PointerEvent) => {
    element.classList.remove('is-dragged');
    end.abort();
    const moved = Math.hypot(last.clientX - event.clientX, last.clientY - event.clientY);
    if (moved <= CLICK_REACH && event.target instanceof Element) click(event.target);
  };
  element.addEventListener('pointermove', move, options);
  element.addEventListener('pointerup', release, options);
  element.addEventListener('pointercancel', release, options);
}

/** In the overview a machine leads to its chart. */
function click(target: Element): void {
  const { machine } = target.closest<SVGElement>('.machine')?.dataset ?? {};
  if (scene.value === 'overview' && machine !== undefined) selectChart(machine);
}

/** Arrows to the left and right step through the story. */
const PANS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  w: [0, -1],
  a: [-1, 0],
  s: [0, 1],
  d: [1, 0],
};

function panByKey(event: KeyboardEvent, own: Viewport): void {
  const way = Object.hasOwn(PANS, event.key) ? PANS[event.key] : undefined;
  if (way === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  own.panBy(way[0] * PAN_STEP, way[1] * PAN_STEP);
}
