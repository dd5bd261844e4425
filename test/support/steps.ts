/** Tiny steps of traces, made by hand. */
import type {
  Cause,
  MachineStep,
  TraceDatagram,
  TraceFrame,
  TraceStep,
} from '../../src/trace/trace.ts';

/** A step in which nothing happens but what is said. */
export function step(part: Partial<TraceStep> = {}): TraceStep {
  return {
    step: 1,
    atMs: 0,
    node: 'alice',
    cause: { kind: 'flush' },
    machines: [],
    notices: [],
    sent: [],
    ...part,
  };
}

/** A machine goes from one state to another; from null it starts. */
export function went(
  machine: string,
  from: unknown,
  to: unknown,
  part: Partial<MachineStep> = {},
): MachineStep {
  const type = from === null ? 'xstate.init' : 'event';
  const taken = from === null ? [] : [`${machine}|event|0`];
  return { machine, event: { type }, from, to, taken, effects: [], context: {}, ...part };
}

/** A datagram with one frame, or with none. */
export function datagram(
  id: number,
  to: string,
  fate: readonly number[] | null,
  part: Partial<TraceDatagram> = {},
): TraceDatagram {
  const frames = [frame('KEEPALIVE')];
  return { id, to, bytes: 29, number: id, tableVersion: 0, frames, fate, ...part };
}

export function frame(kind: string, id = 0, packet?: unknown): TraceFrame {
  return packet === undefined ? { kind, id } : { kind, id, packet };
}

export function arrival(id: number, from: string): Cause {
  return { kind: 'datagram', datagram: id, from };
}

export function fault(words: string): Cause {
  return { kind: 'fault', fault: words };
}
