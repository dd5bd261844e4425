import type { Frame } from '../wire/datagram.ts';

/** Frames ahead of a gap that are kept; what lies beyond is not taken and not acked. */
export const WINDOW_FRAMES = 256;
/** Ranges of held frames that one ack names. */
const MAX_RANGES = 8;

/** A complete message as it came off the stream, in order. */
export interface Arrival {
  readonly code: number;
  /** Id of its first frame: the `re` of a response. */
  readonly id: number;
  readonly body: Uint8Array;
}

/**
 * The receiving end of a stream: takes frames in any order and any number of times, gives out each
 * message once, whole and in order.
 */
export class Inbox {
  private nextId = 1;
  private readonly held = new Map<number, Frame>();
  /** Frames that could not be taken when they came, and will come again: whether more follow. */
  private readonly refused = new Map<number, boolean>();
  /** Frames that are held, of messages that were given out before their turn. */
  private readonly overtaken = new Set<number>();
  private refusedCode = 0;
  private pieces: Frame[] = [];
  private piecesBytes = 0;
  private isInsideDropped = false;
  private readonly maxMessageBytes: number;

  /** @param maxMessageBytes a message in pieces that grows beyond this is dropped */
  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Every frame below this has been taken or skipped. */
  get next(): number {
    return this.nextId;
  }

  /**
   * Takes a frame and returns the messages that it completes. The frame is to be acked whatever
   * comes back: an ack says where the stream stands, so that a duplicate is answered too.
   */
  take(frame: Frame): readonly Arrival[] {
    this.skipTo(frame.id - frame.back);
    const ahead = frame.id - this.nextId;
    if (ahead >= 0 && ahead < WINDOW_FRAMES && !this.held.has(frame.id)) {
      this.held.set(frame.id, frame);
    }
    return [...this.drain(), ...this.overtaking()];
  }

  /**
   * Lets a frame go whose message cannot be taken now. It is not to be acked, and comes again.
   * Messages of other codes that follow do not wait for it.
   *
   * @returns the messages that are complete, if the frame says that earlier ones were given up
   */
  refuse(frame: Frame): readonly Arrival[] {
    this.skipTo(frame.id - frame.back);
    const ahead = frame.id - this.nextId;
    if (ahead >= 0 && ahead < WINDOW_FRAMES && !this.held.has(frame.id)) {
      this.refused.set(frame.id, frame.more);
      this.refusedCode = frame.code;
    }
    return [...this.drain(), ...this.overtaking()];
  }

  /** Ranges of frames that wait for a gap to close: first, last, first, last, … */
  heldRanges(): number[] {
    if (this.held.size === 0) return [];
    const ranges: number[] = [];
    const ids = [...this.held.keys()].sort((a, b) => a - b);
    for (const id of ids) {
      if (ranges.length > 0 && ranges[ranges.length - 1] === id - 1) ranges[ranges.length - 1] = id;
      else if (ranges.length === 2 * MAX_RANGES) break;
      else ranges.push(id, id);
    }
    return ranges;
  }

  /** The sender has given up everything before `id`: a message cut there will not be completed. */
  private skipTo(id: number): void {
    if (id <= this.nextId) return;
    for (const ids of [this.held, this.refused, this.overtaken]) {
      for (const passed of ids.keys()) if (passed < id) ids.delete(passed);
    }
    this.nextId = id;
    this.dropPieces();
  }

  private drain(): Arrival[] {
    const arrivals: Arrival[] = [];
    for (let frame = this.held.get(this.nextId); frame; frame = this.held.get(this.nextId)) {
      this.held.delete(this.nextId);
      this.refused.delete(this.nextId);
      const isOvertaken = this.overtaken.delete(this.nextId);
      this.nextId++;
      const arrival = isOvertaken ? null : this.join(frame);
      if (arrival) arrivals.push(arrival);
    }
    return arrivals;
  }

  /** Whole messages behind refused ones. A gap may be anything: nothing overtakes it. */
  private overtaking(): Arrival[] {
    const arrivals: Arrival[] = [];
    if (this.refused.size === 0) return arrivals;
    let frames: Frame[] = [];
    let isInsideRefused = false;
    for (let id = this.nextId; this.held.has(id) || this.refused.has(id); id++) {
      const frame = this.held.get(id);
      isInsideRefused ||= frame === undefined || frame.code === this.refusedCode;
      if (isInsideRefused) {
        isInsideRefused = frame?.more ?? this.refused.get(id) ?? false;
        continue;
      }
      if (frame === undefined || this.overtaken.has(id)) continue;
      frames.push(frame);
      if (frame.more) continue;
      for (const { id: done } of frames) this.overtaken.add(done);
      const [{ code, id: first }] = frames as [Frame];
      arrivals.push({ code, id: first, body: bodyOf(frames) });
      frames = [];
    }
    return arrivals;
  }

  private join(frame: Frame): Arrival | null {
    if (this.isInsideDropped) {
      this.isInsideDropped = frame.more;
      return null;
    }
    const first = this.pieces[0] ?? frame;
    if (first === frame && !frame.more) {
      return { code: frame.code, id: frame.id, body: frame.body };
    }
    this.piecesBytes += frame.body.length;
    // A piece without a byte would let a message go on for ever under any limit.
    const isEndless = this.piecesBytes > this.maxMessageBytes || frame.body.length === 0;
    if (frame.code !== first.code || isEndless) {
      this.dropPieces();
      this.isInsideDropped = frame.more;
      return null;
    }
    // A copy, lest a byte hold on to the datagram that brought it.
    this.pieces.push({ ...frame, body: frame.body.slice() });
    if (frame.more) return null;
    const body = bodyOf(this.pieces);
    this.dropPieces();
    return { code: first.code, id: first.id, body };
  }

  private dropPieces(): void {
    this.isInsideDropped = false;
    this.pieces = [];
    this.piecesBytes = 0;
  }
}

function bodyOf(pieces: readonly Frame[]): Uint8Array {
  const body = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.body.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    body.set(piece.body, offset);
    offset += piece.body.length;
  }
  return body;
}
