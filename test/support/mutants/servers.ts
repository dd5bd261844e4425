/** Mutants of the server. */
import { session } from '../../../machines/session.ts';
import type { Address } from '../../../src/chat/address.ts';
import { Cookies } from '../../../src/chat/server/cookies.ts';
import type { GroupOptions } from '../../../src/chat/server/groups.ts';
import { Group, GroupBroadcast } from '../../../src/chat/server/groups.ts';
import type { Outflow, OutflowOptions } from '../../../src/chat/server/outflow.ts';
import type { Registrant } from '../../../src/chat/server/registrant.ts';
import { Registry } from '../../../src/chat/server/registry.ts';
import { Requests } from '../../../src/chat/server/requests.ts';
import { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import { codeOf, decodeMessage } from '../../../src/chat/wire/codec.ts';
import type { Datagram, Header } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import type {
  ControlPacket,
  RegisterPacket,
  Request,
  Response,
} from '../../../src/chat/wire/packets.ts';
import type { Mutant } from './mutant.ts';
import { all, swap, wrap } from './patch.ts';

// The private parts that the mutants need.

interface OpenBroadcast {
  readonly options: GroupOptions;
  readonly pending: Set<Outflow>;
  recipients: readonly Outflow[];
}

interface OpenOutflow {
  options: OutflowOptions;
}

interface OpenServer {
  readonly registry: Registry;
  reply(header: Header, to: Address, packet: ControlPacket): void;
  receiveFrom(member: Registrant, datagram: Datagram): void;
}

type Start = (body: Uint8Array) => void;

const { begin } = session.implementations.actions;

export const SERVER_MUTANTS: readonly Mutant[] = [
  {
    name: 'offlineOnOneTimeout',
    bug: 'One missed ack takes a client offline, without a probe.',
    breaks: ['offlineMeansOffline'],
    install: all(
      swap(session.implementations.guards, 'isPatient', () => false),
      swap(session.implementations.delays, 'probeInterval', () => 0),
    ),
  },
  {
    name: 'reportsHurry',
    bug: 'Whoever is reported has less time to be heard than whoever is not.',
    breaks: ['offlineMeansOffline'],
    install: swap(session.implementations.actions, 'beginEarly', begin),
    focus: { actions: { wait: 4, send: 4, pause: 1, resume: 1 } },
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
        respond: (member: Registrant, re: number, request: Request) => Response,
        member: Registrant,
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
      Group,
      'add',
      (_: unknown, add: (member: Registrant) => void, member: Registrant) => {
        add(member);
        const outflow = member.outflow as unknown as OpenOutflow;
        const onOverdue = () => member.group?.remove(member);
        outflow.options = { ...outflow.options, onOverdue };
      },
    ),
  },
  {
    name: 'ackForAnother',
    bug: "With one member's ack of a group message it is forgotten for all.",
    breaks: ['groupMessagesArrive', 'theWorldComesToRest', 'offlineMeansOffline'],
    install: wrap(
      GroupBroadcast,
      'ackedBy',
      ({ pending }: OpenBroadcast, ackedBy: (recipient: Outflow) => void, recipient: Outflow) => {
        ackedBy(recipient);
        for (const other of [...pending]) other.forgetDeliveries();
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
        registry: { welcome(name: string, tag: number, from: Address): Registrant },
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
        if (isAck) server.reply(datagram.header, from, { kind: 'RESET' });
      },
    ),
  },
];

/** Every message with an odd number leaves 50 ms late for one of its recipients. */
function orderPerMember(): () => void {
  let isSolo = false;
  return wrap(
    GroupBroadcast,
    'start',
    (broadcast: OpenBroadcast, start: Start, body: Uint8Array) => {
      const { recipients, options } = broadcast;
      const [unlucky, ...others] = recipients;
      if (isSolo || others.length === 0 || !unlucky || !isOdd(body)) {
        start(body);
        return;
      }
      options.runtime.clock.setTimeout(() => {
        isSolo = true;
        new GroupBroadcast('late', [unlucky], options, () => {}).start(body);
        isSolo = false;
      }, 50);
      broadcast.recipients = others;
      start(body);
      (broadcast as unknown as GroupBroadcast).forget(unlucky);
    },
  )();
}

function isOdd(body: Uint8Array): boolean {
  const message = decodeMessage(codeOf('GROUP_MESSAGE'), body);
  if (message?.kind !== 'GROUP_MESSAGE') return false;
  return Number.parseInt(message.text.split(' ')[1] ?? '', 10) % 2 === 1;
}
