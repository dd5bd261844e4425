/** Steps of a trace file, read as far as somebody wants them, from where somebody wants them on. */
import type { FileHandle } from 'node:fs/promises';
import type { TraceEnds } from './ends.ts';
import { LINE_FEED, LONGEST_LINE_BYTES, readBytes } from './ends.ts';
import { parseLine } from './parse.ts';
import type { TraceStep } from './trace.ts';
import { TraceError } from './trace.ts';

const READ_BYTES = 1024 * 1024;
/** A step is looked for until it is known this well where it stands. */
const NEAR_BYTES = READ_BYTES;
/**
 * What is read before the first step that is asked for, at least: the datagrams that arrive in it
 * were sent there, and by whom.
 */
const RUN_UP_BYTES = 4 * READ_BYTES;

/** A line of a file, without its line feed. */
interface Line {
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

/**
 * Reads steps in pieces: from a few thousand before the one with this number to the last.
 *
 * @throws TraceError if a line is no step
 */
export async function* stepsFrom(
  file: FileHandle,
  { body }: TraceEnds,
  number: number,
): AsyncGenerator<TraceStep[]> {
  const near = number <= 1 ? body.start : await placeOf(number, file, body);
  const start = near - RUN_UP_BYTES;
  const lines =
    start <= body.start ? linesFrom(file, body.start, body.end) : linesAfter(file, start, body.end);
  for await (const some of lines) yield some.map(stepOf);
}

/** Where a line begins that does not stand behind the step with this number, found by halving. */
async function placeOf(
  number: number,
  file: FileHandle,
  { start, end }: TraceEnds['body'],
): Promise<number> {
  let [low, high] = [start, end];
  while (high - low > NEAR_BYTES) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineAfter(file, middle, high);
    if (line === null || stepOf(line).step >= number) high = middle;
    else low = line.at;
  }
  return low;
}

/** The first line that begins after a place; null if there is none before the end. */
async function lineAfter(file: FileHandle, place: number, end: number): Promise<Line | null> {
  for await (const [line] of linesAfter(file, place, end)) if (line) return line;
  return null;
}

/** All lines but the one that is under way at a place. */
async function* linesAfter(file: FileHandle, place: number, end: number): AsyncGenerator<Line[]> {
  let isFirst = true;
  for await (const lines of linesFrom(file, place, end)) {
    yield isFirst ? lines.slice(1) : lines;
    isFirst &&= lines.length === 0;
  }
}

/** Lines in pieces, as many as are read at once. The last one ends at `end`. */
async function* linesFrom(file: FileHandle, start: number, end: number): AsyncGenerator<Line[]> {
  /** What stands there, and is not the whole of a line yet. */
  let rest: Buffer = Buffer.alloc(0);
  for (let at = start; at + rest.length < end; ) {
    const next = at + rest.length;
    const bytes = await readBytes(file, next, Math.min(READ_BYTES, end - next));
    if (bytes.length === 0) throw new TraceError('it became shorter while it was read');
    const known = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const lines: Line[] = [];
    let from = 0;
    for (;;) {
      const to = known.indexOf(LINE_FEED, from);
      if (to < 0) break;
      lines.push({ text: known.toString('utf8', from, to), at: at + from });
      from = to + 1;
    }
    rest = known.subarray(from);
    at += from;
    if (rest.length > LONGEST_LINE_BYTES)
      throw new TraceError(`the line at byte ${at} is too long`);
    yield lines;
  }
}

/** @throws TraceError if it is none */
function stepOf({ text, at }: Line): TraceStep {
  const value = read(text);
  if (value === null) throw new TraceError(`the line at byte ${at} is no step of a trace`);
  return value;
}

function read(text: string): TraceStep | null {
  try {
    const value = parseLine(text, 0);
    return 'end' in value ? null : value;
  } catch {
    return null;
  }
}
