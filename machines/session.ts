/**
 * What the server believes about one registered client.
 *
 *     online ──(silence, doubt, claim)──▶ suspect ──(no answer to any probe)──▶ lost
 *        ▲                                   │
 *        └───────────── heard ───────────────┘     online, suspect ──(deregister)──▶ departed
 *
 * Doubt comes from silence, from a peer's report, from an overdue ack or from whoever wants its place;
 * none of them takes anybody offline. Only the probe decides, and any datagram of the client's counts
 * as an answer. There is one clock of silence: a report begins to probe at once, and a client is lost
 * no sooner than it could be without any. Only whoever claims its name or its address waits no longer
 * than the first probes take.
 *
 * The probes are a chain of single waits, never one long wait beside them: after a pause of the
 * server's own process it reads what has arrived before it can run out of patience.
 *
 * `online` has two halves so that hearing from a client costs nothing while it is known to be heard:
 * the owner sends `heard` only in the states with the tag `unheard`, `quiet` and `suspect`.
 */
import { assertEvent, assign, emit, setup } from 'xstate';
import {
  ALLOWED_SILENCE_MS,
  LATER_PROBE_INTERVAL_MS,
  PROBE_COUNT,
  PROBE_INTERVAL_MS,
  PROBED_MS,
  SILENCE_WINDOW_MS,
} from './timers.ts';

export type SessionEvent =
  /** A datagram of this session arrived. */
  | { readonly type: 'heard' }
  /** Somebody missed an ack from this client, of which nothing was heard for so long. */
  | { readonly type: 'doubt'; readonly silentMs: number }
  /** Another process has proved an address and wants this client's name, or has its address. */
  | { readonly type: 'claim' }
  /** The client answers probes and yet never acks: it cannot be served. */
  | { readonly type: 'unreachable' }
  /** The client asked to leave. */
  | { readonly type: 'deregister' };

export type SessionEffect =
  | { readonly type: 'probe' }
  /** A suspicion began. */
  | { readonly type: 'suspected' }
  /** A suspicion was false. */
  | { readonly type: 'cleared' }
  | { readonly type: 'lost' }
  | { readonly type: 'departed' };

interface SessionContext {
  readonly probes: number;
  /** How much longer it is probed, from when the present wait began. */
  readonly patienceMs: number;
}

/** How long the wait under way is. */
function waitMs({ probes, patienceMs }: SessionContext): number {
  const intervalMs = probes <= PROBE_COUNT ? PROBE_INTERVAL_MS : LATER_PROBE_INTERVAL_MS;
  return Math.min(intervalMs, patienceMs);
}

export const session = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    emitted: {} as SessionEffect,
    tags: {} as 'unheard',
  },
  actions: {
    probe: emit({ type: 'probe' }),
    countProbe: assign({ probes: ({ context }) => context.probes + 1 }),
    begin: assign({ probes: 0, patienceMs: PROBED_MS }),
    beginEarly: assign(({ event }) => {
      assertEvent(event, 'doubt');
      return { probes: 0, patienceMs: Math.max(PROBED_MS, ALLOWED_SILENCE_MS - event.silentMs) };
    }),
    spendWait: assign({ patienceMs: ({ context }) => context.patienceMs - waitMs(context) }),
    shorten: assign({ patienceMs: ({ context }) => Math.min(context.patienceMs, PROBED_MS) }),
    reportSuspected: emit({ type: 'suspected' }),
    reportCleared: emit({ type: 'cleared' }),
    reportLost: emit({ type: 'lost' }),
    reportDeparted: emit({ type: 'departed' }),
  },
  guards: {
    isPatient: ({ context }) => context.patienceMs > waitMs(context),
  },
  delays: {
    silenceWindow: SILENCE_WINDOW_MS,
    probeInterval: ({ context }) => waitMs(context),
  },
}).createMachine({
  id: 'session',
  context: { probes: 0, patienceMs: 0 },
  initial: 'online',
  on: { deregister: '.departed', unreachable: '.lost' },
  states: {
    online: {
      initial: 'heard',
      on: {
        doubt: { target: 'suspect', actions: 'beginEarly' },
        claim: { target: 'suspect', actions: 'begin' },
      },
      states: {
        heard: { after: { silenceWindow: 'quiet' } },
        quiet: {
          tags: 'unheard',
          on: { heard: 'heard' },
          after: { silenceWindow: { target: '#session.suspect', actions: 'begin' } },
        },
      },
    },
    suspect: {
      tags: 'unheard',
      entry: 'reportSuspected',
      initial: 'probing',
      on: {
        heard: { target: 'online', actions: 'reportCleared' },
        claim: { actions: 'shorten' },
      },
      states: {
        probing: {
          entry: ['probe', 'countProbe'],
          after: {
            probeInterval: [
              { guard: 'isPatient', target: 'probing', reenter: true, actions: 'spendWait' },
              { target: '#session.lost' },
            ],
          },
        },
      },
    },
    lost: { type: 'final', entry: 'reportLost' },
    departed: { type: 'final', entry: 'reportDeparted' },
  },
});
