/**
 * Deliberate protocol bugs. Each is switched on by patching the production code for as long as a
 * test needs it, and is to be found by the lab: a mutant that survives is a hole in the promises.
 */
import { assign, emit } from 'xstate';
import { ackWait } from '../../machines/ackWait.ts';
import { client } from '../../machines/client.ts';
import type { ClientEvent } from '../../machines/clientProtocol.ts';
import { session } from '../../machines/session.ts';
import type { Address } from '../../src/address.ts';
import { ClientEndpoint } from '../../src/client/clientEndpoint.ts';
import { ClientTable } from '../../src/client/clientTable.ts';
import { ServerConversation } from '../../src/client/serverConversation.ts';
import type { ScenarioOptions } from '../../src/lab/arbitraries.ts';
import type { PromiseName } from '../../src/lab/promises.ts';
import { World } from '../../src/lab/world.ts';
import type { Arrival } from '../../src/link/inbox.ts';
import { Inbox } from '../../src/link/inbox.ts';
import { Link } from '../../src/link/link.ts';
import { ReplayWindow } from '../../src/link/replayWindow.ts';
import { Cookies } from '../../src/server/cookies.ts';
import type { GroupOptions } from '../../src/server/groups.ts';
import { GroupBroadcast } from '../../src/server/groups.ts';
import type { Member } from '../../src/server/member.ts';
import type { RegisterPacket } from '../../src/server/registry.ts';
import { Registry } from '../../src/server/registry.ts';
import { Requests } from '../../src/server/requests.ts';
import { ServerEndpoint } from '../../src/server/serverEndpoint.ts';
import { codeOf, isReset } from '../../src/wire/codec.ts';
import type { Datagram, Frame } from '../../src/wire/datagram.ts';
import { decodeDatagram } from '../../src/wire/datagram.ts';
import type { ControlPacket, Request, Response } from '../../src/wire/packets.ts';
import type { Install } from './patch.ts';
import { all, swap, wrap } from './patch.ts';

export interface Mutant {
  readonly name: string;
  /** What somebody did wrong. */
  readonly bug: string;
  /** Any of them may be the first that is seen to be broken. */
  readonly breaks: readonly PromiseName[];
  readonly install: Install;
  /** The stories that it is looked for in, if not all of them. */
  readonly focus?: ScenarioOptions;
}

/** Runs something with a mutant switched on, and switches it off whatever happens. */
export function withMutant<T>({ install }: Mutant, run: () => T): T {
  const restore = install();
  try {
    return run();
  } finally {
    restore();
  }
}

// The private parts that the mutants need

interface OpenInbox {
  nextId: number;
  readonly held: Map<number, Frame>;
}

interface OpenBroadcast {
  options: GroupOptions;
  readonly recipients: Map<number, { readonly member: Member }>;
}

interface OpenServer {
  readonly registry: Registry;
  reply(datagram: Datagram, to: Address, packet: ControlPacket): void;
  receiveFrom(member: Member, datagram: Datagram): void;
}

type Take = (frame: Frame) => readonly Arrival[];
type Letter = Parameters<GroupBroadcast['start']>[1];
type Start = (group: string, letter: Letter, onComplete: () => void) => void;

const messageIn = ({ code, id, body }: Frame): Arrival => ({ code, id, body });

const LINKS: readonly Mutant[] = [
  {
    name: 'noDedup',
    bug: 'A frame that was taken before is given out again.',
    breaks: ['shownOnce'],
    install: wrap(Inbox, 'take', (box: OpenInbox, take: Take, frame: Frame) =>
      frame.id < box.nextId && !frame.more ? [messageIn(frame)] : take(frame),
    ),
  },
  {
    name: 'ackBeforeStoring',
    bug: 'What arrives ahead of a gap is acked, gap and all, and not kept.',
    breaks: ['neverFalseReceived'],
    install: wrap(Inbox, 'take', (box: OpenInbox, take: Take, frame: Frame) => {
      if (frame.id - frame.back <= box.nextId && frame.id > box.nextId) box.nextId = frame.id + 1;
      return take(frame);
    }),
  },
  {
    name: 'noReack',
    bug: 'A duplicate is not acked again: a lost ack costs the message.',
    breaks: ['offlineMeansOffline', 'theWorldComesToRest', 'theServerIsGivenItsTime'],
    install: wrap(
      Link,
      'receive',
      (
        link: { readonly inbox: Inbox },
        receive: (datagram: Datagram, hasRoom?: boolean) => unknown,
        datagram: Datagram,
        hasRoom?: boolean,
      ) => {
        const frames = datagram.frames.filter(({ id }) => id === 0 || id >= link.inbox.next);
        return receive({ ...datagram, frames }, hasRoom);
      },
    ),
  },
  {
    name: 'noReorderBuffer',
    bug: 'Messages are given out in the order in which they arrive.',
    breaks: ['shownInOrder', 'oneGroupOrder', 'shownOnce'],
    install: wrap(Inbox, 'take', (box: OpenInbox, take: Take, frame: Frame) => {
      const isEarly = frame.id > box.nextId && !frame.more && !box.held.has(frame.id);
      const arrivals = take(frame);
      if (!isEarly || !box.held.has(frame.id)) return arrivals;
      // Taken out of turn: what is kept in its place is a message that means nothing.
      box.held.set(frame.id, { ...frame, code: codeOf('LEFT'), body: new Uint8Array(0) });
      return [messageIn(frame)];
    }),
  },
  {
    name: 'floorIgnored',
    bug: 'A receiver waits for ever for what its sender has given up.',
    breaks: ['theWorldComesToRest', 'offlineMeansOffline', 'neverFalseReceived'],
    install: wrap(Inbox, 'skipTo', () => {}),
    focus: { clients: 2, actions: { wait: 4, send: 3, cut: 1, mend: 2 } },
  },
  {
    name: 'noReplayWindow',
    bug: 'A replayed datagram counts as a sign of life.',
    breaks: ['hostileBytesAreBoring'],
    install: wrap(ReplayWindow, 'admit', () => true),
    focus: { clients: 2, actions: { wait: 4, send: 3, pause: 1, replay: 4 } },
  },
];

const CLIENTS: readonly Mutant[] = [
  {
    name: 'oneTryTooFew',
    bug: 'An off-by-one: the last of the six tries is left out.',
    breaks: ['theServerIsGivenItsTime'],
    install: swap(ackWait.implementations.guards, 'hasMoreRounds', (args: unknown) => {
      const { context } = args as { context: { round: number; schedule: readonly unknown[] } };
      return context.round + 2 < context.schedule.length;
    }),
  },
  {
    name: 'receivedOnTimeout',
    bug: 'A message that is given up is reported as received.',
    breaks: ['neverFalseReceived'],
    install: all(
      ...['settleTimedOut', 'settleAbandoned'].map((name) =>
        swap(ackWait.implementations.actions, name, emit({ type: 'settled', outcome: 'acked' })),
      ),
    ),
  },
  {
    name: 'noTableVersions',
    bug: 'A page of the table is applied whatever its version.',
    breaks: ['tablesConverge'],
    install: wrap(
      ClientTable,
      'apply',
      (
        table: { currentVersion: number },
        apply: (page: { readonly from: number }) => unknown,
        page: { readonly from: number },
      ) => {
        table.currentVersion = page.from;
        return apply(page);
      },
    ),
  },
  {
    name: 'noTableRepair',
    bug: 'A client that missed a change of the table does not ask for it.',
    breaks: ['tablesConverge'],
    install: wrap(
      ClientEndpoint,
      'tell',
      (_: unknown, tell: (event: ClientEvent) => void, event: ClientEvent) => {
        if (event.type !== 'table.behind') tell(event);
      },
    ),
  },
  {
    name: 'bufferedLost',
    bug: 'Private messages that arrived in the group are not shown on leaving it.',
    breaks: ['neverFalseReceived'],
    install: swap(client.implementations.actions, 'showBuffered', assign({ buffered: [] })),
  },
  {
    name: 'groupOutlivesServer',
    bug: 'A client of a restarted server believes that it is still in its group.',
    breaks: ['removalIsTold', 'theWorldComesToRest'],
    install: swap(client.implementations.guards, 'isResumed', () => true),
  },
  {
    name: 'resetFromAnybody',
    bug: 'A RESET is believed whatever its session.',
    breaks: ['hostileBytesAreBoring'],
    install: wrap(
      ServerConversation,
      'receive',
      (
        conversation: { readonly options: { onEvent(event: ClientEvent): void } },
        receive: (datagram: Datagram) => unknown,
        datagram: Datagram,
      ) => {
        if (isReset(datagram)) conversation.options.onEvent({ type: 'server.reset' });
        return receive(datagram);
      },
    ),
  },
  {
    name: 'sameTagAfterRestart',
    bug: 'A restarted process passes for the one before: the same tag, message ids from 1 again.',
    breaks: ['theWorldComesToRest', 'tablesConverge', 'neverFalseReceived', 'offlineMeansOffline'],
    install: sameTags,
  },
];

const SERVERS: readonly Mutant[] = [
  {
    name: 'offlineOnOneTimeout',
    bug: 'One missed ack takes a client offline, without a probe.',
    breaks: ['offlineMeansOffline'],
    install: all(
      swap(session.implementations.guards, 'hasProbesLeft', () => false),
      swap(session.implementations.delays, 'probeInterval', () => 0),
    ),
  },
  {
    name: 'gullibleServer',
    bug: 'A report takes the reported client offline.',
    breaks: ['offlineMeansOffline'],
    install: wrap(
      Requests,
      'respond',
      (
        { options }: { readonly options: { readonly registry: Registry } },
        respond: (member: Member, re: number, request: Request) => Response,
        member: Member,
        re: number,
        request: Request,
      ) => {
        if (request.kind === 'SUSPECT') {
          options.registry.named(request.name)?.machine.send({ type: 'unreachable' });
        }
        return respond(member, re, request);
      },
    ),
  },
  {
    name: 'evictedOnFirstMiss',
    bug: 'A member that misses its first ack is removed from the group.',
    breaks: ['removalIsTold', 'groupMessagesArrive'],
    install: wrap(
      GroupBroadcast,
      'start',
      (broadcast: OpenBroadcast, start: Start, ...args: Parameters<Start>) => {
        const onOverdue = (member: Member) => member.group?.remove(member);
        broadcast.options = { ...broadcast.options, onOverdue };
        start(...args);
      },
    ),
  },
  {
    name: 'ackForAnother',
    bug: "One member's ack of a group message counts for all members.",
    breaks: ['groupMessagesArrive', 'theWorldComesToRest', 'offlineMeansOffline'],
    install: wrap(
      GroupBroadcast,
      'ackedBy',
      ({ recipients }: OpenBroadcast, ackedBy: (member: Member) => void) => {
        for (const { member } of recipients.values()) ackedBy(member);
      },
    ),
  },
  {
    name: 'orderPerMember',
    bug: 'For one member, a group message may overtake the one before it.',
    breaks: ['oneGroupOrder'],
    install: orderPerMember,
  },
  {
    name: 'nameForTheTaking',
    bug: 'Whoever registers last gets the name.',
    breaks: ['namesAreOwned'],
    install: wrap(
      Registry,
      'admit',
      (
        registry: { welcome(name: string, tag: number, from: Address): Member },
        admit: (register: RegisterPacket, from: Address) => ControlPacket,
        register: RegisterPacket,
        from: Address,
      ) => {
        const answer = admit(register, from);
        if (answer.kind !== 'REFUSED') return answer;
        const { id } = registry.welcome(register.name, register.tag, from);
        return { kind: 'REGISTERED', session: id } as const;
      },
    ),
  },
  {
    name: 'noCookie',
    bug: 'Any cookie proves any address.',
    breaks: ['hostileBytesAreBoring', 'namesAreOwned'],
    install: wrap(
      Cookies,
      'accepts',
      (_: unknown, __: unknown, cookie: Uint8Array) => cookie.length > 0,
    ),
  },
  {
    name: 'sourceNotChecked',
    bug: 'Whoever has a datagram of a session may send it from anywhere.',
    breaks: ['hostileBytesAreBoring', 'tablesConverge', 'offlineMeansOffline'],
    install: wrap(
      ServerEndpoint,
      'receive',
      (
        server: OpenServer,
        receive: (bytes: Uint8Array, from: Address) => void,
        bytes: Uint8Array,
        from: Address,
      ) => {
        const datagram = decodeDatagram(bytes);
        const members = server.registry.table
          .entries()
          .map(({ name }) => server.registry.named(name));
        const owner = members.find((member) => member?.id === datagram?.header.session);
        if (datagram && owner) server.receiveFrom(owner, datagram);
        else receive(bytes, from);
      },
    ),
  },
  {
    name: 'errorForAnAck',
    bug: 'An ack of an unknown session is answered with an error.',
    breaks: ['hostileBytesAreBoring'],
    install: wrap(
      ServerEndpoint,
      'receive',
      (
        server: OpenServer,
        receive: (bytes: Uint8Array, from: Address) => void,
        bytes: Uint8Array,
        from: Address,
      ) => {
        receive(bytes, from);
        const datagram = decodeDatagram(bytes);
        if (!datagram || server.registry.at(from)?.id === datagram.header.session) return;
        const isAck = datagram.frames.every(({ code }) => code === codeOf('ACK'));
        if (isAck) server.reply(datagram, from, { kind: 'RESET' });
      },
    ),
  },
];

export const MUTANTS: readonly Mutant[] = [...LINKS, ...CLIENTS, ...SERVERS];

function sameTags(): () => void {
  let tag: number | null = null;
  return all(
    wrap(
      World,
      'startClient',
      (
        _: unknown,
        start: (name: string, address: Address) => unknown,
        name: string,
        address: Address,
      ) => {
        tag = 1_000 + name.charCodeAt(0);
        return start(name, address);
      },
    ),
    // The first identity that a client process draws is its tag.
    wrap(World, 'randomIdentity', (_: unknown, draw: () => number) => {
      const known = tag;
      tag = null;
      return known ?? draw();
    }),
  )();
}

/** Every message with an odd number leaves 50 ms late for one of its recipients. */
function orderPerMember(): () => void {
  let isSolo = false;
  return wrap(
    GroupBroadcast,
    'start',
    (broadcast: OpenBroadcast, start: Start, group: string, letter: Letter, done: () => void) => {
      const { recipients, options } = broadcast;
      const [unlucky] = recipients.values();
      const isLate = Number.parseInt(letter.text.split(' ')[1] ?? '', 10) % 2 === 1;
      if (isSolo || recipients.size < 2 || !unlucky || !isLate) {
        start(group, letter, done);
        return;
      }
      const { member } = unlucky;
      options.runtime.clock.setTimeout(() => {
        isSolo = true;
        new GroupBroadcast(`late:${letter.text}`, [member], options).start(group, letter, () => {});
        isSolo = false;
      }, 50);
      recipients.delete(member.id);
      start(group, letter, done);
      (broadcast as unknown as GroupBroadcast).forget(member);
    },
  )();
}
