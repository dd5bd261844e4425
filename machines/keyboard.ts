/**
 * What the bytes of a terminal are at this moment: typing, an escape sequence that was cut between
 * two reads, or a paste.
 *
 *     typing ◀──(whole)── sequence: fresh ──(a moment)──▶ stale       a key that only looked like
 *       ▲                                                             the start of one is over
 *       └──(pasteEnded)── paste: flowing ⇄ doubted ──(quiet)──▶ typing
 *
 * A terminal sends a sequence in one piece, and only the network cuts it; alt-[, alt-P or alt-]
 * send a start to which no rest will come. Neither can be told by its bytes, so time decides. The
 * mark that ends a paste may be lost: a control key that comes by itself, with nothing before or
 * after it, is pressed by a person. The reader (`src/cli/terminal/keyReader.ts`) knows the bytes,
 * the chart knows what they are part of.
 */
import { emit, setup } from 'xstate';
import { LONE_KEY_QUIET_MS, SEQUENCE_PATIENCE_MS } from './terminalTimers.ts';

export type KeyboardEvent =
  /** A read ended inside an escape sequence. */
  | { readonly type: 'cut' }
  /** No sequence is under way: it has ended, or was given up. */
  | { readonly type: 'whole' }
  /** The mark that begins a paste. */
  | { readonly type: 'pasteBegun' }
  /** The mark that ends it. */
  | { readonly type: 'pasteEnded' }
  /** More of a paste. */
  | { readonly type: 'pasted' }
  /** A control key alone in a read. */
  | { readonly type: 'loneControl' };

/** The paste is over without its mark: the lone keys are keys. */
export type KeyboardEffect = { readonly type: 'pasteAbandoned' };

export const keyboard = setup({
  types: {
    events: {} as KeyboardEvent,
    emitted: {} as KeyboardEffect,
  },
  actions: {
    abandonPaste: emit({ type: 'pasteAbandoned' }),
  },
  delays: {
    sequencePatience: SEQUENCE_PATIENCE_MS,
    loneKeyQuiet: LONE_KEY_QUIET_MS,
  },
}).createMachine({
  id: 'keyboard',
  initial: 'typing',
  states: {
    typing: {
      on: { cut: 'sequence', pasteBegun: 'paste' },
    },
    sequence: {
      initial: 'fresh',
      on: { cut: '.fresh', whole: 'typing', pasteBegun: 'paste' },
      states: {
        fresh: { after: { sequencePatience: 'stale' } },
        stale: {},
      },
    },
    paste: {
      initial: 'flowing',
      on: { pasteEnded: 'typing' },
      states: {
        flowing: { on: { loneControl: 'doubted' } },
        doubted: {
          on: { pasted: 'flowing', loneControl: { target: 'doubted', reenter: true } },
          after: { loneKeyQuiet: { target: '#keyboard.typing', actions: 'abandonPaste' } },
        },
      },
    },
  },
});
