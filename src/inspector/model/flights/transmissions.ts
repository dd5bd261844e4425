/** Which datagrams carry what was sent before, with a memory that does not grow with the story. */
import { remember } from '../../../chat/remember.ts';
import type { TraceDatagram, TraceFrame, TraceStep } from '../../../trace/trace.ts';

/** Frames of one link that are remembered; at most 192 are unacked at a time. */
const MAX_FRAMES = 256;
/** Links, or requests, that are remembered. */
const MAX_KEYS = 16_384;
/** Control packets that ask for something: the same again so soon is the same try. */
const ASKING: ReadonlySet<string> = new Set(['REGISTER', 'REQUEST_TABLE']);
/** These stand outside of sessions, and answers repeat the number of what they answer. */
const WITHOUT_SESSION: ReadonlySet<string> = new Set([
  'REGISTER',
  'CHALLENGE',
  'REGISTERED',
  'REFUSED',
  'WAIT',
  'RESET',
]);
/** Longer than the longest wait between two copies. */
const ASKED_AGAIN_MS = 1_000;

/** What a node has sent to an address. */
interface Sent {
  /** Of the last datagram: in a new session the numbers begin again. */
  number: number;
  readonly frames: Set<string>;
}

export class Transmissions {
  private readonly links = new Map<string, Sent>();
  private readonly asked = new Map<string, number>();

  /** Takes note of a datagram. @returns whether something in it was sent before */
  isRepeated({ node, atMs }: TraceStep, { to, number, frames }: TraceDatagram): boolean {
    const way = `${node.length} ${node} ${to}`;
    let isRepeated = false;
    if (!frames.every(({ kind }) => WITHOUT_SESSION.has(kind))) {
      const sent = this.linkOf(way, number);
      for (const { kind, id } of frames) {
        if (id > 0 && isIn(sent.frames, `${kind} ${id}`)) isRepeated = true;
      }
    }
    for (const frame of frames) {
      if (ASKING.has(frame.kind) && this.wasAsked(way, frame, atMs)) isRepeated = true;
    }
    return isRepeated;
  }

  private linkOf(way: string, number: number): Sent {
    const known = this.links.get(way);
    const isGoingOn = known !== undefined && number > known.number;
    const sent = isGoingOn ? known : { number, frames: new Set<string>() };
    sent.number = number;
    remember(this.links, way, sent, MAX_KEYS);
    return sent;
  }

  private wasAsked(way: string, { kind, packet }: TraceFrame, atMs: number): boolean {
    const key = `${way} ${kind} ${contentOf(packet)}`;
    const askedAtMs = this.asked.get(key) ?? Number.NEGATIVE_INFINITY;
    remember(this.asked, key, atMs, MAX_KEYS);
    return atMs - askedAtMs <= ASKED_AGAIN_MS;
  }
}

/** The fields of a packet that asks for something: none of them holds others. */
function contentOf(packet: unknown): string {
  const words = Object.values(packet ?? {}).map((value: unknown) => {
    return typeof value === 'object' && !ArrayBuffer.isView(value) ? '' : String(value);
  });
  return JSON.stringify(words);
}

function isIn(frames: Set<string>, frame: string): boolean {
  const isKnown = frames.delete(frame);
  frames.add(frame);
  const [oldest] = frames;
  if (frames.size > MAX_FRAMES && oldest !== undefined) frames.delete(oldest);
  return isKnown;
}
