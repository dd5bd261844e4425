import { isIPv4, isIPv6 } from 'node:net';
import type { Address } from '../chat/address.ts';
import { ServerSearch } from '../chat/client/serverSearch.ts';
import { realRuntime } from './realTime.ts';
import { PortError, UdpDriver } from './socket.ts';

/**
 * Finds out from which of these addresses a server answers: all are asked at once, and the first
 * that answers is it.
 *
 * @param lossRate share of the datagrams to drop, as the client will
 * @returns null if none has answered for as long as a registration lasts, 3 s
 */
export async function findServer(
  addresses: readonly Address[],
  lossRate = 0,
): Promise<Address | null> {
  const { driver, reachable } = await open(addresses, lossRate);
  try {
    return await new Promise((resolve) => {
      const search = new ServerSearch({
        addresses: reachable,
        runtime: realRuntime,
        onDue: () => driver.flushSoon(),
        onEnd: resolve,
      });
      driver.drive(search);
      search.start();
    });
  } finally {
    await driver.close();
  }
}

/** A machine without IPv6 asks the other addresses. */
async function open(addresses: readonly Address[], lossRate: number) {
  const open = (ip: string) => UdpDriver.open({ address: { ip, port: 0 }, lossRate });
  try {
    const isDual = addresses.some(({ ip }) => isIPv6(ip));
    return { driver: await open(isDual ? '::' : '0.0.0.0'), reachable: addresses };
  } catch (error) {
    const reachable = addresses.filter(({ ip }) => isIPv4(ip));
    if (!(error instanceof PortError) || reachable.length === 0) throw error;
    return { driver: await open('0.0.0.0'), reachable };
  }
}
