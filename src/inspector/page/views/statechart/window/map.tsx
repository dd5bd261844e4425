/** The whole drawing in small, with what of it is seen; a click or a drag moves it. */
import { computed } from '@preact/signals';
import type { Point, Rectangle, Size } from '../drawing/frame.ts';
import { shareWithin } from '../drawing/frame.ts';
import { partKey } from '../light/parts.ts';
import { shown } from '../state.ts';
import type { Viewport } from './viewport.ts';
import { viewport } from './viewport.ts';

const MAX_SIZE: Size = { width: 130, height: 140 };
/** What it may take of the window. */
const SHARE = 0.36;
/** How far it is from the window's border, with some air on its other side. */
const DISTANCE = 24;
/** Where so much of a drawing is seen, nobody needs a map, and it would only hide something. */
const MOST = 0.5;

/** What the map covers of the window's lower right corner. */
export function coveredBy({ room }: Viewport): Size {
  if (sheet.peek() === null) return { width: 0, height: 0 };
  const { width, height } = mapRoom(room.peek());
  return { width: width + DISTANCE, height: height + DISTANCE };
}

function mapRoom({ width, height }: Size): Size {
  return {
    width: Math.min(MAX_SIZE.width, width * SHARE),
    height: Math.min(MAX_SIZE.height, height * SHARE),
  };
}

/** The drawing, if only a part of it is seen. */
const sheet = computed(() => {
  const current = shown.value?.sheet ?? null;
  const seen = viewport.value?.seen.value;
  if (current === null || seen === undefined || current.frames.size === 0) return null;
  return shareWithin(current.box, seen) >= MOST ? null : current;
});

/** Hidden from those who cannot see it: they hear in words where the machine is. */
export function StatechartMap() {
  const current = sheet.value;
  if (current === null) return null;
  const { box, frames } = current;
  const { width, height } = mapRoom(viewport.value?.room.value ?? MAX_SIZE);
  const scale = Math.min(width / box.width, height / box.height);
  const go = (event: PointerEvent) => viewport.value?.centerOn(pointOf(event, box));
  return (
    <svg
      class="statechart-map"
      aria-hidden="true"
      viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`}
      width={box.width * scale}
      height={box.height * scale}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
    >
      <States frames={frames} />
      <Seen />
    </svg>
  );
}

/** On its own, for it moves with every frame of a pan. */
function Seen() {
  return <rect class="statechart-map-seen" {...viewport.value?.seen.value} />;
}

function States({ frames }: { frames: ReadonlyMap<string, Rectangle> }) {
  const parts = shown.value?.parts;
  return (
    <>
      {[...frames].map(([id, frame]) => {
        const glow = parts?.get(partKey('state', id)) ?? 'dark';
        return <rect key={id} class={`statechart-map-${glow}`} rx="12" {...frame} />;
      })}
    </>
  );
}

function pointOf({ clientX, clientY, currentTarget }: PointerEvent, box: Rectangle): Point {
  const frame = (currentTarget as Element).getBoundingClientRect();
  return {
    x: box.x + ((clientX - frame.left) / frame.width) * box.width,
    y: box.y + ((clientY - frame.top) / frame.height) * box.height,
  };
}
