/** Mutants of what a connection knows of its path, and of what it takes for gone. */
import fc from 'fast-check';
import { Registration } from '../../../src/chat/client/registration.ts';
import { CongestionWindow } from '../../../src/chat/connection/congestionWindow.ts';
import { ReceivedNumbers } from '../../../src/chat/connection/receivedNumbers.ts';
import { Recovery } from '../../../src/chat/connection/recovery.ts';
import { Link } from '../../../src/chat/link/link.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decisionsArbitrary } from '../../../src/lab/scenarios/arbitraries.ts';
import type { Report } from '../../../src/lab/scenarios/run.ts';
import type { Action, Scenario } from '../../../src/lab/scenarios/scenario.ts';
import { QUIET } from '../../../src/lab/scenarios/scenario.ts';
import type { Conditions } from '../../../src/lab/world/conditions.ts';
import { PERFECT } from '../../../src/lab/world/conditions.ts';
import type { Mutant } from './mutant.ts';
import { swapGetter, wrap } from './patch.ts';

const BYTES_PER_MS = 100;
const FAR: Conditions = { ...PERFECT, delay: { kind: 'fixed', ms: 150 } };
const LINE = { bytesPerSecond: 1_000 * BYTES_PER_MS, queueBytes: 16_384 };

/** One friend writes long texts to the other, all at once. */
function bulk(conditions: Conditions, maxFaults: number): fc.Arbitrary<Scenario> {
  const text: Action = { do: 'send', client: 0, to: 1, padding: 16_000 };
  const texts = fc.array(fc.constant(text), { maxLength: 14, size: 'max' });
  const actions = texts.map((sent): Action[] => [...sent, { do: 'wait', ms: 20_000 }]);
  const decisions = decisionsArbitrary(fc, maxFaults, 150);
  return fc.tuple(actions, decisions).map(([acts, decided]) => ({
    ...QUIET,
    clients: 2,
    conditions,
    actions: acts,
    decisions: decided,
  }));
}

const CUTS = { wait: 4, send: 4, cutPair: 1, mend: 1 };

/** The line is used: all is acked in little more time than the line takes. */
function isLineUsed({ worstAckMs, bytes }: Report): boolean {
  return worstAckMs < 1_500 + (1.3 * bytes) / BYTES_PER_MS;
}

interface OpenRecovery {
  readonly lastSentAtMs: number;
  readonly probes: number;
  readonly roundTrip: { readonly probeTimeoutMs: number };
}

interface OpenLink {
  readonly incoming: number;
  readonly acks: { readonly received: { floor: number } };
}

export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'lossCountedTwice',
    bug: 'What is lost in one round trip narrows the window again and again.',
    breaks: ['theClaimHolds'],
    install: wrap(
      Recovery,
      'lose',
      (recovery: { recoveryBeganAtMs: number }, lose: (acked: unknown) => void, acked: unknown) => {
        recovery.recoveryBeganAtMs = Number.NEGATIVE_INFINITY;
        lose(acked);
      },
    ),
    stories: bulk({ ...FAR, lines: { pair: LINE } }, 0),
    claim: isLineUsed,
  },
  {
    name: 'recoveryNeverEnds',
    bug: 'A window that was narrowed once is never widened.',
    breaks: ['theClaimHolds'],
    install: wrap(
      CongestionWindow,
      'acked',
      (
        window: { readonly thresholdBytes: number },
        acked: (...args: unknown[]) => void,
        ...args: unknown[]
      ) => {
        if (window.thresholdBytes === Number.POSITIVE_INFINITY) acked(...args);
      },
    ),
    stories: bulk(FAR, 8),
    claim: ({ worstAckMs }) => worstAckMs < 8_000,
  },
  {
    name: 'persistenceForgotten',
    bug: 'After all was lost for long, the window is as wide as before.',
    breaks: ['itYields'],
    install: wrap(CongestionWindow, 'collapse', () => {}),
    focus: {
      clients: 2,
      maxFaults: 0,
      maxPadding: 16_000,
      conditions: { ...PERFECT, delay: { kind: 'fixed', ms: 20 } },
      actions: CUTS,
    },
  },
  {
    name: 'backoffWithoutEnd',
    bug: 'The waits between probes double on and on.',
    breaks: ['offlineMeansOffline', 'theWorldComesToRest'],
    install: swapGetter(Recovery, 'probeAtMs', function (this: OpenRecovery) {
      const { lastSentAtMs, roundTrip, probes } = this;
      return lastSentAtMs + roundTrip.probeTimeoutMs * 2 ** probes;
    }),
    focus: { clients: 2, actions: CUTS },
  },
  {
    name: 'rangesOffByOne',
    bug: 'An ACK names one datagram more than arrived.',
    breaks: [
      'offlineMeansOffline',
      'theServerIsGivenItsTime',
      'theWorldComesToRest',
      'removalIsTold',
      'groupMessagesArrive',
    ],
    install: wrap(
      ReceivedNumbers,
      'newest',
      (_: unknown, newest: (maxRanges: number) => number[], maxRanges: number) => {
        const [first, last = 0, ...rest] = newest(maxRanges);
        return first === undefined ? [] : [first, last + 1, ...rest];
      },
    ),
    focus: {
      clients: 2,
      maxDatagrams: 100,
      conditions: { ...PERFECT, delay: { kind: 'fixed', ms: 20 } },
      actions: { wait: 1, send: 6 },
    },
  },
  {
    name: 'floorNotAsked',
    bug: 'Who wakes shows what its sender has been told was not delivered.',
    breaks: ['everyMessageHasOneOutcome'],
    install: wrap(Link, 'knowsFloorSince', () => true),
    focus: { clients: 2, maxFaults: 0, actions: { wait: 6, send: 3, pause: 1, resume: 1 } },
  },
  {
    name: 'junkMovesWindow',
    bug: 'A datagram of no session moves the replay window.',
    breaks: ['offlineMeansOffline', 'theWorldComesToRest', 'hostileBytesAreBoring'],
    install: wrap(
      Link,
      'receive',
      (link: OpenLink, receive: (datagram: Datagram) => unknown, datagram: Datagram) => {
        const { session, number } = datagram.header;
        if (session !== link.incoming) link.acks.received.floor = number;
        return receive(datagram);
      },
    ),
    focus: { clients: 2, actions: { wait: 3, send: 3, forge: 3 } },
  },
  {
    name: 'registrationIsSilence',
    bug: 'A server that answers registrations only is given up.',
    breaks: ['whoIsHeardIsThere', 'theServerIsGivenItsTime'],
    install: wrap(Registration, 'heard', () => {}),
    focus: {
      clients: 1,
      maxFaults: 40,
      maxDatagrams: 60,
      conditions: { ...PERFECT, delay: { kind: 'uniform', minMs: 300, maxMs: 900 } },
      actions: { wait: 3, listGroups: 1 },
    },
  },
];
