import { enters, fault, gets, sends, sendsAgain, shows, tablesSay } from './moments.ts';
import type { TourStory } from './story.ts';

export const falseSuspicion: TourStory = {
  id: 'false-suspicion',
  title: 'A false suspicion',
  sentence: 'No ack for 500 ms: bob is suspected, but only the server’s probe may decide.',

  happen(director) {
    director.register('alice', 'bob');
    director.do({ do: 'cut', node: 'alice', from: 'bob' });
    director.type('alice', { kind: 'send', to: 'bob', text: 'Are you there?' });
    director.until(enters('server', 'session:bob', 'suspect'));
    director.until(enters('server', 'session:bob', 'online'));
    director.pass(100);
    director.do({ do: 'mend', node: 'alice', from: 'bob' });
    director.until(shows('alice', 'received'));
    director.pass(100);
  },

  sentences: [
    {
      at: tablesSay({ alice: true, bob: true }),
      text: 'alice and bob have registered. In every table both are online.',
      machine: ['bob', 'tableSync:bob'],
    },
    {
      at: fault('alice', 'cut off from bob'),
      text: 'The line between alice and bob breaks: nothing passes from one to the other. Both still reach the server.',
    },
    {
      at: sends('alice', 'bob', 'PRIVATE'),
      text: 'alice writes to bob, and the datagram is lost.',
      machine: ['alice', 'ackWait:bob:1'],
    },
    {
      at: sendsAgain('alice', 'bob', 'PRIVATE'),
      text: 'Without an ack, alice sends it again after 250 ms. The copy is lost too.',
      machine: ['alice', 'retransmission:bob'],
    },
    {
      at: sends('alice', 'server', 'SUSPECT'),
      text: '500 ms and no ack. alice may not call bob offline: she reports her suspicion to the server, and keeps on trying.',
      machine: ['alice', 'ackWait:server:1'],
    },
    {
      at: enters('server', 'session:bob', 'suspect'),
      text: 'The server does not take her word for it. bob’s session goes from online to suspect, and a probe asks bob himself.',
      machine: ['server', 'session:bob'],
    },
    {
      at: gets('bob', 'server', 'PROBE'),
      text: 'bob gets the probe and acks it, like anything that he gets. He need not know that he is suspected.',
    },
    {
      at: enters('server', 'session:bob', 'online'),
      text: 'bob was heard: his session is online again. The suspicion was false, and no table ever showed him offline.',
      machine: ['server', 'session:bob'],
    },
    {
      at: shows('bob', 'privateMessage'),
      text: 'The line works again, and the next copy arrives. bob reads the message, only a little late.',
      machine: ['bob', 'lobby:bob'],
    },
    {
      at: shows('alice', 'received'),
      text: 'alice is told “Message received by bob”. If 500 ms of silence meant offline, she would have lost a friend who is there.',
      machine: ['alice', 'ackWait:bob:1'],
    },
  ],
};
