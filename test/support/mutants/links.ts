/** Mutants of the links between two processes. */
import { ReceivedNumbers } from '../../../src/chat/connection/receivedNumbers.ts';
import type { Arrival } from '../../../src/chat/link/inbox.ts';
import { Inbox } from '../../../src/chat/link/inbox.ts';
import { Link } from '../../../src/chat/link/link.ts';
import { Outbox } from '../../../src/chat/link/outbox.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import type { Datagram, Frame } from '../../../src/chat/wire/datagram.ts';
import type { Mutant } from './mutant.ts';
import { all, wrap } from './patch.ts';

/** The private parts that the mutants need. */
interface OpenInbox {
  nextId: number;
  readonly held: Map<number, Frame>;
}

type Keep = (frame: Frame) => void;
type Take = () => Arrival | null;

/** Messages that an inbox gives out though they are not the next. */
const outOfTurn = new WeakMap<OpenInbox, Arrival[]>();

function giveOut(box: OpenInbox, { code, id, body }: Frame): void {
  outOfTurn.set(box, [...(outOfTurn.get(box) ?? []), { code, id, body }]);
}

const takeOutOfTurn = wrap(Inbox, 'take', (box: OpenInbox, take: Take) => {
  return outOfTurn.get(box)?.shift() ?? take();
});

export const LINK_MUTANTS: readonly Mutant[] = [
  {
    name: 'lossForgotten',
    bug: 'A datagram that is lost takes its frames with it.',
    breaks: ['theWorldComesToRest', 'offlineMeansOffline', 'theServerIsGivenItsTime'],
    install: all(
      wrap(Outbox, 'lost', () => {}),
      wrap(Outbox, 'probe', () => {}),
    ),
  },
  {
    name: 'noDedup',
    bug: 'A frame that was taken before is given out again.',
    breaks: ['shownOnce'],
    install: all(
      takeOutOfTurn,
      wrap(Inbox, 'keep', (box: OpenInbox, keep: Keep, frame: Frame) => {
        if (frame.id < box.nextId && !frame.more) giveOut(box, frame);
        else keep(frame);
      }),
    ),
  },
  {
    name: 'ackBeforeStoring',
    bug: 'What arrives ahead of a gap is acked, gap and all, and not kept.',
    breaks: ['neverFalseReceived', 'removalIsTold', 'groupMessagesArrive'],
    install: wrap(Inbox, 'keep', (box: OpenInbox, keep: Keep, frame: Frame) => {
      if (frame.id - frame.back <= box.nextId && frame.id > box.nextId) box.nextId = frame.id + 1;
      keep(frame);
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
        receive: (datagram: Datagram) => unknown,
        datagram: Datagram,
      ) => {
        const frames = datagram.frames.filter(({ id }) => id === 0 || id >= link.inbox.next);
        return receive({ ...datagram, frames });
      },
    ),
    // Of what is long the small probes ask, and an answer to them is an ack, too.
    focus: { clients: 3, maxPadding: 100 },
  },
  {
    name: 'noReorderBuffer',
    bug: 'Messages are given out in the order in which they arrive.',
    breaks: ['shownInOrder', 'oneGroupOrder', 'shownOnce'],
    install: all(
      takeOutOfTurn,
      wrap(Inbox, 'keep', (box: OpenInbox, keep: Keep, frame: Frame) => {
        const isEarly = frame.id > box.nextId && !frame.more && !box.held.has(frame.id);
        keep(frame);
        if (!isEarly || !box.held.has(frame.id)) return;
        // Taken out of turn: what is kept in its place is a message that means nothing.
        box.held.set(frame.id, { ...frame, code: codeOf('LEFT'), body: new Uint8Array(0) });
        giveOut(box, frame);
      }),
    ),
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
    install: wrap(
      ReceivedNumbers,
      'admit',
      (_: unknown, admit: (number: number) => boolean, number: number) => {
        admit(number);
        return true;
      },
    ),
    focus: { clients: 2, actions: { wait: 4, send: 3, pause: 1, replay: 4 } },
  },
];
