import { createActor } from 'xstate';
import { finder } from '../../../machines/finder.ts';
import type { Address } from '../../chat/address.ts';
import type { Environment } from '../environment.ts';
import type { ServerTarget } from '../serverTarget.ts';
import { isSystemError } from '../systemError.ts';

export interface ReachOptions {
  readonly lossRate?: number | undefined;
  /** Whether it is tried on and on. */
  readonly stays: boolean;
  /** Called once, if it is tried on: with what went wrong, or null if none of several answers. */
  onAway(problem: Error | null): void;
}

/**
 * The address of the server that is meant. A host may have several, and the server may listen on
 * some of them only: the one that answers first is kept.
 *
 * @returns null if none of several answers, and the client does not stay
 * @throws HostError if the host has no address, and the client does not stay
 */
export async function reachServer(
  target: ServerTarget,
  { lossRate, stays, onAway }: ReachOptions,
  environment: Environment,
): Promise<Address | null> {
  const { port } = target;
  if ('ip' in target) return { ip: target.ip, port };
  return new Promise((resolve, reject) => {
    const actor = createActor(finder, { input: { stays } });
    let found: Address | null = null;
    let problem: Error | null = null;
    actor.on('search', async () => {
      problem = null;
      try {
        found = await search(target, lossRate, environment);
      } catch (error) {
        // A defect is no reason to try on.
        if (!isSystemError(error)) return reject(error);
        problem = error;
      }
      actor.send({ type: found === null ? 'failed' : 'found' });
    });
    actor.on('tellAway', () => onAway(problem));
    actor.subscribe({ complete: () => (problem === null ? resolve(found) : reject(problem)) });
    actor.start();
  });
}

async function search(
  { host, port }: Extract<ServerTarget, { host: string }>,
  lossRate: number | undefined,
  environment: Environment,
): Promise<Address | null> {
  const addresses = (await environment.lookUp(host)).map((ip) => ({ ip, port }));
  const [only, ...others] = addresses;
  // One address needs no search: the registration itself asks there.
  if (only && others.length === 0) return only;
  return environment.findServer(addresses, lossRate);
}
