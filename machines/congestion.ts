/**
 * How a connection takes what its path can carry: NewReno, as RFC 9002 section 7 draws it.
 *
 *     slowStart ──(as much as was once lost at)──▶ congestionAvoidance
 *        │  ▲                                          │    ▲
 *    (loss) │                                       (loss)  │
 *        │  └──(an ack)── persistentCongestion         ▼    │
 *        └────────────────────▲───────────────────▶ recovery
 *                             └──(all of a long time is lost)
 *
 * The arithmetic of the window is a plain function of the mode (`src/chat/connection/`): this machine
 * says which mode it is, and is there only while something is being carried.
 */
import { setup } from 'xstate';

export type CongestionEvent =
  /** A datagram was lost that was sent since the last recovery began. */
  | { readonly type: 'lost' }
  /** Everything that was sent for a long time is lost. */
  | { readonly type: 'collapsed' }
  /** A datagram was acked that was sent since the recovery began, or since the collapse. */
  | { readonly type: 'recovered' }
  /** The window has reached the threshold. */
  | { readonly type: 'filled' };

export type CongestionMode =
  | 'slowStart'
  | 'congestionAvoidance'
  | 'recovery'
  | 'persistentCongestion';

export const congestion = setup({
  types: { events: {} as CongestionEvent },
}).createMachine({
  id: 'congestion',
  initial: 'slowStart',
  on: { collapsed: '.persistentCongestion' },
  states: {
    slowStart: { on: { lost: 'recovery', filled: 'congestionAvoidance' } },
    congestionAvoidance: { on: { lost: 'recovery' } },
    recovery: { on: { recovered: 'congestionAvoidance' } },
    persistentCongestion: { on: { recovered: 'slowStart', lost: 'recovery' } },
  },
});
