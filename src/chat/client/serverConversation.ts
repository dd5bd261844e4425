import type { AckOutcome } from '../../../machines/ackWait.ts';
import type { ServerEvent } from '../../../machines/clientProtocol.ts';
import type { Patience } from '../../../machines/timers.ts';
import { LEAVING_PATIENCE, REQUEST_PATIENCE } from '../../../machines/timers.ts';
import { RoundTrip } from '../connection/roundTrip.ts';
import { MAX_SERVER_MESSAGE_BYTES } from '../limits.ts';
import { Courier } from '../link/courier.ts';
import type { Arrival } from '../link/inbox.ts';
import type { Delivery } from '../link/link.ts';
import { Link, NOTHING } from '../link/link.ts';
import type { Runtime } from '../runtime.ts';
import { codeOf, isReset } from '../wire/codec.ts';
import type { Datagram } from '../wire/datagram.ts';
import type { ControlPacket, Request, StreamMessage } from '../wire/packets.ts';
import { isForeign, refusalIn } from '../wire/protocolVersions.ts';
import { Registration } from './registration.ts';

export interface ServerConversationOptions {
  readonly name: string;
  readonly tag: number;
  readonly runtime: Runtime;
  onDue(): void;
  onEvent(event: ServerEvent): void;
  /** The server has given us a new session: what the former one knew is void. */
  onNewSession(): void;
}

/** What a reader that is behind does not get; who entered or left is told in its place among it. */
const UNREAD = { code: codeOf('GROUP_MESSAGE'), behind: codeOf('GROUP_NEWS') };

/** Our side of the conversation with the server: the registrations and the session they lead to. */
export class ServerConversation {
  private readonly options: ServerConversationOptions;
  private registration: Registration;
  private courier: Courier;
  private hasSession = false;
  /** What decides on the group, and was not answered in time: its answer is still good. */
  private late: { readonly re: number; readonly request: Request } | null = null;

  constructor(options: ServerConversationOptions) {
    this.options = options;
    this.registration = this.newRegistration(new RoundTrip());
    // Nobody knows this number: until the server issues a session nothing arrives here.
    this.courier = this.newCourier(options.runtime.randomIdentity());
  }

  /** Requests that are neither answered nor given up. */
  get outstanding(): number {
    return this.courier.outstanding;
  }

  /** Asks to be registered. Without a cookie this begins a new try. */
  register(cookie: Uint8Array, isResuming: boolean): void {
    const { name, tag } = this.options;
    if (cookie.length === 0) this.endRegistration();
    const resume = isResuming && this.hasSession ? this.courier.link.session : 0;
    this.registration.ask({ kind: 'REGISTER', name, tag, resume, cookie });
  }

  /** Posts a request. Nothing heard through all its retries means that the server is silent. */
  request(message: Request, onSettled: (outcome: AckOutcome) => void): void {
    const isAboutGroup = message.kind === 'JOIN_GROUP' || message.kind === 'LEAVE_GROUP';
    if (isAboutGroup) this.late = null;
    const { first: re } = this.courier.post({
      message,
      until: 'answered',
      patience: patienceOf(message),
      onSettled: (outcome) => {
        if (isAboutGroup && outcome === 'unanswered') this.late = { re, request: message };
        // The server's silence is told first: it is why this request came to nothing.
        if (isSilence(message, outcome)) this.options.onEvent({ type: 'server.silent' });
        onSettled(outcome);
      },
    });
  }

  /**
   * The answer to a request arrived.
   *
   * @returns the request that `re` stands for, or null if its answer is of no use any more
   */
  answered(re: number): StreamMessage | null {
    if (this.late?.re !== re) return this.courier.answered(re);
    const { request } = this.late;
    this.late = null;
    return request;
  }

  /** Sends a control packet in the session. */
  control(packet: ControlPacket): void {
    this.courier.link.control(packet);
  }

  /**
   * Takes a datagram from the server's address.
   *
   * @returns what it brought in our session; null if it is of no conversation of ours with it
   */
  receive(datagram: Datagram): Delivery | null {
    const { courier, registration } = this;
    // It may be of a session that is over, or of which we do not know yet: who writes to us is there.
    registration.heard();
    courier.isThere();
    if (datagram.header.session === registration.link.session) {
      for (const packet of registration.receive(datagram)) this.takeAnswer(packet);
      return NOTHING;
    }
    if (datagram.header.session === courier.link.session && isError(datagram)) {
      // A server that does not know the session repeats our number: it must not pass for its own.
      this.options.onEvent({ type: 'server.reset' });
      return NOTHING;
    }
    if (datagram.header.session !== courier.link.incoming) return null;
    return courier.receive(datagram);
  }

  /** @param isTaking whether group messages are taken; those that are not stay, unacked */
  takeAll(isTaking: boolean): Arrival[] {
    return this.courier.link.takeAll(isTaking ? null : UNREAD);
  }

  /** Nobody waits any more for the answers to what was asked. */
  abandonRequests(): void {
    this.courier.abandon();
  }

  flush(tableVersion: number): Uint8Array[] {
    const { registration, courier } = this;
    if (!registration.link.isDue) return courier.flush(tableVersion);
    return [...registration.link.flush(tableVersion), ...courier.flush(tableVersion)];
  }

  stop(): void {
    this.registration.close();
    this.courier.close();
  }

  private takeAnswer(packet: ControlPacket): void {
    const { onEvent } = this.options;
    if (packet.kind === 'VERSIONS') {
      const refusal = refusalIn(packet);
      if (refusal === null) return;
      this.endRegistration();
      onEvent({ type: 'server.refused', refusal });
    } else if (packet.kind === 'CHALLENGE') {
      onEvent({ type: 'server.challenged', cookie: packet.cookie });
    } else if (packet.kind === 'WAIT') {
      this.registration.stop();
      onEvent({ type: 'server.wait' });
    } else if (packet.kind === 'REFUSED') {
      this.endRegistration();
      onEvent({ type: 'server.refused', refusal: packet.refusal });
    } else if (packet.kind === 'REGISTERED') {
      this.endRegistration();
      this.enter(packet.session);
    }
  }

  private enter(session: number): void {
    const { onEvent, onNewSession } = this.options;
    const former = this.courier;
    const isResumed = session === former.link.session;
    if (!isResumed) {
      this.courier = this.newCourier(session);
      this.late = null;
      onNewSession();
      former.close();
    }
    const isFirst = !this.hasSession;
    this.hasSession = true;
    onEvent({ type: 'server.registered', isResumed, isFirst });
  }

  /** Whatever else comes in answer to this registration is late: the next one has another nonce. */
  private endRegistration(): void {
    this.registration.close();
    this.registration = this.newRegistration(this.registration.link.roundTrip);
  }

  private newRegistration(roundTrip: RoundTrip): Registration {
    const { runtime, onDue, onEvent } = this.options;
    const onTimedOut = () => onEvent({ type: 'server.silent' });
    return new Registration({ runtime, roundTrip, onDue, onTimedOut });
  }

  private newCourier(session: number): Courier {
    const { runtime, onDue } = this.options;
    const link = new Link({
      runtime,
      label: 'server',
      end: 0,
      session,
      maxMessageBytes: MAX_SERVER_MESSAGE_BYTES,
      onDue,
      roundTrip: this.registration.link.roundTrip,
    });
    return new Courier(link, runtime, 'server');
  }
}

/** The server knows nothing of our session; of one that speaks another version a new try is told. */
function isError(datagram: Datagram): boolean {
  return isReset(datagram) || isForeign(datagram);
}

/** Housekeeping ends no client; and whoever leaves does not wait for a server that only twitches. */
function isSilence({ kind }: Request, outcome: AckOutcome): boolean {
  if (kind === 'DEREGISTER' && outcome === 'unanswered') return true;
  return kind !== 'SUSPECT' && outcome === 'timedOut';
}

/** Whoever leaves ends within the time of a silent server, whatever the line is like. */
function patienceOf({ kind }: Request): Patience {
  return kind === 'DEREGISTER' ? LEAVING_PATIENCE : REQUEST_PATIENCE;
}
