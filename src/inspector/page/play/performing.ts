/**
 * A play is performed again, up to some step: to be forked there, or because it was saved.
 *
 *     idle ──perform──▶ performing ──(done, failed, cancel)──▶ idle
 *
 * A long play takes a while: it is done in slices, so that the page stays awake and can show how far
 * it is.
 */
import { assertEvent, assign, fromCallback, setup } from 'xstate';
import type { Sandbox } from '../../../lab/sandbox/sandbox.ts';

/** What is to be performed. */
export interface Performance {
  readonly run: Generator<number, Sandbox>;
  /** Steps that it will take, as far as that is known. */
  readonly steps: number;
  onDone(sandbox: Sandbox): void;
  /** @param reason in one sentence */
  onFailed(reason: string): void;
}

export type PerformingEvent =
  | { readonly type: 'perform'; readonly performance: Performance }
  | { readonly type: 'cancel' }
  | { readonly type: 'progress'; readonly steps: number }
  | { readonly type: 'done'; readonly sandbox: Sandbox }
  | { readonly type: 'failed'; readonly reason: string };

/** Work at a stretch, in milliseconds: a frame may be late once, but not twice. */
const SLICE_MS = 20;

/** Carries out a performance slice by slice, the first at once. */
const slices = fromCallback<PerformingEvent, Performance | null>(({ sendBack, input }) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const goOn = () => {
    const endMs = performance.now() + SLICE_MS;
    try {
      for (let next = input?.run.next(); next; next = input?.run.next()) {
        if (next.done) {
          sendBack({ type: 'done', sandbox: next.value });
          return;
        }
        if (performance.now() < endMs) continue;
        sendBack({ type: 'progress', steps: next.value });
        timer = setTimeout(goOn, 0);
        return;
      }
    } catch (error) {
      sendBack({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
    }
  };
  timer = setTimeout(goOn, 0);
  return () => clearTimeout(timer);
});

export const performing = setup({
  types: {
    context: {} as { readonly performance: Performance | null; readonly share: number },
    events: {} as PerformingEvent,
  },
  actors: { slices },
  actions: {
    begin: assign(({ event }) => {
      assertEvent(event, 'perform');
      return { performance: event.performance, share: 0 };
    }),
    note: assign(({ context, event }) => {
      assertEvent(event, 'progress');
      return { share: Math.min(1, event.steps / Math.max(1, context.performance?.steps ?? 1)) };
    }),
    finish: ({ context, event }) => {
      assertEvent(event, 'done');
      context.performance?.onDone(event.sandbox);
    },
    fail: ({ context, event }) => {
      assertEvent(event, 'failed');
      context.performance?.onFailed(event.reason);
    },
    forget: assign({ performance: null, share: 0 }),
  },
}).createMachine({
  id: 'performing',
  context: { performance: null, share: 0 },
  initial: 'idle',
  states: {
    idle: {
      on: { perform: { target: 'performing', actions: 'begin' } },
    },
    performing: {
      invoke: { src: 'slices', input: ({ context }) => context.performance },
      on: {
        progress: { actions: 'note' },
        cancel: { target: 'idle', actions: 'forget' },
        done: { target: 'idle', actions: ['finish', 'forget'] },
        failed: { target: 'idle', actions: ['fail', 'forget'] },
      },
    },
  },
});
