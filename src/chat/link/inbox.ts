import { HALF_DONE_MS } from '../../../machines/timers.ts';
import type { Frame } from '../wire/datagram.ts';

/** Frames that a receiver takes beyond what it has handed on: its credit. */
export const WINDOW_FRAMES = 256;

/** A complete message as it came off the stream, in order. */
export interface Arrival {
  readonly code: number;
  /** Id of its first frame: the `re` of a response. */
  readonly id: number;
  readonly body: Uint8Array;
}

/** Messages that stay where they are because their reader is not ready for them. */
export interface Refused {
  readonly code: number;
  /** Code of those that are taken, but do not overtake one that stays. */
  readonly behind: number;
}

/**
 * The receiving end of a stream: keeps frames that come in any order and any number of times, and
 * gives out each message once, whole and in order, when its owner takes it.
 */
export class Inbox {
  private nextId = 1;
  private readonly held = new Map<number, Frame>();
  /** Frames that are held, of messages that were given out before their turn. */
  private readonly overtaken = new Set<number>();
  private pieces: Frame[] = [];
  private piecesBytes = 0;
  private isInsideDropped = false;
  /** What was missing when somebody last looked, and since when. */
  private missing: { readonly id: number; readonly sinceMs: number } | null = null;
  private readonly maxMessageBytes: number;

  /** @param maxMessageBytes a message in pieces that grows beyond this is dropped */
  constructor(maxMessageBytes: number) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Every frame below this has been taken or skipped. */
  get next(): number {
    return this.nextId;
  }

  /** Every frame below this is of messages that were given out, dropped or skipped. */
  get handedOn(): number {
    return this.pieces[0]?.id ?? this.nextId;
  }

  /** Keeps a frame that is within the credit; one that was kept or taken before changes nothing. */
  keep(frame: Frame): void {
    this.skipTo(frame.id - frame.back);
    if (frame.id >= this.nextId && !this.held.has(frame.id)) this.held.set(frame.id, frame);
  }

  /** The sender has given up everything before `id`: a message cut there will not be completed. */
  skipTo(id: number): void {
    if (id <= this.nextId) return;
    for (const ids of [this.held, this.overtaken]) {
      for (const passed of ids.keys()) if (passed < id) ids.delete(passed);
    }
    this.nextId = id;
    this.dropPieces();
  }

  /** To be called now and then: lets go of what has waited too long for what is missing. */
  tidy(nowMs: number): void {
    const { nextId: id, missing } = this;
    const isHalf = this.held.size > 0 || this.pieces.length > 0;
    if (!isHalf || this.held.has(id)) this.missing = null;
    else if (missing?.id !== id) this.missing = { id, sinceMs: nowMs };
    else if (nowMs - missing.sinceMs >= HALF_DONE_MS) this.letGo();
  }

  /**
   * The next message, if it is there.
   *
   * @param refused messages that stay where they are, and are overtaken by others
   */
  take(refused: Refused | null = null): Arrival | null {
    for (let frame = this.held.get(this.nextId); frame; frame = this.held.get(this.nextId)) {
      if (frame.code === refused?.code) return this.takeBehind(refused);
      this.held.delete(this.nextId);
      const isOvertaken = this.overtaken.delete(this.nextId);
      this.nextId++;
      const arrival = isOvertaken ? null : this.join(frame);
      if (arrival) return arrival;
    }
    return null;
  }

  /** A whole message behind refused ones. A gap may be anything: nothing overtakes it. */
  private takeBehind({ code: refused, behind }: Refused): Arrival | null {
    const frames: Frame[] = [];
    let isInsideRefused = false;
    for (let frame = this.held.get(this.nextId); frame; frame = this.held.get(frame.id + 1)) {
      isInsideRefused ||= frame.code === refused || frame.code === behind;
      if (isInsideRefused) {
        isInsideRefused = frame.more;
        continue;
      }
      if (this.overtaken.has(frame.id)) continue;
      frames.push(frame);
      if (frame.more) continue;
      for (const { id } of frames) this.overtaken.add(id);
      const [{ code, id }] = frames as [Frame];
      return { code, id, body: bodyOf(frames) };
    }
    return null;
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
    // A copy, lest a byte hold on to the datagram that brought it; of a Buffer `slice` is none.
    this.pieces.push({ ...frame, body: Uint8Array.prototype.slice.call(frame.body) });
    if (frame.more) return null;
    const body = bodyOf(this.pieces);
    this.dropPieces();
    return { code: first.code, id: first.id, body };
  }

  /** Should the rest of a message come after all, it is dropped. */
  private letGo(): void {
    const isInside = this.isInsideDropped || this.pieces.length > 0;
    this.held.clear();
    this.overtaken.clear();
    this.dropPieces();
    this.isInsideDropped = isInside;
    this.missing = null;
  }

  private dropPieces(): void {
    this.isInsideDropped = false;
    this.pieces = [];
    this.piecesBytes = 0;
  }
}

function bodyOf(pieces: readonly Frame[]): Uint8Array {
  const [first] = pieces;
  if (first && pieces.length === 1) return first.body;
  const body = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.body.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    body.set(piece.body, offset);
    offset += piece.body.length;
  }
  return body;
}
