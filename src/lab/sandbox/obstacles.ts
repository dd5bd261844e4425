/** What stands in the way of a deed, as somebody is told who wants to do it. */
import { isName, NAME_RULE } from '../../chat/names.ts';
import type { Deed } from './log.ts';
import { MAX_DELAY_MS, NETWORK, SERVER } from './log.ts';
import type { CutDeed, NodeState, SandboxStage } from './stage.ts';
import { isSameCut } from './stage.ts';

/** Clients that there may be in a sandbox, dead or alive. */
export const MAX_SANDBOX_CLIENTS = 50;

const STATE_WORDS: Readonly<Record<NodeState, string>> = {
  up: 'is running',
  paused: 'stands still',
  suspended: 'is switched off for a while',
  killed: 'was killed',
  ended: 'has ended',
};

/** Why something cannot be done now, as a sentence; null if it can. Names in it are as they are. */
export function obstacleTo(deed: Deed, stage: SandboxStage): string | null {
  switch (deed.do) {
    case 'start':
      return obstacleToStart(deed.node, stage);
    case 'command':
    case 'interrupt':
      return deed.client === SERVER
        ? 'Nobody types anything at a server.'
        : obstacleUnless(['up', 'paused'], deed.client, stage);
    case 'kill':
      return obstacleUnless(['up', 'paused', 'suspended'], deed.node, stage);
    case 'pause':
    case 'suspend':
      return obstacleUnless(['up'], deed.node, stage);
    case 'resume':
      return obstacleUnless(['paused', 'suspended'], deed.node, stage);
    case 'cut':
    case 'mend':
      return obstacleToCut(deed, stage);
    case 'conditions':
      return null;
    case 'fire':
      return obstacleToFire(deed.timer, stage);
    case 'drop':
    case 'deliver':
      return obstacleToTampering(deed.datagram, 0, stage);
    case 'delay':
    case 'duplicate':
      return obstacleToTampering(deed.datagram, deed.ms, stage);
  }
}

function obstacleToStart(name: string, stage: SandboxStage): string | null {
  if (stage.stateOf(name) !== null) return obstacleUnless(['killed', 'ended'], name, stage);
  if (!isName(name)) return `${name} cannot be: ${NAME_RULE}.`;
  if (name === NETWORK) return `${NETWORK} stands for the network here.`;
  if (stage.cast.size < MAX_SANDBOX_CLIENTS) return null;
  return `There are ${MAX_SANDBOX_CLIENTS} clients, and no more than that.`;
}

function obstacleUnless(
  states: readonly NodeState[],
  name: string,
  stage: SandboxStage,
): string | null {
  const state = stage.stateOf(name);
  if (state === null) return `There is no ${name}.`;
  return states.includes(state) ? null : `${name} ${STATE_WORDS[state]}.`;
}

function obstacleToCut({ do: what, node, from }: CutDeed, stage: SandboxStage): string | null {
  const stranger = [node, from].find((name) => name !== null && stage.stateOf(name) === null);
  if (stranger !== undefined) return `There is no ${stranger}.`;
  if (node === from) return `${node} needs no network to reach itself.`;
  const isCut = stage.cuts.some((cut) => isSameCut(cut, [node, from]));
  if (isCut === (what === 'mend')) return null;
  return `${node} is ${isCut ? 'already' : 'not'} cut off from ${from ?? 'everybody'}.`;
}

function obstacleToFire(id: number, stage: SandboxStage): string | null {
  const delay = stage.timers.find(id);
  if (!delay?.node.isUp) return 'It is not running any more.';
  return obstacleUnless(['up'], delay.node.name, stage);
}

function obstacleToTampering(id: number, ms: number, stage: SandboxStage): string | null {
  if (!stage.flights.find(id)) return 'It is not on its way.';
  return ms >= 0 && ms <= MAX_DELAY_MS ? null : `A delay is 0 to ${MAX_DELAY_MS} ms.`;
}
