import type { Cause } from '../../../../trace/trace.ts';

/** Drawn in a box of 16 by 16, with the colour of the text. */
const SHAPES: Readonly<Record<Cause['kind'], string>> = {
  start: 'M4 2.5v11l9-5.5z',
  command: 'M2 4l4 4-4 4M8 12.5h6',
  datagram: 'M1.5 3.5h13v9h-13zM1.5 4l6.5 5 6.5-5',
  reader: 'M1.5 8c3-5.5 10-5.5 13 0-3 5.5-10 5.5-13 0zM8 6.2a1.8 1.8 0 1 0 .01 0z',
  timer: 'M8 1.5a6.5 6.5 0 1 0 .01 0zM8 4v4.3l3 1.8',
  flush: 'M8 10V2M4.5 5.5L8 2l3.5 3.5M2 9.5v4h12v-4',
  fault: 'M9.5 1.5L3 9h4l-1 5.5L13 7H8.5z',
};
/** A cause that this version does not know. */
const UNKNOWN_SHAPE = 'M8 1.5L14.5 8 8 14.5 1.5 8z';

const FILLED = new Set(['start', 'fault']);

/** The sign of a cause; the word for it stands beside it. */
export function KindIcon({ kind }: { kind: string }) {
  const isKnown = Object.hasOwn(SHAPES, kind);
  return (
    <svg
      class={`events-icon is-${isKnown ? kind : 'unknown'}`}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
    >
      <path
        d={isKnown ? SHAPES[kind as Cause['kind']] : UNKNOWN_SHAPE}
        fill={FILLED.has(kind) ? 'currentColor' : 'none'}
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linejoin="round"
        stroke-linecap="round"
      />
    </svg>
  );
}
