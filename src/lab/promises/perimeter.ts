/** What can be said of datagrams alone: sizes, answers to strangers, signs of life, patience. */
import {
  ACK_TIMEOUT_MS,
  ALLOWED_SILENCE_MS,
  DELIVERY_ROUNDS,
  PROBE_INTERVAL_MS,
  PROBED_MS,
} from '../../../machines/timers.ts';
import type { Address } from '../../chat/address.ts';
import { addressKey } from '../../chat/address.ts';
import { MAX_DATAGRAM_BYTES } from '../../chat/limits.ts';
import type { Session } from '../../chat/runtime.ts';
import { codeOf, isReset, isStreamCode, wantsAnswer } from '../../chat/wire/codec.ts';
import type { Datagram } from '../../chat/wire/datagram.ts';
import { decodeDatagram } from '../../chat/wire/datagram.ts';
import type { Node } from '../world/node.ts';
import { SERVER_ADDRESS } from '../world/node.ts';
import type { SimulatedClient } from '../world/simulatedClient.ts';
import type { Transit } from '../world/transit.ts';
import type { Beat } from './beat.ts';
import { Claims } from './claims.ts';
import { Credit } from './credit.ts';
import { Ends } from './ends.ts';
import { Fairness } from './fairness.ts';
import type { GroupMail } from './groupMail.ts';
import { TRIED_MS } from './privateMail.ts';
import type { Roll } from './roll.ts';
import { Silence } from './silence.ts';
import { Streams } from './streams.ts';
import { Thrift } from './thrift.ts';

/** What the server exchanged with an address. */
interface Account {
  receivedBytes: number;
  sentBytes: number;
  /** The address has proved that it receives. */
  isProved: boolean;
  /** Datagrams that may be answered with RESET. */
  questions: number;
}

/** An unproved address gets no more than this many times the bytes that came from it. */
const AMPLIFICATION = 3;
/** What another process claims is given up for a silence of this time: it has answered no probe. */
const PROBE_WINDOW_MS = PROBED_MS - PROBE_INTERVAL_MS;
/** As long as a message is tried whose recipient answers probes; rounds are counted whole. */
const DELIVERY_MS = (DELIVERY_ROUNDS + 1) * ACK_TIMEOUT_MS;
/** The specification: a request is tried once and five times more, 500 ms each. */
const PATIENCE_MS = 6 * 500;
/** A process that stood still, or was hurried, within this time may have lost count of it. */
const PAUSE_MS = 10_000;

const REGISTER = codeOf('REGISTER');

export class Perimeter {
  private readonly beat: Beat;
  private readonly roll: Roll;
  private readonly groups: GroupMail;
  private readonly ends = new Ends();
  private readonly silence: Silence;
  private readonly thrift: Thrift;
  private readonly credit: Credit;
  private readonly streams: Streams;
  private readonly fairness: Fairness;
  private readonly claims: Claims;
  private readonly accounts = new Map<string, Account>();
  /** When a datagram of a session last reached the server from an address. */
  private readonly heardAtMs = new Map<string, number>();
  /** From where a datagram has arrived: from there its next copy is a replay. */
  private readonly arrived = new WeakMap<Uint8Array, Set<string>>();
  /** The last version of its table that a client stated in a session, and when. */
  private readonly versions = new Map<
    string,
    { readonly version: number; readonly atMs: number }
  >();
  /** When each client last sent requests and registrations. */
  private readonly requestedAtMs = new WeakMap<Node, number[]>();
  private pausedAtMs = Number.NEGATIVE_INFINITY;
  private hurriedAtMs = Number.NEGATIVE_INFINITY;
  /** In this step the server got a datagram that it had not got before. */
  private isNews = false;

  constructor(beat: Beat, roll: Roll, groups: GroupMail) {
    this.beat = beat;
    this.roll = roll;
    this.groups = groups;
    this.silence = new Silence(beat);
    this.thrift = new Thrift(beat);
    this.credit = new Credit(beat, this.ends);
    this.streams = new Streams(beat, this.ends);
    this.fairness = new Fairness(beat, roll);
    this.claims = new Claims(beat);
  }

  /** A process stands still, or goes on. */
  paused(): void {
    this.pausedAtMs = this.beat.nowMs;
    this.fairness.paused();
  }

  /** A timer fired before its time. */
  hurried(): void {
    this.hurriedAtMs = this.beat.nowMs;
  }

  /** The story is over, and in all of it nothing but full queues has lost anything. */
  queuesAlone(): void {
    this.thrift.judge();
  }

  /** A process joined a group under this name. */
  joined(name: string): void {
    this.fairness.joined(name);
  }

  /** The server has taken a group message, for these members. */
  relayed(sender: string, recipients: readonly string[]): void {
    this.fairness.relayed(sender, recipients);
  }

  stepEnded(): void {
    this.isNews = false;
    this.fairness.stepEnded();
  }

  /** A process sends something. */
  sent(transit: Transit): void {
    const { bytes, from, to } = transit;
    if (bytes.length > MAX_DATAGRAM_BYTES) {
      this.beat.fail('nothingIsCut', `a datagram of ${bytes.length} bytes`);
    }
    const datagram = decodeDatagram(bytes);
    if (!datagram) {
      this.beat.fail('nothingIsCut', 'a datagram that cannot be read');
      return;
    }
    this.ends.sent(datagram.header.session, transit);
    const ack = this.streams.sent(bytes, datagram);
    this.thrift.sent(datagram);
    this.credit.sent(datagram, ack);
    if (isServer(from)) {
      const stream = this.streams.of(datagram.header.session);
      if (stream) this.fairness.serverSent(addressKey(to), stream);
      this.silence.serverSent(bytes, datagram.header.session);
      this.claims.serverSent(addressKey(to), datagram);
      this.checkAnswer(addressKey(to), bytes.length, datagram);
    } else if (isServer(to)) {
      this.checkVersion(addressKey(from), datagram);
      const node = this.beat.world.nodeAt(from);
      if (node) this.silence.clientSent(node, datagram.header.session);
      if (node && datagram.frames.some(({ code }) => code === REGISTER || isStreamCode(code))) {
        this.noteRequest(node);
      }
    }
  }

  /** Something reaches a process that is up. */
  delivered({ bytes, from, to }: Transit, node: Node): void {
    const datagram = decodeDatagram(bytes);
    if (datagram) this.streams.delivered(bytes, datagram);
    if (isServer(from)) this.silence.delivered(node, bytes);
    if (!isServer(to)) return;
    const key = addressKey(from);
    const account = this.accountOf(key);
    account.receivedBytes += bytes.length;
    // A late copy of a registration may be answered so, once its session has ended.
    const isRegistration = datagram?.frames[0]?.code === REGISTER;
    if (datagram && isRegistration) this.claims.asked(key, datagram);
    if (datagram && (isRegistration || wantsAnswer(datagram))) account.questions++;
    const isFirst = this.isFirstFrom(key, bytes);
    // A registration is its sender's for as long as its cookie is good: 20 s at the most.
    this.isNews = isFirst || isRegistration;
    // What comes from where nobody is known is answered with RESET, and proves nothing.
    if (!isFirst || !datagram || !this.roll.isHome(key)) return;
    this.heardAtMs.set(`${key} ${datagram.header.session}`, this.beat.nowMs);
  }

  /** A suspicion begins: of somebody who was silent for a round at least. */
  suspected({ id, address }: Session): void {
    const { nowMs } = this.beat;
    const key = addressKey(address);
    const heardAtMs = this.heardAtMs.get(`${key} ${id}`) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - heardAtMs >= ACK_TIMEOUT_MS || nowMs - this.hurriedAtMs < PAUSE_MS) return;
    const agoMs = Math.round(nowMs - heardAtMs);
    this.beat.fail('whoIsHeardIsThere', `${key} was suspected, and heard ${agoMs} ms before`);
  }

  /** A suspicion ends: only what is new is a sign of life. */
  cleared({ address }: Session): void {
    if (this.isNews) return;
    const detail = `a replay passed for a sign of life from ${addressKey(address)}`;
    this.beat.fail('hostileBytesAreBoring', detail);
  }

  lost({ id, address, name = '' }: Session): void {
    const key = addressKey(address);
    // It is told once, unasked.
    this.accountOf(key).questions++;
    const { nowMs } = this.beat;
    const heardAtMs = this.heardAtMs.get(`${key} ${id}`);
    this.heardAtMs.delete(`${key} ${id}`);
    if (heardAtMs === undefined) return;
    const silentMs = Math.round(nowMs - heardAtMs);
    // Whoever reports somebody shortens nobody's patience.
    if (silentMs >= (this.claims.isClaimed(name, key) ? PROBE_WINDOW_MS : ALLOWED_SILENCE_MS))
      return;
    if (nowMs - this.hurriedAtMs < PAUSE_MS) return;
    // What groups said is forgotten first, and then it is given as much time again.
    if (this.takesNothing(id, this.groups.isOwed(name) ? 2 * TRIED_MS : TRIED_MS)) return;
    this.beat.fail('offlineMeansOffline', `a session ended that was heard ${silentMs} ms before`);
  }

  /** A member is removed from its group: for a laggard, if it acks nothing of what it is owed. */
  evicted({ id, name = '' }: Session): void {
    if (this.takesNothing(id, TRIED_MS)) this.groups.takesNothing(name);
  }

  /** A client gives the server up. The try that failed began exactly its time ago. */
  gaveUp(client: SimulatedClient): void {
    const { name, node, isLeaving, stays } = client;
    const { nowMs } = this.beat;
    // Whoever leaves ends within the time of a silent server, whatever it hears.
    if (isLeaving) return;
    if (stays) this.beat.fail('whoStaysIsBack', `${name} ended because the server is silent`);
    if (nowMs - Math.max(this.pausedAtMs, this.hurriedAtMs) < PAUSE_MS) return;
    this.silence.gaveUp(client);
    const tries = this.requestedAtMs.get(node) ?? [];
    if (tries.some((atMs) => Math.abs(nowMs - atMs - PATIENCE_MS) < 1)) return;
    // Or the server was silent for so long while something was asked: rounds are counted whole.
    const wasSilent = nowMs - this.silence.heardAtMs(node) > PATIENCE_MS - ACK_TIMEOUT_MS;
    if (wasSilent && tries.some((atMs) => nowMs - atMs > PATIENCE_MS)) return;
    const detail = `${name} gave the server up, and asked nothing ${PATIENCE_MS} ms before`;
    this.beat.fail('theServerIsGivenItsTime', detail);
  }

  /** Lets go of sessions that were not heard of since. */
  forget(sinceMs: number): void {
    for (const [key, atMs] of this.heardAtMs) if (atMs < sinceMs) this.heardAtMs.delete(key);
    for (const [key, { atMs }] of this.versions) if (atMs < sinceMs) this.versions.delete(key);
  }

  /** Whoever takes nothing of what it is owed, for as long as anything is tried, has had its time. */
  private takesNothing(session: number, patienceMs: number): boolean {
    const stream = this.streams.of(this.ends.otherThan(session));
    const isOwed = stream !== undefined && stream.newestId >= stream.takenId;
    return isOwed && this.beat.nowMs - stream.waitsSinceMs >= patienceMs;
  }

  private isFirstFrom(key: string, bytes: Uint8Array): boolean {
    // What reached nobody yet can still be new: the address, or the server process, was another.
    if (!this.roll.isHome(key)) return true;
    const sources = this.arrived.get(bytes) ?? new Set();
    this.arrived.set(bytes, sources);
    if (sources.has(key)) return false;
    sources.add(key);
    return true;
  }

  private checkAnswer(key: string, bytes: number, datagram: Datagram): void {
    const account = this.accountOf(key);
    account.sentBytes += bytes;
    if (isReset(datagram) && --account.questions < 0) {
      const detail = `${key} got a RESET for what asks for no answer`;
      this.beat.fail('hostileBytesAreBoring', detail);
    }
    account.isProved ||= this.roll.isHome(key);
    if (account.isProved || account.sentBytes <= AMPLIFICATION * account.receivedBytes) return;
    const detail = `${key} sent ${account.receivedBytes} bytes and got ${account.sentBytes}`;
    this.beat.fail('hostileBytesAreBoring', detail);
  }

  private checkVersion(key: string, { header }: Datagram): void {
    const session = `${key} ${header.session}`;
    const before = this.versions.get(session)?.version ?? 0;
    if (header.tableVersion < before) {
      const detail = `the table of ${key} went from version ${before} to ${header.tableVersion}`;
      this.beat.fail('tablesConverge', detail);
    }
    this.versions.set(session, { version: header.tableVersion, atMs: this.beat.nowMs });
  }

  private noteRequest(node: Node): void {
    const { nowMs } = this.beat;
    const times = this.requestedAtMs.get(node) ?? [];
    this.requestedAtMs.set(node, times);
    if (times[times.length - 1] === nowMs) return;
    times.push(nowMs);
    if (times.length < 128) return;
    this.requestedAtMs.set(
      node,
      times.filter((atMs) => nowMs - atMs <= DELIVERY_MS),
    );
  }

  private accountOf(key: string): Account {
    const known = this.accounts.get(key);
    if (known) return known;
    const account = { receivedBytes: 0, sentBytes: 0, isProved: false, questions: 0 };
    this.accounts.set(key, account);
    return account;
  }
}

function isServer({ ip, port }: Address): boolean {
  return port === SERVER_ADDRESS.port && ip === SERVER_ADDRESS.ip;
}
