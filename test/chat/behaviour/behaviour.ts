/**
 * Behaviour, as it lies beside the specification: what reaches an endpoint, and what leaves it. It is
 * played by endpoints alone, so that those of another codebase can be driven in the same way.
 */
import type { ClientEndpoint } from '../../../src/chat/client/clientEndpoint.ts';
import type { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import { kindOf } from '../../../src/chat/wire/codec.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

/** What happens to an endpoint. */
export interface Stimulus {
  readonly atMs: number;
  /** What it is for. */
  readonly says: string;
  /** A datagram arrives: its bytes in hex. */
  readonly in?: string;
  readonly from?: string;
  /** The user of a client sends a private message, or leaves. */
  readonly send?: { readonly to: string; readonly text: string };
  readonly leave?: true;
}

/** A datagram that leaves. */
interface Departure {
  readonly atMs: number;
  readonly to: string;
  readonly hex: string;
  /** What is in it, to be read by people. */
  readonly kinds: string;
}

interface Step extends Stimulus {
  /** What leaves until the next step. */
  readonly out: readonly Departure[];
  /** What the user of a client is shown until then. */
  readonly shows?: readonly string[];
}

export interface Story {
  readonly name: string;
  readonly end: 'server' | 'client';
  /** The numbers that the endpoint draws, in this order; the last one again and again. */
  readonly draws: readonly number[];
  readonly steps: readonly Stimulus[];
}

export interface Behaviour extends Story {
  readonly steps: readonly Step[];
}

/** The endpoints that play, which may be those of another build. */
export interface Endpoints {
  readonly ServerEndpoint: typeof ServerEndpoint;
  readonly ClientEndpoint: typeof ClientEndpoint;
}

/** The cookie of every address. */
export const COOKIE = Uint8Array.from(Buffer.from('c00c1e0123456789', 'hex'));
export const SERVER = '192.0.2.1:5000';
/** How long what leaves after the last step is waited for. */
const REST_MS = 40;

/** Plays a story: the same stimuli, and what came of them. */
export function play(endpoints: Endpoints, story: Story): Behaviour {
  const stage = new Stage(endpoints, story);
  return {
    ...story,
    steps: story.steps.map((stimulus, i) => stage.step(stimulus, story.steps[i + 1])),
  };
}

class Stage {
  private readonly clock = new VirtualClock();
  private readonly endpoint: ServerEndpoint | ClientEndpoint;
  private out: Departure[] = [];
  private shows: string[] = [];
  private isDue = false;
  private draws: readonly number[];
  private readonly isClient: boolean;

  constructor({ ServerEndpoint: Server, ClientEndpoint: Client }: Endpoints, story: Story) {
    this.draws = story.draws;
    this.isClient = story.end === 'client';
    const runtime = { clock: this.clock, randomIdentity: () => this.draw() };
    const onDue = () => {
      this.isDue = true;
    };
    const endpoint = this.isClient
      ? new Client({
          name: 'alice',
          server: addressOf(SERVER),
          runtime,
          onDue,
          onNotice: ({ kind }) => this.shows.push(kind),
          onEnd: () => {},
        })
      : new Server({ runtime, keyedHash: () => COOKIE, onDue, onNotice: () => {} });
    this.endpoint = endpoint;
    if ('start' in endpoint) endpoint.start();
  }

  step(stimulus: Stimulus, next: Stimulus | undefined): Step {
    this.out = [];
    this.shows = [];
    this.until(stimulus.atMs);
    const { endpoint } = this;
    const { in: hex, from, send, leave } = stimulus;
    if (hex !== undefined && from) endpoint.receive(Buffer.from(hex, 'hex'), addressOf(from));
    if ('command' in endpoint && send) endpoint.command({ kind: 'send', ...send });
    if ('leave' in endpoint && leave) endpoint.leave();
    this.flush();
    // The moment of the next step is that step's.
    this.until(next ? next.atMs - 1 : stimulus.atMs + REST_MS);
    return { ...stimulus, out: this.out, ...(this.isClient && { shows: this.shows }) };
  }

  private until(atMs: number): void {
    for (let ms = this.clock.nextMs; ms !== null && ms <= atMs; ms = this.clock.nextMs) {
      this.clock.advance(ms - this.clock.nowMs());
      this.flush();
    }
    this.clock.advance(Math.max(0, atMs - this.clock.nowMs()));
    this.flush();
  }

  private flush(): void {
    if (!this.isDue) return;
    this.isDue = false;
    this.endpoint.flush((bytes, { ip, port }) => {
      const hex = Buffer.from(bytes).toString('hex');
      this.out.push({ atMs: this.clock.nowMs(), to: `${ip}:${port}`, hex, kinds: kindsIn(bytes) });
    });
  }

  private draw(): number {
    const [next = 0, ...rest] = this.draws;
    if (rest.length > 0) this.draws = rest;
    return next;
  }
}

function kindsIn(bytes: Uint8Array): string {
  const frames = decodeDatagram(bytes)?.frames ?? [];
  return frames.map(({ code, more }) => `${kindOf(code)}${more ? '+' : ''}`).join(' ');
}

function addressOf(text: string): { ip: string; port: number } {
  const [ip = '', port] = text.split(':');
  return { ip, port: Number(port) };
}
