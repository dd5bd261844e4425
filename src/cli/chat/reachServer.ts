import type { Address } from '../../chat/address.ts';
import type { Environment } from '../environment.ts';
import type { ServerTarget } from '../serverTarget.ts';

/**
 * The address of the server that is meant. A host may have several, and the server may listen on
 * some of them only: the one that answers first is kept.
 *
 * @returns null if none of several answers
 * @throws HostError if the host has no address
 */
export async function reachServer(
  target: ServerTarget,
  lossRate: number | undefined,
  environment: Environment,
): Promise<Address | null> {
  const { port } = target;
  if ('ip' in target) return { ip: target.ip, port };
  const addresses = (await environment.lookUp(target.host)).map((ip) => ({ ip, port }));
  const [only, ...others] = addresses;
  // One address needs no search: the registration itself asks there.
  if (only && others.length === 0) return only;
  return environment.findServer(addresses, lossRate);
}
