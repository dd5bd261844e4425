import { enters, fault, gets, sends, sendsAgain, shows, tablesSay } from './moments.ts';
import type { TourStory } from './story.ts';

export const lostAck: TourStory = {
  id: 'lost-ack',
  title: 'A lost ack',
  sentence: 'The message arrives, its ack does not: it is sent again, and yet shown once.',

  happen(director) {
    director.register('alice', 'bob');
    director.type('alice', { kind: 'send', to: 'bob', text: 'Lunch at noon?' });
    director.until(sends('bob', 'alice', 'ACK'));
    director.drop('bob', 'alice', 'ACK');
    director.until(shows('alice', 'received'));
    director.pass(100);
  },

  sentences: [
    {
      at: tablesSay({ alice: true, bob: true }),
      text: 'alice and bob have registered, and both have the client table. Private messages go straight from one to the other.',
      machine: ['bob', 'tableSync:bob'],
    },
    {
      at: sends('alice', 'bob', 'PRIVATE'),
      text: 'alice writes to bob. For this message a machine of its own begins: ackWait, which waits for bob’s ack.',
      machine: ['alice', 'ackWait:bob:1'],
    },
    {
      at: shows('bob', 'privateMessage'),
      text: 'The message arrives, and bob reads it.',
      machine: ['bob', 'lobby:bob'],
    },
    {
      at: fault('network', 'datagram'),
      text: 'bob’s ack is lost. All that alice knows is that no ack came: it could as well be the message that was lost.',
      machine: ['alice', 'ackWait:bob:1'],
    },
    {
      at: sendsAgain('alice', 'bob', 'PRIVATE'),
      text: 'After 250 ms without an ack, the message goes out again: the same text under the same number.',
      machine: ['alice', 'retransmission:bob'],
    },
    {
      at: gets('bob', 'alice', 'PRIVATE'),
      text: 'bob gets number 1 a second time. He knows it by its number, so nothing is shown again.',
    },
    {
      at: sends('bob', 'alice', 'ACK'),
      text: 'But he acks it again. A duplicate may mean that the ack was lost, and without one alice would go on.',
    },
    {
      at: enters('alice', 'ackWait:bob:1', 'acked'),
      text: 'This ack arrives: ackWait ends in acked, and alice is told “Message received by bob”. Sent twice, shown once.',
      machine: ['alice', 'ackWait:bob:1'],
    },
  ],
};
