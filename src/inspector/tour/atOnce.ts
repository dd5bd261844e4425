import { allEnter, enters, fault, gets, sends, shows, types } from './moments.ts';
import type { TourStory } from './story.ts';

const MEMBERS = ['alice', 'bob', 'carol', 'dave'] as const;

const bothAcked = allEnter('acked', ['alice', 'ackWait:bob:1'], ['bob', 'ackWait:alice:1']);
const bothComplete = allEnter(
  'complete',
  ['server', 'broadcast:tea:1'],
  ['server', 'broadcast:tea:2'],
);

export const atOnce: TourStory = {
  id: 'at-once',
  title: 'Two messages at once',
  sentence:
    'Members speak at the same moment and datagrams overtake each other: all see one order.',

  happen(director) {
    director.register(...MEMBERS);
    director.type('alice', { kind: 'send', to: 'bob', text: 'Shall we have tea?' });
    director.type('bob', { kind: 'send', to: 'alice', text: 'Is there any tea?' });
    director.until(bothAcked);
    director.gather('tea', ...MEMBERS);
    director.type('alice', { kind: 'send_group', text: 'Tea is ready.' });
    director.type('bob', { kind: 'send_group', text: 'Who has the milk?' });
    director.until(sends('alice', 'server', 'SEND_GROUP'));
    director.delay('alice', 'server', 'SEND_GROUP', 40);
    director.until(sends('server', 'dave', 'GROUP_MESSAGE'));
    director.delay('server', 'dave', 'GROUP_MESSAGE', 120);
    director.until(bothComplete);
    director.pass(100);
  },

  sentences: [
    {
      at: sends('bob', 'alice', 'PRIVATE'),
      text: 'First in private: alice and bob write to each other at the same moment. The two datagrams cross.',
      machine: ['bob', 'ackWait:alice:1'],
    },
    {
      at: bothAcked,
      text: 'Each message has its own ackWait, and each has got its ack. Nobody waits for a turn.',
    },
    {
      at: shows('dave', 'entered'),
      text: 'Now in a group: alice, bob, carol and dave are in tea. There everybody must see the same conversation.',
      machine: ['dave', 'membership:dave'],
    },
    {
      at: types('bob', 'send_group'),
      text: 'alice and bob speak at the same moment. A group message goes to the server first.',
      machine: ['bob', 'membership:bob'],
    },
    {
      at: enters('server', 'broadcast:tea:1', 'awaitingAcks'),
      text: 'bob’s message was faster. The order in which messages reach the server is the order for everybody.',
      machine: ['server', 'broadcast:tea:1'],
    },
    {
      at: fault('network', 'datagram'),
      text: 'The copy of it for dave is held up on the way.',
      machine: ['server', 'broadcast:tea:1'],
    },
    {
      at: enters('server', 'broadcast:tea:2', 'awaitingAcks'),
      text: 'alice’s message reaches the server too. A second broadcast begins beside the first, with acks of its own.',
      machine: ['server', 'broadcast:tea:2'],
    },
    {
      at: gets('dave', 'server', 'GROUP_MESSAGE'),
      text: 'The second message reaches dave first. Its number says that one is missing: he keeps it and shows nothing.',
    },
    {
      at: shows('dave', 'groupMessage'),
      text: 'The server takes the missing one for lost and sends it again. Both are shown: bob’s, then alice’s.',
      machine: ['dave', 'membership:dave'],
    },
    {
      at: bothComplete,
      text: 'dave’s ack completes both broadcasts. carol and dave have read both messages in the same order.',
      machine: ['server', 'broadcast:tea:1'],
    },
  ],
};
