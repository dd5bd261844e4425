import { addressKey } from '../chat/address.ts';
import { ServerEndpoint } from '../chat/server/serverEndpoint.ts';
import type { RunningServer, ServerOptions } from './chat.ts';
import { realRuntime, secretHash } from './realTime.ts';
import { UdpDriver } from './socket.ts';
import { Traced } from './traced.ts';

/**
 * Starts a server.
 *
 * @throws PortError if the port cannot be had
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port, host = '0.0.0.0', lossRate = 0 } = options;
  const traced = new Traced('server', options);
  const driver = await UdpDriver.open({ address: { ip: host, port }, lossRate });
  const start = () =>
    new ServerEndpoint({
      runtime: traced.runtime(realRuntime),
      keyedHash: secretHash(),
      onDue: () => driver.flushSoon(),
      onNotice: (notice) => {
        traced.notice(notice);
        options.onNotice(notice);
      },
    });
  const endpoint = traced.step({ kind: 'start', address: addressKey(driver.address) }, start);
  driver.drive(traced.endpoint(endpoint));
  return {
    address: driver.address,
    close: async () => {
      endpoint.stop();
      await driver.close();
    },
  };
}
