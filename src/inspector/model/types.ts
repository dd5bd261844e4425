/**
 * What the inspector knows of a story, as its views ask for it. A *position* counts the steps that
 * a timeline took in, from 1; in a trace of the lab it is the number of the step. The cursor stands
 * after the step at its position; at 0 nothing has happened yet.
 */
import type { Listing } from '../../../machines/vocabulary.ts';
import type { MachineStep, TraceDatagram, TraceStep, Violation } from '../../trace/trace.ts';

/** A process: one lane of the space-time diagram. */
export interface Lane {
  readonly node: string;
  /** Position of the first step that it took. */
  readonly since: number;
}

/** A machine as it is at a position. */
export interface MachineState {
  readonly node: string;
  /** Id of the actor, such as `ackWait:bob:3`. */
  readonly machine: string;
  /** Id of its chart, such as `ackWait`: what stands before the first colon. */
  readonly chart: string;
  /** Its state value, as XState writes it. */
  readonly value: unknown;
  readonly context: unknown;
  /** Position of the step that brought it here. */
  readonly changedAt: number;
  /** It has reached a final state, or its process is gone. */
  readonly isOver: boolean;
}

/** What a machine did in one step. */
export interface MachineChange {
  readonly position: number;
  readonly node: string;
  readonly step: MachineStep;
  /** Its context before; null at its start, or where the steps before are not kept. */
  readonly contextBefore: unknown;
}

export type FlightFate =
  /** On its way at the end of the timeline, and may arrive. */
  | 'underWay'
  | 'arrived'
  /** No copy arrived, and none will. */
  | 'lost'
  /** Nobody knows: a real process whose recipient does not report. */
  | 'unknown';

/** A datagram from its sender to wherever its copies got. */
export interface Flight {
  /** Unique in the timeline. */
  readonly id: number;
  readonly from: string;
  /** The process that it was sent to, where that is known. */
  readonly to: string | null;
  readonly datagram: TraceDatagram;
  readonly sentAt: number;
  /** Positions at which copies arrived, in order. */
  readonly arrivals: readonly number[];
  readonly fate: FlightFate;
  /** It carries a message or a request that was sent before. */
  readonly isRetransmission: boolean;
  /** It carries acks and nothing else. */
  readonly isAckOnly: boolean;
  /** What it carries, in a few words: `PRIVATE_MESSAGE 3`, `ACK`. */
  readonly label: string;
}

/** A group message of the server, from its first transmission to its last ack. */
export interface Gathering {
  readonly machine: string;
  readonly node: string;
  readonly startedAt: number;
  /** Null while acks are awaited. */
  readonly endedAt: number | null;
  /** Positions at which an ack or a loss was counted. */
  readonly counts: readonly number[];
  readonly label: string;
  /** Its group and number, without what was counted. */
  readonly name: string;
  /** How many of how many were counted at a position; null where that is not known. */
  countAt(position: number): { readonly counted: number; readonly of: number } | null;
}

/** A client table, as one process has it. */
export interface TableView {
  readonly node: string;
  readonly version: number;
  readonly rows: readonly Listing[];
  readonly changedAt: number;
}

/** What a promise looks like at a position. */
export interface PromiseLight {
  readonly promise: string;
  readonly sentence: string;
  /** `unchecked` where the source does not check promises: real processes. */
  readonly state: 'kept' | 'broken' | 'unchecked';
  readonly violation: Violation | null;
  /** Of one that is kept so far: position of the step in which it will be broken; else missing. */
  readonly ahead?: number;
}

/** What the list of events shows of a step; everything in it is text, not markup. */
export interface EventRow {
  readonly position: number;
  readonly atMs: number;
  readonly node: string;
  readonly kind: TraceStep['cause']['kind'];
  /** What happened, in one line. */
  readonly title: string;
  /** Machines that changed state in the step. */
  readonly machines: readonly string[];
}

/** Which events are listed. Empty sets mean all. */
export interface EventFilter {
  /** Must occur, without regard to case, somewhere in the step. */
  readonly text: string;
  readonly nodes: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  readonly charts: ReadonlySet<string>;
  /** Leave out steps in which nothing was sent, shown or changed. */
  readonly onlyChanges: boolean;
}

/** What views ask of a timeline. Nothing here changes it. */
export interface TimelineView {
  /** Position of the oldest step that is kept; 1 unless some were dropped. */
  readonly first: number;
  /** Position of the newest step; `first - 1` if there is none. */
  readonly last: number;
  /** Steps that are not here: dropped to bound the memory, or left out by whoever reported. */
  readonly dropped: number;
  /** In the order in which they stand side by side: the server first. */
  readonly lanes: readonly Lane[];

  step(position: number): TraceStep | undefined;
  /** Position of the last step that had happened at a time; 0 before the first. */
  positionAtMs(atMs: number): number;
  /**
   * Machines of every process at a position, in the order in which they began. Of those that are
   * over, the ones that ended in this very step are there, and the last of a process in which no
   * machine is left.
   */
  machinesAt(position: number): readonly MachineState[];
  machineAt(position: number, node: string, machine: string): MachineState | null;
  /** What the machine did in the step at the position, or the last time before. */
  changeAt(position: number, node: string, machine: string): MachineChange | null;
  /** The machine's next or previous step, for going from one to the other; null if there is none. */
  neighbour(position: number, node: string, machine: string, way: 1 | -1): number | null;
  /** Client tables at a position, by lane. */
  tablesAt(position: number): readonly TableView[];
  /** Datagrams that were sent, under way or arrived between two positions, both included. */
  flights(from: number, to: number): readonly Flight[];
  flight(id: number): Flight | null;
  /** Group messages of the server that were under way between two positions. */
  gatherings(from: number, to: number): readonly Gathering[];
  promisesAt(position: number): readonly PromiseLight[];
  event(position: number): EventRow | null;
  /** Positions of the steps that pass a filter, in order. May be called again as the timeline grows. */
  matching(filter: EventFilter): readonly number[];
}
