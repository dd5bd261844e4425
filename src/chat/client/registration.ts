import type { ActorRefFrom } from 'xstate';
import { createActor } from 'xstate';
import { retransmission } from '../../../machines/retransmission.ts';
import {
  ACK_TIMEOUT_MS,
  MAX_PROBE_BACKOFF_MS,
  REQUEST_PATIENCE,
} from '../../../machines/timers.ts';
import type { RoundTrip } from '../connection/roundTrip.ts';
import type { AckWait } from '../link/ackWaits.ts';
import { AckWaits } from '../link/ackWaits.ts';
import { Link } from '../link/link.ts';
import type { Runtime } from '../runtime.ts';
import { actorOptions } from '../runtime.ts';
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
  private timer: ActorRefFrom<typeof retransmission> | null = null;
  /** The server was heard in the round that is under way. */
  private isHeard = false;

  constructor(options: RegistrationOptions) {
    this.options = options;
    const { runtime, roundTrip } = options;
    this.link = new Link({
      runtime,
      label: 'register',
      end: 0,
      session: runtime.randomIdentity(),
      maxMessageBytes: 0,
      onDue: options.onDue,
      roundTrip,
    });
    this.ackWaits = new AckWaits(runtime, 'register', 1);
  }

  /** Sends this, and again until it is answered or the server is silent. */
  ask(packet: RegisterPacket): void {
    this.stop();
    this.send(packet);
    this.isHeard = false;
    this.wait = this.ackWaits.post('REGISTER', REQUEST_PATIENCE, {
      overdue: () => {
        if (this.isHeard) this.wait?.send({ type: 'heard' });
        this.isHeard = false;
      },
      settled: (outcome) => {
        this.wait = null;
        this.rest();
        if (outcome === 'timedOut') this.options.onTimedOut();
        // It is there, and has not decided yet: whoever does not want to wait leaves.
        if (outcome === 'unanswered') this.ask(packet);
      },
    });
  }

  /** Answers to this try; each repeats the number of the datagram that it answers. */
  receive(datagram: Datagram): readonly ControlPacket[] {
    if (datagram.header.session !== this.link.session) return [];
    this.link.echoed(datagram.header.number);
    const packets = datagram.frames.map((frame) => decodeControl(frame.code, frame.body));
    return packets.filter((packet) => packet !== null);
  }

  /** The server is there, whatever it wrote. */
  heard(): void {
    this.isHeard = true;
    this.wait?.send({ type: 'heard' });
  }

  /** An answer arrived, or none is wanted any more. */
  stop(): void {
    this.wait?.send({ type: 'abandon' });
  }

  /** It is over: nothing is asked any more. */
  close(): void {
    this.stop();
    this.ackWaits.rest();
  }

  private send(packet: RegisterPacket): void {
    const { runtime } = this.options;
    // Never less often than the specification has it retried, however far away the server was.
    let waitMs = Math.min(this.link.roundTrip.probeTimeoutMs, ACK_TIMEOUT_MS);
    const limitMs = Math.max(waitMs, MAX_PROBE_BACKOFF_MS);
    const options = actorOptions(runtime, 'retransmission:register');
    const timer = createActor(retransmission, { ...options, input: { waitMs } });
    timer.on('due', () => {
      runtime.note?.('retransmitted');
      this.link.control(packet);
      waitMs = Math.min(2 * waitMs, limitMs);
      timer.send({ type: 'probe', waitMs });
    });
    this.link.control(packet);
    this.timer = timer;
    timer.start();
  }

  private rest(): void {
    this.timer?.stop();
    this.timer = null;
  }
}
