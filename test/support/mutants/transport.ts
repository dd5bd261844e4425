/** Mutants of what makes a link a transport, and of what keeps its two ends together. */
import { CongestionWindow } from '../../../src/chat/connection/congestionWindow.ts';
import { Pacer } from '../../../src/chat/connection/pacer.ts';
import { Courier } from '../../../src/chat/link/courier.ts';
import { Link } from '../../../src/chat/link/link.ts';
import type { Clock } from '../../../src/chat/runtime.ts';
import { Outflow } from '../../../src/chat/server/outflow.ts';
import type { ScenarioOptions } from '../../../src/lab/scenarios/arbitraries.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import { World } from '../../../src/lab/world/world.ts';
import type { Mutant } from './mutant.ts';
import { all, swapGetter, wrap } from './patch.ts';

const LINE = { bytesPerSecond: 32_000, queueBytes: 32_768 };
/** Long texts over a narrow line, and nothing else that loses anything. */
const BURSTS: ScenarioOptions = {
  clients: 3,
  maxActions: 60,
  maxFaults: 0,
  maxPadding: 16_000,
  conditions: { ...PERFECT, delay: { kind: 'fixed', ms: 20 }, lines: { pair: LINE } },
  actions: { wait: 1, send: 6, say: 4, create: 1, join: 2 },
};
/** Members who do not read, and what they leave behind. */
const READERS: ScenarioOptions = {
  clients: 3,
  actions: { wait: 3, say: 4, create: 1, join: 3, leaveGroup: 1, stopReading: 2, readAgain: 1 },
};

export const TRANSPORT_MUTANTS: readonly Mutant[] = [
  {
    name: 'windowIgnored',
    bug: 'What is on its way is not limited, nor paced.',
    breaks: ['itYields'],
    install: all(
      wrap(CongestionWindow, 'hasRoomFor', () => true),
      wrap(Pacer, 'hasRoomFor', () => true),
    ),
    focus: BURSTS,
  },
  {
    name: 'noPacing',
    bug: 'All that the window holds leaves at once.',
    breaks: ['itYields'],
    install: wrap(Pacer, 'hasRoomFor', () => true),
    focus: {
      ...BURSTS,
      conditions: { ...PERFECT, delay: { kind: 'fixed', ms: 50 } },
    },
  },
  {
    name: 'oneWindowForAll',
    bug: 'While the window to one member is full, nothing leaves for the others.',
    breaks: ['oneSlowDoesNotSlowTheOthers'],
    install: wrap(Link, 'mayLeave', waitForAll),
    focus: {
      clients: 3,
      maxPadding: 16_000,
      maxFaults: 0,
      actions: { wait: 4, say: 8, create: 1, join: 1, pause: 1 },
    },
  },
  {
    name: 'creditNeverCloses',
    bug: 'A receiver lets itself be sent whatever there is.',
    breaks: ['memoryIsBounded'],
    install: swapGetter(Link, 'limitId', () => 1_000_000),
  },
  {
    name: 'idUsedAgain',
    bug: 'Sessions are numbered like those before a restart.',
    breaks: ['theWorldComesToRest', 'neverFalseReceived', 'tablesConverge', 'removalIsTold'],
    install: sameIdsAgain,
    focus: {
      clients: 2,
      actions: { wait: 3, send: 3, say: 2, create: 1, join: 2, restartServer: 1 },
    },
  },
  {
    name: 'heardIsNoSign',
    bug: 'Who does not ack in time is suspected, though it is heard.',
    breaks: ['whoIsHeardIsThere'],
    install: swapGetter(Courier, 'isHeard', () => false),
  },
  {
    name: 'removedOnFirstRound',
    bug: 'A member that has a message before it is removed when the next one comes.',
    breaks: ['removalIsTold'],
    install: swapGetter(Outflow, 'keepsUp', () => false),
  },
  {
    name: 'laggardKept',
    bug: 'What a member does not take is owed to it for ever.',
    breaks: ['offlineMeansOffline'],
    install: swapGetter(Outflow, 'hasDeliveries', () => false),
    focus: READERS,
  },
];

interface OpenLink {
  readonly options: { readonly runtime: { readonly clock: Clock } };
}

/** The connections of a process whose window is full, and since when. */
const fullOf = new WeakMap<object, Map<OpenLink, number>>();
/** Then the others go on without it. */
const PATIENCE_MS = 2_000;

function waitForAll(link: OpenLink, mayLeave: (bytes: number) => boolean, bytes: number): boolean {
  const { runtime } = link.options;
  const nowMs = runtime.clock.nowMs();
  const full = fullOf.get(runtime) ?? new Map<OpenLink, number>();
  fullOf.set(runtime, full);
  if (mayLeave(bytes)) full.delete(link);
  else full.set(link, full.get(link) ?? nowMs);
  return ![...full.values()].some((sinceMs) => nowMs - sinceMs < PATIENCE_MS);
}

/** Each server process draws the same numbers. */
function sameIdsAgain(): () => void {
  let drawn = 0;
  const restart = wrap(World, 'startServer', (_: World, start: () => unknown) => {
    drawn = 0;
    return start();
  })();
  const draw = wrap(World, 'randomIdentity', () => 1_000_000_007 + 2 * drawn++)();
  return () => {
    draw();
    restart();
  };
}
