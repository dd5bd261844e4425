import { REQUEST_ROUNDS, scheduleOf } from '../../../machines/timers.ts';
import type { AckWait } from '../link/ackWaits.ts';
import { AckWaits } from '../link/ackWaits.ts';
import { Link } from '../link/link.ts';
import type { RoundTrip } from '../link/roundTrip.ts';
import type { Runtime } from '../runtime.ts';
import { decodeControl } from '../wire/codec.ts';
import type { Datagram } from '../wire/datagram.ts';
import type { ControlPacket, RegisterPacket } from '../wire/packets.ts';

export interface RegistrationOptions {
  readonly runtime: Runtime;
  readonly roundTrip: RoundTrip;
  onDue(): void;
  onTimedOut(): void;
}

/**
 * One try to register: a nonce that the answers must carry, and a wait for the step under way. There
 * is no session yet, so that nothing here uses a stream.
 */
export class Registration {
  readonly link: Link;
  private readonly options: RegistrationOptions;
  private readonly ackWaits: AckWaits;
  private wait: AckWait | null = null;

  constructor(options: RegistrationOptions) {
    this.options = options;
    const { runtime, roundTrip } = options;
    this.link = new Link({
      end: 0,
      session: runtime.randomIdentity(),
      nowMs: () => runtime.clock.nowMs(),
      maxMessageBytes: 0,
      onDue: options.onDue,
      roundTrip,
    });
    this.ackWaits = new AckWaits(runtime, 'register', 1);
  }

  /** Sends this, and again until an answer arrives. */
  ask(packet: RegisterPacket): void {
    this.stop();
    const schedule = scheduleOf(this.link.roundTrip.rtoMs, REQUEST_ROUNDS);
    this.wait = this.ackWaits.post('REGISTER', schedule, {
      transmit: () => this.link.control(packet),
      settled: (outcome) => {
        this.wait = null;
        if (outcome === 'timedOut') this.options.onTimedOut();
      },
    });
  }

  /** Answers to this try; each repeats the number of the datagram that it answers. */
  receive(datagram: Datagram): readonly ControlPacket[] {
    if (datagram.header.session !== this.link.session) return [];
    this.link.roundTrip.echoed(datagram.header.number, this.options.runtime.clock.nowMs());
    const packets = datagram.frames.map((frame) => decodeControl(frame.code, frame.body));
    return packets.filter((packet) => packet !== null);
  }

  /** An answer arrived, or none is wanted any more. */
  stop(): void {
    this.wait?.send({ type: 'abandon' });
  }
}
