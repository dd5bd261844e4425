import type { PlaySource } from '../playSource.ts';

/** What every part of the panel is given. */
export interface ControlProps {
  readonly shown: PlaySource;
  /** The cursor stands in the past: nothing can be done there. */
  readonly isPast: boolean;
  /** Another number whenever anything is otherwise: what there is must be asked for anew. */
  readonly change: number;
}
