/** What the whole world looks like, at rest and around whatever may change nothing. */
import { addressKey } from '../../chat/address.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { World } from '../world/world.ts';
import type { Beat } from './beat.ts';

/** When faults have stopped, everything must have come to rest within this time. */
export const REST_BOUND_MS = 40_000;

/** The client has the server's table, and stands in it. */
export function checkTable({ world, fail }: Beat, { name, endpoint }: SimulatedClient): void {
  const entries = world.server.entries();
  const servers = rowsOf(entries.map((row) => ({ ...row, online: row.status === 'online' })));
  const own = rowsOf(endpoint.listings());
  if (own !== servers) fail('tablesConverge', `${name} has ${own}, the server ${servers}`);
  if (!entries.some((row) => row.name === name && row.status === 'online')) {
    fail('offlineMeansOffline', `${name} is up and shown offline`);
  }
}

/** Nothing waits for anything: no message, no request, no timer but those that never end. */
export function checkLimbo({ world, fail }: Beat, live: readonly SimulatedClient[]): void {
  const { server, clock, inFlight } = world;
  for (const { name, endpoint } of live) {
    if (endpoint.outstanding === 0) continue;
    fail('theWorldComesToRest', `${name} has ${endpoint.outstanding} messages in limbo`);
  }
  if (server.outstanding > 0) {
    fail('theWorldComesToRest', `the server has ${server.outstanding} messages in limbo`);
  }
  const online = server.entries().filter(({ status }) => status === 'online');
  // A keepalive for each client; a look at each of them for the server.
  const expected = live.length + online.length;
  const timers = clock.pending - inFlight;
  if (timers === expected) return;
  fail('theWorldComesToRest', `${timers} timers are set, ${expected} are accounted for`);
}

/** Everything that anybody could see, but for what they were shown. */
export function fingerprintOf({ server, clients }: World): string {
  const rows = server.entries().map((row) => {
    const { name, status, tag } = row;
    return `${name} ${addressKey(row)} ${status} ${tag} ${server.groupOf(name)}`;
  });
  const users = clients.map(({ id, status, endpoint }) => {
    const { group, isSettled, buffered } = endpoint;
    const state = isSettled ? 'settled' : 'busy';
    return `${id} ${status} ${group} ${state} ${buffered.length} ${rowsOf(endpoint.listings())}`;
  });
  return [...rows, ...users].join('; ');
}

/** Whether a process stands still that will go on. One that has ended may do so for ever. */
export function isAnyonePaused(world: World): boolean {
  const isPaused = ({ node, isRunning }: SimulatedClient) => isRunning && node.paused !== null;
  return world.nodeAt(SERVER_ADDRESS)?.paused != null || world.clients.some(isPaused);
}

interface Row {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  readonly online: boolean;
}

function rowsOf(rows: readonly Row[]): string {
  return rows
    .map((row) => `${row.name} ${addressKey(row)} ${row.online ? 'online' : 'offline'}`)
    .sort()
    .join(', ');
}
