import { enters, fault, sends, shows, tablesSay, takes, types } from './moments.ts';
import type { TourStory } from './story.ts';

export const eviction: TourStory = {
  id: 'eviction',
  title: 'A member is gone',
  sentence: 'A process dies in the middle of a group: the others find out, and go on.',

  happen(director) {
    director.register('alice', 'bob', 'carol');
    director.gather('tea', 'alice', 'bob', 'carol');
    director.do({ do: 'kill', node: 'carol' });
    director.pass(4_500);
    director.type('alice', { kind: 'send_group', text: 'Tea is ready.' });
    director.until(enters('server', 'broadcast:tea:1', 'complete'));
    director.pass(200);
    director.type('bob', { kind: 'list_members' });
    director.until(shows('bob', 'members'));
    director.pass(100);
  },

  sentences: [
    {
      at: shows('carol', 'entered'),
      text: 'alice, bob and carol are in the group tea. What one of them says there, the server passes on to the others.',
      machine: ['carol', 'membership:carol'],
    },
    {
      at: fault('carol', 'kill'),
      text: 'carol’s process is killed. It could not say goodbye, so everybody still takes her for online.',
    },
    {
      at: enters('server', 'broadcast:tea:1', 'awaitingAcks'),
      text: 'alice has written to the group. A broadcast begins: it sends the message to bob and carol, and awaits their acks.',
      machine: ['server', 'broadcast:tea:1'],
    },
    {
      at: takes('server', 'broadcast:tea:1', 'acks'),
      text: 'bob’s ack is counted. In Context, pending goes from 2 to 1: carol’s is left.',
      machine: ['server', 'broadcast:tea:1'],
    },
    {
      at: enters('server', 'session:carol', 'suspect'),
      text: '500 ms without carol’s ack: she is overdue, and her session becomes suspect. A doubt, not yet a verdict.',
      machine: ['server', 'session:carol'],
    },
    {
      at: sends('server', 'carol', 'PROBE'),
      text: 'The server asks carol for a sign of life: 25 probes, one every 100 ms. One answer would clear her.',
      machine: ['server', 'session:carol'],
    },
    {
      at: enters('server', 'session:carol', 'lost'),
      text: 'No answer: carol is lost, and out of her group. The broadcast waits for her no longer, and is complete.',
      machine: ['server', 'session:carol'],
    },
    {
      at: tablesSay({ alice: true, bob: true, carol: false }),
      text: 'The news has reached everybody. Look at Tables: carol is offline in each of them.',
    },
    {
      at: types('bob', 'list_members'),
      text: 'bob asks who is left in the group.',
      machine: ['bob', 'membership:bob'],
    },
    {
      at: shows('bob', 'members'),
      text: 'alice and bob. Nobody had to wait for carol: bob read the message at once.',
      machine: ['bob', 'membership:bob'],
    },
  ],
};
