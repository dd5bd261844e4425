/** What happens in a step, as the stories of the tour ask for it. */
import type { Command } from '../../../machines/vocabulary.ts';
import type { TraceStep } from '../../trace/trace.ts';
import type { Flight, TimelineView } from '../model/types.ts';

/** A step, and the story that it is in. */
export interface Scene {
  readonly timeline: TimelineView;
  readonly position: number;
  readonly step: TraceStep;
}

/** Whether the step is the one that is looked for. */
export type Moment = (scene: Scene) => boolean;

/** A process, and the id of one of its machines. */
export type MachineOfNode = readonly [node: string, machine: string];

/** The datagrams that leave in a step. */
export function departuresIn({ timeline, position, step }: Scene): readonly Flight[] {
  return step.sent.flatMap(({ id }) => {
    const flight = timeline.flight(id);
    return flight?.sentAt === position ? [flight] : [];
  });
}

/** The datagram that arrives in a step; null if none does. */
export function arrivalIn({ timeline, step }: Scene): Flight | null {
  return step.cause.kind === 'datagram' ? timeline.flight(step.cause.datagram) : null;
}

/** The datagrams that leave in a step from one process to another, with a kind of frame. */
function departuresOf(scene: Scene, from: string, to: string, kind: string): readonly Flight[] {
  return departuresIn(scene).filter(
    (flight) => flight.from === from && flight.to === to && carries(flight, kind),
  );
}

/** Whether one of the frames of a datagram is of a kind. */
function carries(flight: Flight, kind: string): boolean {
  return flight.datagram.frames.some((frame) => frame.kind === kind);
}

/** Somebody sends a datagram that carries a kind of frame. */
export function sends(from: string, to: string, kind: string): Moment {
  return (scene) => departuresOf(scene, from, to, kind).length > 0;
}

/** Somebody sends it, and not for the first time. */
export function sendsAgain(from: string, to: string, kind: string): Moment {
  return (scene) =>
    departuresOf(scene, from, to, kind).some(({ isRetransmission }) => isRetransmission);
}

/** A datagram that carries a kind of frame arrives. */
export function gets(node: string, from: string, kind: string): Moment {
  return (scene) => {
    const flight = arrivalIn(scene);
    return scene.step.node === node && flight?.from === from && carries(flight, kind);
  };
}

/** A user types something. */
export function types(node: string, kind: Command['kind']): Moment {
  return ({ step }) => {
    const { cause } = step;
    return step.node === node && cause.kind === 'command' && isOfKind(cause.command, kind);
  };
}

/** A user is shown something. */
export function shows(node: string, kind: string): Moment {
  return ({ step }) => step.node === node && step.notices.some((notice) => isOfKind(notice, kind));
}

/**
 * A machine of a process comes to a state.
 *
 * @param machine its id, or the beginning of it up to a colon
 * @param state the name of the state, or of one around it
 */
export function enters(node: string, machine: string, state: string): Moment {
  return ({ step }) =>
    step.node === node &&
    step.machines.some(
      ({ machine: id, from, to }) => isLike(id, machine) && isIn(to, state) && !isIn(from, state),
    );
}

/** A machine of a process gets an event. */
export function takes(node: string, machine: string, event: string): Moment {
  return ({ step }) =>
    step.node === node &&
    step.machines.some(({ machine: id, event: { type } }) => isLike(id, machine) && type === event);
}

/** The last of several machines comes to a state in which the others are already. */
export function allEnter(state: string, ...machines: readonly MachineOfNode[]): Moment {
  return (scene) =>
    machines.some(([node, machine]) => enters(node, machine, state)(scene)) &&
    machines.every(([node, machine]) => {
      return isIn(scene.timeline.machineAt(scene.position, node, machine)?.value, state);
    });
}

/** Whether an id is this one, or begins with it. */
export function isLike(id: string, beginning: string): boolean {
  return id === beginning || id.startsWith(`${beginning}:`);
}

/**
 * The last of the tables comes to say what the others do: who is online. The tables are the
 * server's and those of the clients that are.
 */
export function tablesSay(online: Readonly<Record<string, boolean>>): Moment {
  const expected = JSON.stringify(Object.entries(online).sort());
  const owners = Object.keys(online).filter((name) => online[name]);
  return ({ timeline, position, step }) => {
    if (!step.table) return false;
    const tables = timeline.tablesAt(position);
    return ['server', ...owners].every((owner) => {
      const rows = tables.find(({ node }) => node === owner)?.rows ?? [];
      return JSON.stringify(rows.map((row) => [row.name, row.online]).sort()) === expected;
    });
  };
}

/** Something is done to a process or to the network. */
export function fault(node: string, words: string): Moment {
  return ({ step }) =>
    step.node === node && step.cause.kind === 'fault' && step.cause.fault.startsWith(words);
}

function isOfKind(value: unknown, kind: string): boolean {
  return (value as { readonly kind?: unknown } | null)?.kind === kind;
}

/** Whether a state is one of those that a state value names. */
function isIn(value: unknown, state: string): boolean {
  if (typeof value === 'string') return value === state;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name === state || isIn(inner, state));
}
