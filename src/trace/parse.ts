/** Reads what `trace.ts` describes. */
import { isEnd, isStep } from './shape.ts';
import type { Trace, TraceEnd, TraceHeader, TraceStep } from './trace.ts';
import { TRACE_VERSION, TraceError } from './trace.ts';

/**
 * Reads a trace.
 *
 * @throws TraceError if the text is not a complete trace of this version
 */
export function parseTrace(text: string): Trace {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  const reader = new TraceReader();
  const steps: TraceStep[] = [];
  for (const line of lines) {
    const step = reader.take(line);
    if (step) steps.push(step);
  }
  return { ...reader.finish(rest), steps };
}

/** Takes a trace line by line, and knows which line may come after which. */
export class TraceReader {
  /** The first line; null before it was taken. */
  header: TraceHeader | null = null;
  private end: TraceEnd | null = null;
  private lines = 0;
  private steps = 0;

  /**
   * Takes the next line, without its line feed.
   *
   * @returns the step in it; null if it is the header or the end
   * @throws TraceError if it cannot stand there
   */
  take(line: string): TraceStep | null {
    const number = ++this.lines;
    if (this.header === null) {
      this.header = parseHeader(line);
      return null;
    }
    const value = parseLine(line, number);
    if (this.end !== null) throw new TraceError(`line ${number} comes after the end of the trace`);
    if ('end' in value) {
      this.end = value;
      return null;
    }
    this.steps++;
    return value;
  }

  /**
   * There is no more.
   *
   * @param rest what stands after the last line feed
   * @throws TraceError if the trace is not complete
   */
  finish(rest: string): Omit<Trace, 'steps'> {
    const { header, end } = this;
    if (rest !== '') throw new TraceError('the trace is cut off in the middle of a line');
    if (header === null) throw new TraceError('this is not a statechat trace');
    if (end === null && header.source === 'lab') {
      throw new TraceError(`the trace is cut off after step ${this.steps}`);
    }
    return { header, end };
  }
}

/**
 * Reads the first line of a trace.
 *
 * @throws TraceError if the line does not begin a trace of this version
 */
export function parseHeader(line: string): TraceHeader {
  const header = parseJson(line, 1) as Partial<TraceHeader> | null;
  if (header?.trace !== 'statechat') throw new TraceError('this is not a statechat trace');
  if (header.version !== TRACE_VERSION) {
    const version: unknown = header.version;
    // Not every object becomes a text.
    const named = typeof version === 'object' ? '…' : String(version).slice(0, 20);
    throw new TraceError(`this trace has version ${named}; this program reads ${TRACE_VERSION}`);
  }
  return header as TraceHeader;
}

/**
 * Reads one of the lines that follow the header.
 *
 * @param number of the line, for the message; the header's is 1
 * @throws TraceError if the line is neither a step nor an end
 */
export function parseLine(line: string, number: number): TraceStep | TraceEnd {
  const value = parseJson(line, number);
  if (isEnd(value) || isStep(value)) return value;
  throw new TraceError(`line ${number} is neither a step nor the end of a trace`);
}

function parseJson(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    if (number === 1) throw new TraceError('this is not a statechat trace');
    throw new TraceError(`line ${number} is not JSON`);
  }
}
