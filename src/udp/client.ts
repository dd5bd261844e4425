import { isIPv4 } from 'node:net';
import { addressKey } from '../chat/address.ts';
import { ClientEndpoint } from '../chat/client/clientEndpoint.ts';
import { isName, NAME_RULE } from '../chat/names.ts';
import type { ClientOptions, RunningClient } from './chat.ts';
import { canonicalIp } from './ip.ts';
import { realRuntime } from './realTime.ts';
import { UdpDriver } from './socket.ts';
import { Traced } from './traced.ts';

/** What a shell expects of a program that was killed. */
const KILLED_STATUS = 137;

/**
 * Starts a client on its UDP port; it registers at once.
 *
 * @throws PortError if the port cannot be had
 * @throws RangeError if nobody can be called that, or the server's `ip` is no IP address
 */
export async function startClient(options: ClientOptions): Promise<RunningClient> {
  const { name, port, lossRate = 0, stays = false } = options;
  if (!isName(name)) throw new RangeError(`${JSON.stringify(name)} is no name: ${NAME_RULE}`);
  const server = { ip: serverIp(options.server.ip), port: options.server.port };
  const traced = new Traced(name, options);
  const ip = isIPv4(server.ip) ? '0.0.0.0' : '::';
  const driver = await UdpDriver.open({ address: { ip, port }, lossRate });
  const { promise: ended, resolve: end } = promiseWithResolver<number>();
  const endpoint: ClientEndpoint = new ClientEndpoint({
    name,
    server,
    stays,
    runtime: traced.runtime(realRuntime),
    onDue: () => driver.flushSoon(),
    onNotice: (notice, group) => {
      traced.notice({ ...notice, prompt: group });
      options.onNotice(notice, group);
    },
    onStep: () => options.onPrompt?.(),
    onEnd: (status) => {
      void driver.close().then(() => end(status));
    },
  });
  driver.drive(traced.endpoint(endpoint));
  const address = addressKey(driver.address);
  traced.step({ kind: 'start', address }, () => endpoint.start());
  return {
    name,
    ended,
    command: (command) => {
      traced.step({ kind: 'command', command }, () => endpoint.command(command));
    },
    get waiting() {
      return endpoint.waiting;
    },
    get group() {
      return endpoint.group;
    },
    leave: () => {
      traced.step({ kind: 'command', command: { kind: 'leave' } }, () => endpoint.leave());
    },
    readerIs: (state) => {
      traced.step({ kind: 'reader', state }, () => endpoint.readership.tell(state));
    },
    kill: () => {
      const isUnderWay = endpoint.isActive;
      endpoint.stop();
      const closed = driver.kill();
      if (isUnderWay) void closed.then(() => end(KILLED_STATUS));
    },
    settled: () => new Promise((resolve) => endpoint.whenSettled(resolve)),
    names: () => endpoint.listings().map((listing) => listing.name),
    onlineNames: () => endpoint.listings().flatMap(({ name, online }) => (online ? [name] : [])),
    groups: () => endpoint.groups(),
  };
}

/** Answers count only if they come from the address that was given: it must be in their form. */
function serverIp(given: string): string {
  const ip = canonicalIp(given);
  if (ip === null) throw new RangeError(`${JSON.stringify(given)} is no IP address`);
  return ip;
}

function promiseWithResolver<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((resolvePromise) => {
    resolve = resolvePromise;
  });
  return { promise, resolve };
}
