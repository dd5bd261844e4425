import type { TraceDatagram, TraceFrame } from '../../../trace/trace.ts';
import type { Span } from '../spans.ts';
import type { Flight, FlightFate } from '../types.ts';

/** What a flight has to ask the timeline that it is in. */
export interface Airspace {
  ownerAt(address: string, position: number): string | null;
  fateOf(flight: FlightRecord): FlightFate;
}

/** A datagram that was sent, and what is known of it so far. */
export class FlightRecord implements Flight, Span {
  readonly id: number;
  readonly from: string;
  readonly datagram: TraceDatagram;
  readonly sentAt: number;
  readonly sentAtMs: number;
  readonly arrivals: number[] = [];
  readonly isRetransmission: boolean;
  /** Milliseconds of the timeline at which its last copy should arrive; null where none should. */
  dueMs: number | null = null;
  /** Copies that there are in all, as far as is known. */
  copies: number;
  /** The process that got it. */
  recipient: string | null = null;
  endsAt: number;
  place = 0;
  private readonly airspace: Airspace;

  constructor(
    airspace: Airspace,
    sent: Pick<Flight, 'from' | 'datagram' | 'sentAt' | 'isRetransmission'> & { atMs: number },
  ) {
    this.airspace = airspace;
    this.id = sent.datagram.id;
    this.from = sent.from;
    this.datagram = sent.datagram;
    this.sentAt = sent.sentAt;
    this.sentAtMs = sent.atMs;
    this.isRetransmission = sent.isRetransmission;
    this.endsAt = sent.sentAt;
    this.copies = sent.datagram.fate?.length ?? 1;
  }

  get startsAt(): number {
    return this.sentAt;
  }

  get to(): string | null {
    return this.recipient ?? this.airspace.ownerAt(this.datagram.to, this.sentAt);
  }

  get fate(): FlightFate {
    return this.airspace.fateOf(this);
  }

  get isAckOnly(): boolean {
    const { frames } = this.datagram;
    return frames.length > 0 && frames.every(({ kind }) => kind === 'ACK');
  }

  get label(): string {
    return labelOf(this.datagram);
  }
}

/** Kinds of frames that are named; more are counted. */
const MAX_NAMED = 3;

/** What a datagram carries, in a few words. An ack is not worth one where there is more. */
export function labelOf({ frames }: TraceDatagram): string {
  if (frames.length === 0) return 'unreadable';
  const told = frames.filter(({ kind }) => kind !== 'ACK');
  const words = wordsOf(told.length > 0 ? told : frames.slice(0, 1));
  const rest = words.length - MAX_NAMED;
  return words.slice(0, MAX_NAMED).join(', ') + (rest > 0 ? ` +${rest}` : '');
}

/** Pieces and messages of one kind in a row are told as one. */
function wordsOf(frames: readonly TraceFrame[]): string[] {
  const runs: { kind: string; first: number; last: number }[] = [];
  for (const { kind, id } of frames) {
    const run = runs[runs.length - 1];
    if (run?.kind === kind && id === run.last + 1) run.last = id;
    else runs.push({ kind, first: id, last: id });
  }
  return runs.map(({ kind, first, last }) => {
    if (first === 0) return kind;
    return first === last ? `${kind} ${first}` : `${kind} ${first}–${last}`;
  });
}
