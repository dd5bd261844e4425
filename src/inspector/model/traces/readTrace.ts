/** Reads a trace piece by piece, however long it is, while the page stays alive. */

import { TraceReader } from '../../../trace/parse.ts';
import type { TraceEnd, TraceHeader } from '../../../trace/trace.ts';
import { TraceError } from '../../../trace/trace.ts';
import { Timeline } from '../timeline.ts';
import { Departures } from './departures.ts';

export interface ReadingOptions {
  /** Called before each pause, and at the end. */
  onProgress?(progress: ReadingProgress): void;
  /** Ends the reading: `readTrace` rejects with its reason. */
  readonly signal?: AbortSignal;
  /** The time, in milliseconds since any moment. */
  nowMs?(): number;
  /** Lets others have their turn. */
  pause?(): Promise<void>;
}

interface ReadingProgress {
  readonly bytes: number;
  readonly steps: number;
}

/** What was read. */
export interface ReadTrace {
  readonly header: TraceHeader;
  readonly timeline: Timeline;
  readonly end: TraceEnd | null;
  /** Why the trace is not complete; the steps before are in the timeline all the same. */
  readonly problem: TraceError | null;
}

export type Bytes = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Work between two pauses. */
const SLICE_MS = 10;
/** No line of ours comes near; without a bound, a foreign file could fill the memory. */
const MAX_LINE = 2 ** 25;

/**
 * Reads a trace into a timeline.
 *
 * @throws TraceError if it is no trace at all; whatever is wrong after its first line is told by
 *   `problem`
 */
export async function readTrace(bytes: Bytes, options: ReadingOptions = {}): Promise<ReadTrace> {
  const reading = new Reading(options);
  try {
    for await (const chunk of chunksOf(bytes)) await reading.take(chunk);
    return reading.finish(null);
  } catch (error) {
    if (error instanceof TraceError) return reading.finish(error);
    throw error;
  }
}

class Reading {
  private readonly options: ReadingOptions;
  private readonly nowMs: () => number;
  // A mark at the beginning is not ours: it is not to be taken away unseen.
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly reader = new TraceReader();
  private readonly departures = new Departures();
  private timeline: Timeline | null = null;
  private rest = '';
  private bytes = 0;
  private steps = 0;
  private lastStep = 0;
  private sliceEndMs: number;

  constructor(options: ReadingOptions) {
    this.options = options;
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.sliceEndMs = this.nowMs() + SLICE_MS;
  }

  async take(chunk: Uint8Array): Promise<void> {
    this.bytes += chunk.length;
    const text = this.decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      // What was left over is not looked through again: a long line would take the square of it.
      const line = this.rest + text.slice(start, end);
      this.rest = '';
      start = end + 1;
      this.line(line);
      if (this.nowMs() >= this.sliceEndMs) await this.pause();
    }
    this.rest += text.slice(start);
    if (this.rest.length > MAX_LINE) throw this.tooLong();
  }

  /** @throws TraceError if there is nothing to show */
  finish(error: TraceError | null): ReadTrace {
    const ending = error ?? this.ending();
    const { header } = this.reader;
    const { timeline } = this;
    if (!timeline || !header) {
      throw ending instanceof TraceError ? ending : new TraceError('this is not a statechat trace');
    }
    const end = ending instanceof TraceError ? null : ending;
    if (end) this.close(timeline, header, end);
    this.options.onProgress?.({ bytes: this.bytes, steps: this.steps });
    return { header, timeline, end, problem: ending instanceof TraceError ? ending : null };
  }

  private tooLong(): TraceError {
    const isTrace = this.reader.header !== null;
    return new TraceError(isTrace ? 'a line is too long' : 'this is not a statechat trace');
  }

  private ending(): TraceEnd | TraceError | null {
    try {
      return this.reader.finish(this.rest + this.decoder.decode()).end;
    } catch (error) {
      if (error instanceof TraceError) return error;
      throw error;
    }
  }

  private close(timeline: Timeline, header: TraceHeader, end: TraceEnd): void {
    if (end.violation) timeline.violated(end.violation);
    if (header.source !== 'lab') timeline.leftOut(Math.max(0, end.steps - this.lastStep));
  }

  private line(line: string): void {
    const step = this.reader.take(line);
    const { header } = this.reader;
    if (header) this.timeline ??= new Timeline({ arePromisesChecked: header.source === 'lab' });
    if (step === null || !this.timeline) return;
    const isFromLab = header?.source === 'lab';
    if (!isFromLab) this.timeline.leftOut(Math.max(0, step.step - this.lastStep - 1));
    this.timeline.append(isFromLab ? step : this.departures.joined(step));
    this.lastStep = step.step;
    this.steps++;
  }

  private async pause(): Promise<void> {
    const { onProgress, pause = nextTurn, signal } = this.options;
    onProgress?.({ bytes: this.bytes, steps: this.steps });
    await pause();
    signal?.throwIfAborted();
    this.sliceEndMs = this.nowMs() + SLICE_MS;
  }
}

async function* chunksOf(bytes: Bytes): AsyncGenerator<Uint8Array> {
  if (!('getReader' in bytes)) {
    yield* bytes;
    return;
  }
  // Not every browser can iterate over a stream.
  const reader = bytes.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

/** After what else is waiting. A timer would be slowed down where the page is not in sight. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const isOver = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', isOver, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
