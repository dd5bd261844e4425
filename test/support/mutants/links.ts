/** Mutants of the links between two processes. */
import type { Arrival } from '../../../src/chat/link/inbox.ts';
import { Inbox } from '../../../src/chat/link/inbox.ts';
import { Link } from '../../../src/chat/link/link.ts';
import { ReplayWindow } from '../../../src/chat/link/replayWindow.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import type { Datagram, Frame } from '../../../src/chat/wire/datagram.ts';
import type { Mutant } from './mutant.ts';
import { wrap } from './patch.ts';

/** The private parts that the mutants need. */
interface OpenInbox {
  nextId: number;
  readonly held: Map<number, Frame>;
}

type Take = (frame: Frame) => readonly Arrival[];

const messageIn = ({ code, id, body }: Frame): Arrival => ({ code, id, body });

export const LINK_MUTANTS: readonly Mutant[] = [
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
