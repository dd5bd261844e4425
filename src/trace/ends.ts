/** Both ends of a trace file tell whether it is one and whether it is whole, however large it is. */
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { parseHeader, parseLine } from './parse.ts';
import type { TraceEnd, TraceHeader, TraceStep } from './trace.ts';
import { TraceError } from './trace.ts';
import { reasonOf } from './writer.ts';

export const LINE_FEED = 0x0a;
const FIRST_READ_BYTES = 65_536;
/** No line of a trace is longer: what goes on is something else. */
export const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

/** What the first and the last line of a trace file say. */
export interface TraceEnds {
  readonly header: TraceHeader;
  /** Where the lines between them stand in the file. */
  readonly body: { readonly start: number; readonly end: number };
  /** The number of the last step; 0 if there is none. */
  readonly lastStep: number;
  /** Missing where the process that wrote it was killed. */
  readonly end: TraceEnd | null;
}

/**
 * Looks at the first and at the last line of a trace file.
 *
 * @throws TraceError if it cannot be read, is not a trace of this version, or is cut off
 */
export async function checkTraceFile(path: string): Promise<void> {
  await withTraceFile(path, readEnds);
}

/**
 * Opens a trace file as long as something is done with it.
 *
 * @throws TraceError if it cannot be opened or read, or is found to be none
 */
export async function withTraceFile<T>(
  path: string,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    return await use(file);
  } catch (error) {
    if (error instanceof TraceError) throw new TraceError(`${path}: ${error.message}`);
    if (!isOfReading(error)) throw error;
    throw new TraceError(`cannot read ${path}: ${reasonOf(error)}`);
  } finally {
    await file?.close();
  }
}

function isOfReading(error: unknown): error is NodeJS.ErrnoException {
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall === 'open' || syscall === 'fstat' || syscall === 'read';
}

/** @throws TraceError if the file is not a trace of this version, or is cut off */
export async function readEnds(file: FileHandle): Promise<TraceEnds> {
  const { size } = await file.stat();
  const first = await firstLine(file, size);
  const header = parseHeader(first.toString());
  const start = first.length + 1;
  const last = size > start ? await lastLine(file, size) : null;
  const value = last === null ? null : readLast(last.toString());
  const end = value !== null && 'end' in value ? value : null;
  const lastStep = value === null ? 0 : 'end' in value ? value.steps : value.step;
  if (header.source === 'lab' && end === null) {
    throw new TraceError(`the trace is cut off after step ${lastStep}`);
  }
  const bodyEnd = end === null ? size : size - (last?.length ?? 0) - 1;
  return { header, body: { start, end: bodyEnd }, lastStep, end };
}

/** Without its line feed. */
async function firstLine(file: FileHandle, size: number): Promise<Buffer> {
  for (let bytes = FIRST_READ_BYTES; ; bytes *= 4) {
    const start = await readBytes(file, 0, Math.min(bytes, size));
    const end = start.indexOf(LINE_FEED);
    if (end >= 0) return start.subarray(0, end);
    if (bytes < size && bytes < LONGEST_LINE_BYTES) continue;
    // Not even the header is there: say so only if it might be one.
    if (start.subarray(0, OPENING.length).toString() === OPENING) throw new TraceError(CUT_OFF);
    throw new TraceError('this is not a statechat trace');
  }
}

/** Without its line feed. The file holds a line before it. */
async function lastLine(file: FileHandle, size: number): Promise<Buffer> {
  for (let bytes = FIRST_READ_BYTES; ; bytes *= 4) {
    const length = Math.min(bytes, size);
    const end = await readBytes(file, size - length, length);
    if (end.at(-1) !== LINE_FEED) throw new TraceError(CUT_OFF);
    const before = end.lastIndexOf(LINE_FEED, -2);
    if (before >= 0) return end.subarray(before + 1, -1);
    if (bytes >= LONGEST_LINE_BYTES) throw new TraceError('its last line is too long');
  }
}

/** What stands there; less at the end of the file. */
export async function readBytes(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function readLast(line: string): TraceStep | TraceEnd {
  try {
    return parseLine(line, 0);
  } catch {
    throw new TraceError('its last line is neither a step nor the end of a trace');
  }
}

const OPENING = '{"trace":"statechat"';
const CUT_OFF = 'the trace is cut off in the middle of a line';
