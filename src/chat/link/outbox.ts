import type { Frame } from '../wire/datagram.ts';
import { MAX_BODY_BYTES } from '../wire/datagram.ts';

const MAX_BACK = 0xffff;

/** The ids of the frames of one message. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** The sending end of a stream: numbers the frames and keeps each until it is settled. */
export class Outbox {
  private nextId = 1;
  private floorId = 1;
  private readonly frames = new Map<number, Frame>();
  private held: readonly number[] = [];

  /** Every frame below this is acked or given up. */
  get floor(): number {
    return this.floorId;
  }

  get unsettledFrames(): number {
    return this.frames.size;
  }

  /** Cuts a message into frames under the next ids. */
  push(code: number, body: Uint8Array): Span {
    const first = this.nextId;
    let offset = 0;
    do {
      const end = Math.min(offset + MAX_BODY_BYTES, body.length);
      const piece = offset === 0 && end === body.length ? body : body.subarray(offset, end);
      const id = this.nextId++;
      this.frames.set(id, { code, more: end < body.length, id, back: 0, body: piece });
      offset = end;
    } while (offset < body.length);
    return { first, last: this.nextId - 1 };
  }

  /**
   * The receiver has taken everything below `next` and holds the ranges above.
   *
   * @returns whether that is news; an ack of what was never sent is not
   */
  settle(next: number, held: readonly number[]): boolean {
    if (next > this.nextId || next < this.floorId) return false;
    this.held = held;
    const isNews = next > this.floorId;
    for (; this.floorId < next; this.floorId++) this.frames.delete(this.floorId);
    this.raiseFloor();
    return isNews;
  }

  /** Gives a message up: its frames are not sent again, and later ones say so. */
  abandon(span: Span): void {
    for (let id = span.first; id <= span.last; id++) this.frames.delete(id);
    this.raiseFloor();
  }

  /** The frames of a message that the receiver still lacks. */
  lacking(span: Span): Frame[] {
    const frames: Frame[] = [];
    for (let id = span.first; id <= span.last; id++) {
      const frame = this.frames.get(id);
      if (frame && !this.isHeld(id)) frames.push(frame);
    }
    return frames;
  }

  /** The frame as it is to leave now; null if it was settled since it was queued. */
  departing(frame: Frame): Frame | null {
    if (!this.frames.has(frame.id)) return null;
    return { ...frame, back: Math.min(frame.id - this.floorId, MAX_BACK) };
  }

  private isHeld(id: number): boolean {
    for (let i = 0; i + 1 < this.held.length; i += 2) {
      if (id >= (this.held[i] as number) && id <= (this.held[i + 1] as number)) return true;
    }
    return false;
  }

  private raiseFloor(): void {
    const { floorId } = this;
    while (this.floorId < this.nextId && !this.frames.has(this.floorId)) this.floorId++;
    // The receiver waits for what was given up: only another frame tells it that the floor rose.
    if (this.floorId > floorId) this.held = [];
  }
}
