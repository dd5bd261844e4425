/**
 * What the server believes about one registered client.
 *
 *     online ──(silence, doubt)──▶ suspect ──(no answer to any probe)──▶ lost
 *        ▲                            │
 *        └──────── heard ─────────────┘          online, suspect ──(deregister)──▶ departed
 *
 * Doubt comes from silence, from a peer's report or from an overdue ack; none of them takes anybody
 * offline. Only the probe decides, and any datagram of the client's counts as an answer. The probes
 * are a chain of single waits, never one long wait beside them: after a pause of the server's own
 * process it reads what has arrived before it can run out of patience.
 *
 * `online` has two halves so that hearing from a client costs nothing while it is known to be heard:
 * the owner sends `heard` only in the states with the tag `unheard`, `quiet` and `suspect`.
 */
import { assign, emit, setup } from 'xstate';
import { PROBE_COUNT, PROBE_INTERVAL_MS, SILENCE_WINDOW_MS } from './timers.ts';

export type SessionEvent =
  /** A datagram of this session arrived. */
  | { readonly type: 'heard' }
  /** Somebody missed an ack from this client. */
  | { readonly type: 'doubt' }
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
    resetProbes: assign({ probes: 0 }),
    reportSuspected: emit({ type: 'suspected' }),
    reportCleared: emit({ type: 'cleared' }),
    reportLost: emit({ type: 'lost' }),
    reportDeparted: emit({ type: 'departed' }),
  },
  guards: {
    hasProbesLeft: ({ context }) => context.probes < PROBE_COUNT,
  },
  delays: {
    silenceWindow: SILENCE_WINDOW_MS,
    probeInterval: PROBE_INTERVAL_MS,
  },
}).createMachine({
  id: 'session',
  context: { probes: 0 },
  initial: 'online',
  on: { deregister: '.departed', unreachable: '.lost' },
  states: {
    online: {
      initial: 'heard',
      on: { doubt: 'suspect' },
      states: {
        heard: { after: { silenceWindow: 'quiet' } },
        quiet: {
          tags: 'unheard',
          on: { heard: 'heard' },
          after: { silenceWindow: '#session.suspect' },
        },
      },
    },
    suspect: {
      tags: 'unheard',
      entry: ['reportSuspected', 'resetProbes'],
      initial: 'probing',
      on: { heard: { target: 'online', actions: 'reportCleared' } },
      states: {
        probing: {
          entry: ['probe', 'countProbe'],
          after: {
            probeInterval: [
              { guard: 'hasProbesLeft', target: 'probing', reenter: true },
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
