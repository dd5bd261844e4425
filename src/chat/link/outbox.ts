import { codeOf } from '../wire/codec.ts';
import type { Frame } from '../wire/datagram.ts';
import { FRAME_HEADER_BYTES, MAX_BODY_BYTES } from '../wire/datagram.ts';
import { WINDOW_FRAMES } from './inbox.ts';
import type { PageFeed } from './pageFeed.ts';

const MAX_BACK = 0xffff;
const PAGE = codeOf('UPDATED_TABLE');

/** The ids of the frames of one message. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** A frame that is not settled. */
interface Kept {
  readonly code: number;
  readonly more: boolean;
  readonly id: number;
  readonly body: Uint8Array;
  readonly span: Span;
  /** Number of the datagram in which it left last. */
  number: number;
  /** Waits to leave; is on its way; is with the other end, which may wait for one before it. */
  at: 'due' | 'onItsWay' | 'held';
}

/** What a datagram carries is known by the ids of its frames, and that of a page by where it begins. */
const pageId = (place: number) => -1 - place;
const placeOf = (id: number) => -1 - id;

/**
 * The sending end of a stream: numbers the frames and keeps each until it is settled. Where there is
 * nothing of it to send, pages leave.
 */
export class Outbox {
  private nextId = 1;
  private floorId = 1;
  /** The first that has never left. */
  private unsentId = 1;
  /** The other end has taken every frame below this. */
  private takenId = 1;
  /** The other end takes no frame from here on. */
  private limitId = 1 + WINDOW_FRAMES;
  private readonly frames = new Map<number, Kept>();
  /** Those that have to leave again, rising. */
  private again: number[] = [];
  private readonly pages: PageFeed | undefined;

  constructor(pages?: PageFeed) {
    this.pages = pages;
  }

  /** Every frame below this is acked or given up. */
  get floor(): number {
    return this.floorId;
  }

  /** The first frame that has never left. */
  get unsent(): number {
    return this.unsentId;
  }

  get unsettledFrames(): number {
    return this.frames.size;
  }

  /** Whether anything is on its way, or waits to be. */
  get isOwed(): boolean {
    return this.frames.size > 0 || this.pages?.isOwed === true;
  }

  /** Whether there is something to send that the other end takes. */
  get isDue(): boolean {
    return this.nextOfStream() !== null || this.pages?.isDue === true;
  }

  /** Whether something waits for nothing but the credit of the other end. */
  get isOutOfCredit(): boolean {
    return this.unsentId < this.nextId && this.nextOfStream() === null;
  }

  /** Cuts a message into frames under the next ids. */
  push(code: number, body: Uint8Array): Span {
    const count = Math.max(1, Math.ceil(body.length / MAX_BODY_BYTES));
    const span = { first: this.nextId, last: this.nextId + count - 1 };
    for (let piece = 0; piece < count; piece++) {
      const offset = piece * MAX_BODY_BYTES;
      const id = this.nextId++;
      this.frames.set(id, {
        code,
        more: id < span.last,
        id,
        body: count === 1 ? body : body.subarray(offset, offset + MAX_BODY_BYTES),
        span,
        number: 0,
        at: 'due',
      });
    }
    return span;
  }

  /**
   * The receiver has taken everything below `next`, and takes what is below `limit`.
   *
   * @returns whether something is settled that was not; an ack of what was never sent is not
   */
  settle(next: number, limit: number): boolean {
    if (next > this.unsentId) return false;
    if (limit > this.limitId) this.limitId = limit;
    if (next > this.takenId) this.takenId = next;
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

  /** The next frame that may leave; `number` is not 0 if it did before. */
  next(): Pick<Kept, 'id' | 'body' | 'number'> | null {
    const kept = this.nextOfStream();
    const page = kept ? null : (this.pages?.next() ?? null);
    return page ? { id: pageId(page.place), body: page.body, number: page.isAgain ? 1 : 0 } : kept;
  }

  /** The next frame leaves in a datagram of this number. */
  depart(number: number): Frame {
    const kept = this.nextOfStream();
    if (!kept) return this.departPage(number);
    if (kept.id === this.unsentId) this.unsentId++;
    else this.again.shift();
    kept.number = number;
    kept.at = 'onItsWay';
    const { code, more, id, body } = kept;
    return { code, more, id, back: Math.min(id - this.floorId, MAX_BACK), body };
  }

  /** The other end has a datagram with these frames. */
  held(ids: readonly number[]): void {
    for (const id of ids) {
      const kept = this.frames.get(id);
      if (kept) kept.at = 'held';
      else if (id < 0) this.pages?.arrived(placeOf(id));
    }
    this.tellFloor();
  }

  /** A datagram with these frames was lost; those that did not leave in a later one leave again. */
  lost(number: number, ids: readonly number[]): void {
    for (const id of ids) {
      const kept = this.frames.get(id);
      if (kept?.number === number && kept.at === 'onItsWay') this.queueAgain(kept);
      else if (id < 0) this.pages?.lost(number, placeOf(id));
    }
  }

  /**
   * The oldest frames on their way leave again, as many as fit.
   *
   * @param maxBytes with their headers; a page leaves only where there is room for any
   * @returns whether the next one fits
   */
  probe(maxBytes: number): boolean {
    if (this.frames.size === 0 && maxBytes > MAX_BODY_BYTES) this.pages?.probe();
    let bytes = 0;
    for (const kept of this.frames.values()) {
      if (kept.number === 0) break;
      if (kept.at !== 'onItsWay') continue;
      bytes += FRAME_HEADER_BYTES + kept.body.length;
      if (bytes > maxBytes) break;
      this.queueAgain(kept);
    }
    const next = this.next();
    return next !== null && FRAME_HEADER_BYTES + next.body.length <= maxBytes;
  }

  private nextOfStream(): Kept | null {
    while (this.again.length > 0) {
      const kept = this.frames.get(this.again[0] as number);
      if (kept?.at === 'due') return kept;
      this.again.shift();
    }
    while (this.unsentId < this.nextId) {
      const kept = this.frames.get(this.unsentId);
      if (kept) return this.isCovered(kept) ? kept : null;
      this.unsentId++;
    }
    return null;
  }

  /** The flag asks for an ACK. */
  private departPage(number: number): Frame {
    const body = (this.pages as PageFeed).depart(number);
    return { code: PAGE, more: true, id: 0, back: 0, body };
  }

  /** A message begins only if there is credit for all of it, lest half of it wait at the other end. */
  private isCovered({ id, span }: Kept): boolean {
    return id > span.first || span.last < this.limitId;
  }

  private queueAgain(kept: Kept): void {
    kept.at = 'due';
    const { again } = this;
    let place = again.length;
    while (place > 0 && (again[place - 1] as number) > kept.id) place--;
    again.splice(place, 0, kept.id);
  }

  private raiseFloor(): void {
    while (this.floorId < this.nextId && !this.frames.has(this.floorId)) this.floorId++;
    if (this.unsentId < this.floorId) this.unsentId = this.floorId;
    this.tellFloor();
  }

  /** What is held waits for what was given up: only another copy tells that the floor rose. */
  private tellFloor(): void {
    if (this.takenId >= this.floorId) return;
    const first = this.frames.get(this.floorId);
    if (first?.at === 'held') this.queueAgain(first);
  }
}
