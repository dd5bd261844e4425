import type { AnyActorRef, AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { Listing } from '../../machines/vocabulary.ts';
import type { Address } from '../chat/address.ts';
import { addressKey } from '../chat/address.ts';
import type { TableChange } from '../chat/runtime.ts';
import { decodeControl, decodeMessage, isStreamCode, kindOf } from '../chat/wire/codec.ts';
import type { Frame } from '../chat/wire/datagram.ts';
import { checksumIn, decodeDatagram } from '../chat/wire/datagram.ts';
import type {
  Cause,
  MachineStep,
  TraceDatagram,
  TraceFrame,
  TraceStep,
  TraceTable,
} from './trace.ts';

/** The step under way, still growing. */
interface OpenStep {
  readonly atMs: number;
  readonly node: string;
  readonly cause: Cause;
  /** In the order in which they began: a cause stands before what it causes. */
  readonly machines: (MachineStep | null)[];
  readonly notices: unknown[];
  readonly sent: TraceDatagram[];
  table: OpenTable | null;
}

/** What becomes of the client table in a step. */
interface OpenTable {
  version: number;
  isReset: boolean;
  /** By name; null for those that are forgotten. */
  readonly rows: Map<string, Listing | null>;
}

/** What a machine did since its last snapshot. */
interface OpenMachineStep {
  /** Its place in the step that is under way. */
  readonly place: number;
  readonly taken: string[];
  effects: unknown[];
}

type MicrostepTransition = Extract<
  InspectionEvent,
  { type: '@xstate.microstep' }
>['_transitions'][number];

/**
 * Writes down what happens, step by step. Built on XState's inspection: `inspect` goes to every
 * actor, and whoever drives the endpoints wraps each thing that happens in `step`.
 */
export class Recorder {
  private readonly write: (step: TraceStep) => void;
  private readonly nowMs: () => number;
  private readonly values = new WeakMap<object, unknown>();
  private readonly open = new WeakMap<object, OpenMachineStep>();
  private current: OpenStep | null = null;
  private steps = 0;
  private datagrams = 0;

  constructor(nowMs: () => number, write: (step: TraceStep) => void) {
    this.nowMs = nowMs;
    this.write = write;
  }

  /** Steps written so far. */
  get count(): number {
    return this.steps;
  }

  /** To be given to every actor. */
  readonly inspect = (event: InspectionEvent): void => {
    const actor = event.actorRef as AnyActorRef;
    if (event.type === '@xstate.actor') this.follow(actor);
    // At its start nothing else tells that it has begun, before what it causes begins.
    if (event.type === '@xstate.event' && event.event.type === 'xstate.init') this.openOf(actor);
    if (event.type === '@xstate.microstep') {
      this.openOf(actor).taken.push(...event._transitions.map(transitionId));
    }
    if (event.type === '@xstate.snapshot') this.close(actor, event.event, event.snapshot);
  };

  /** To be given to every endpoint. */
  readonly tableChanged = ({ version, changed, forgotten, isReset }: TableChange): void => {
    const { current } = this;
    if (current === null) return;
    current.table ??= { version, isReset: false, rows: new Map() };
    const { table } = current;
    table.version = version;
    if (isReset) {
      table.isReset = true;
      table.rows.clear();
    }
    if (typeof forgotten === 'string') table.rows.set(forgotten, null);
    for (const { name, ip, port, status } of changed) {
      const online = status === 'online';
      table.rows.set(name, status === 'forgotten' ? null : { name, ip, port, online });
    }
  };

  /** Whatever happens inside belongs to one step. */
  step<T>(node: string, cause: Cause, happen: () => T): T {
    // What a fault makes happen at once is part of the fault.
    if (this.current !== null) return happen();
    const step: OpenStep = {
      atMs: this.nowMs(),
      node,
      cause,
      machines: [],
      notices: [],
      sent: [],
      table: null,
    };
    this.current = step;
    try {
      return happen();
    } finally {
      this.current = null;
      const machines = step.machines.filter((machine) => machine !== null);
      const { table, ...rest } = step;
      const changed = table === null ? {} : { table: traceTable(table) };
      this.write({ step: ++this.steps, ...rest, machines, ...changed });
    }
  }

  /** Why a step happens in which a datagram arrives; `datagram` is 0 if its id is not known. */
  arrival(bytes: Uint8Array, from: Address, datagram: number): Cause {
    return { kind: 'datagram', datagram, from: addressKey(from), ...checksumField(bytes) };
  }

  notice(notice: unknown): void {
    this.current?.notices.push(notice);
  }

  /**
   * A datagram leaves.
   *
   * @param fate milliseconds until each copy arrives; null where that is not known
   * @returns the id under which the trace knows it
   */
  sent(bytes: Uint8Array, to: Address, fate: readonly number[] | null): number {
    const id = ++this.datagrams;
    const datagram = decodeDatagram(bytes);
    this.current?.sent.push({
      id,
      to: addressKey(to),
      bytes: bytes.length,
      ...checksumField(bytes),
      number: datagram?.header.number ?? 0,
      tableVersion: datagram?.header.tableVersion ?? 0,
      frames: datagram?.frames.map(traceFrame) ?? [],
      fate,
    });
    return id;
  }

  private follow(actor: AnyActorRef): void {
    actor.on('*', (effect) => this.openOf(actor).effects.push(effect));
  }

  private openOf(actor: AnyActorRef): OpenMachineStep {
    const known = this.open.get(actor);
    if (known) return known;
    const place = this.current === null ? 0 : this.current.machines.push(null) - 1;
    const opened: OpenMachineStep = { place, taken: [], effects: [] };
    this.open.set(actor, opened);
    return opened;
  }

  private close(actor: AnyActorRef, event: { type: string }, snapshot: unknown): void {
    const { value, context, status } = snapshot as AnyMachineSnapshot;
    const { place, taken, effects } = this.openOf(actor);
    this.open.delete(actor);
    const from = this.values.get(actor) ?? null;
    this.values.set(actor, value);
    if (this.current === null) return;
    this.current.machines[place] = {
      machine: actor.id,
      event,
      from,
      to: value,
      taken,
      effects,
      context,
      ...(status === 'active' ? {} : { status }),
    };
  }
}

/** Where the transition starts, on what, and which of the candidates it is. */
export function transitionId(transition: MicrostepTransition): string {
  const { source, eventType } = transition;
  const candidates = source.transitions.get(eventType) ?? source.always ?? [];
  const index = candidates.indexOf(transition);
  return `${source.id}|${eventType || 'always'}|${Math.max(0, index)}`;
}

function checksumField(bytes: Uint8Array): { readonly checksum?: number } {
  const checksum = checksumIn(bytes);
  return checksum === null ? {} : { checksum };
}

function traceTable({ version, isReset, rows }: OpenTable): TraceTable {
  const names = [...rows.keys()];
  const gone = names.filter((name) => rows.get(name) === null);
  return {
    version,
    rows: [...rows.values()].filter((row) => row !== null),
    ...(gone.length > 0 ? { gone } : {}),
    ...(isReset ? { reset: true } : {}),
  };
}

function traceFrame({ code, id, more, body }: Frame): TraceFrame {
  const kind = kindOf(code) ?? `kind ${code}`;
  if (more) return { kind, id, more };
  const packet = isStreamCode(code) ? decodeMessage(code, body) : decodeControl(code, body);
  return packet === null ? { kind, id } : { kind, id, packet };
}
