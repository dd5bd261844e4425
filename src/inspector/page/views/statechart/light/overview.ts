/**
 * What of the overview takes part in a step: processes, machines and the ways between them, by the
 * ids of the drawing.
 */
import type { TraceStep } from '../../../../../trace/trace.ts';
import { chartOf } from '../../../../model/machines/charts.ts';
import type { Flight } from '../../../../model/types.ts';

export interface LitOverview {
  /** `server`, `client`, `peer`: the process that took the step, and those that it heard of. */
  readonly processes: ReadonlySet<string>;
  /** `server.session` */
  readonly machines: ReadonlySet<string>;
  /** `client-server`, `server.session.events`, `client.notices` */
  readonly flows: ReadonlySet<string>;
}

const NOTHING_LIT: LitOverview = {
  processes: new Set(),
  machines: new Set(),
  flows: new Set(),
};

/** The process that every other one talks to. */
const SERVER = 'server';

/** @param flights datagrams that were sent or arrived in the step; others are ignored */
export function litOverview(
  position: number,
  step: TraceStep | undefined,
  flights: readonly Flight[],
): LitOverview {
  if (step === undefined) return NOTHING_LIT;
  const own = step.node === SERVER ? 'server' : 'client';
  const processes = new Set([own]);
  const machines = new Set<string>();
  const flows = new Set<string>();
  for (const { machine, event, effects } of step.machines) {
    const id = `${own}.${chartOf(machine)}`;
    machines.add(id);
    if (event.type !== 'xstate.init') flows.add(`${id}.events`);
    if (effects.length > 0) flows.add(`${id}.effects`);
  }
  if (own === 'client' && step.cause.kind === 'command') flows.add('client.commands');
  if (own === 'client' && step.notices.length > 0) flows.add('client.notices');
  for (const flight of flights) {
    if (flight.sentAt === position && flight.to !== null) meet(flight.to, 'sent');
    if (flight.arrivals.includes(position)) meet(flight.from, 'arrived');
  }
  return { processes, machines, flows };

  function meet(node: string, way: 'sent' | 'arrived'): void {
    const other = roleOf(node, own);
    processes.add(other);
    flows.add(way === 'sent' ? `${own}-${other}` : `${other}-${own}`);
  }
}

/** Seen from a client, another client is a peer. */
function roleOf(node: string, own: string): string {
  if (node === SERVER) return 'server';
  return own === 'server' ? 'client' : 'peer';
}
