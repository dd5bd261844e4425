/** A trace that is being read: one at a time. */
import { signal } from '@preact/signals';
import { problem } from '../state/shared.ts';

export interface Reading {
  readonly title: string;
  /** How much of it has been read, from 0 to 1; null if nobody knows how long it is. */
  readonly share: number | null;
}

/** What could be read of a trace that is not whole. */
export interface Offer {
  readonly steps: number;
  open(): void;
}

export const reading = signal<Reading | null>(null);
/** Stands beside the problem that it belongs to. */
export const offer = signal<Offer | null>(null);

let underWay: AbortController | null = null;

/** Begins to read; what was being read before is given up. */
export function beginReading(title: string): AbortSignal {
  stopReading();
  dismissProblem();
  underWay = new AbortController();
  reading.value = { title, share: null };
  return underWay.signal;
}

/** Tells how far it has come. */
export function readSoFar(reader: AbortSignal, share: number | null): void {
  const current = reading.peek();
  if (!reader.aborted && current !== null) reading.value = { ...current, share };
}

/** It has ended, well or not. */
export function endReading(reader: AbortSignal): void {
  if (!reader.aborted) reading.value = null;
}

/** The user has thought better of it. */
export function stopReading(): void {
  underWay?.abort();
  reading.value = null;
}

/** The user has read it. */
export function dismissProblem(): void {
  problem.value = null;
  offer.value = null;
}
