import { enters, fault, gets, sends, shows, tablesSay } from './moments.ts';
import type { TourStory } from './story.ts';

export const partition: TourStory = {
  id: 'partition',
  title: 'A partition that heals',
  sentence: 'bob is cut off from everybody until he counts as offline; then the line works again.',

  happen(director) {
    director.register('alice', 'bob');
    director.do({ do: 'cut', node: 'bob', from: null });
    director.until(enters('server', 'session:bob', 'lost'));
    director.pass(200);
    director.do({ do: 'mend', node: 'bob', from: null });
    director.until(shows('bob', 'registeredAgain'));
    director.pass(200);
  },

  sentences: [
    {
      at: tablesSay({ alice: true, bob: true }),
      text: 'alice and bob have registered. The server has a session for each, and all three tables say the same.',
      machine: ['bob', 'tableSync:bob'],
    },
    {
      at: fault('bob', 'cut off from everybody'),
      text: 'bob is cut off from everybody. Nobody is told, and nobody types anything.',
    },
    {
      at: sends('bob', 'server', 'KEEPALIVE'),
      text: 'Every 2 s a client says that it is there. This keepalive is lost, so bob will repeat it every 500 ms.',
      machine: ['bob', 'keepalive:bob'],
    },
    {
      at: enters('server', 'session:bob', 'suspect'),
      text: 'The server has heard nothing of bob for more than 5 s. His session becomes suspect, and a probe asks for a sign of life.',
      machine: ['server', 'session:bob'],
    },
    {
      at: enters('server', 'session:bob', 'lost'),
      text: 'All 25 probes were lost, like bob’s keepalives. For the server he is offline.',
      machine: ['server', 'session:bob'],
    },
    {
      at: shows('alice', 'tableUpdated'),
      text: 'alice gets the news. Look at Tables: bob, who cannot be told, still has the old one.',
    },
    {
      at: fault('bob', 'no longer cut off'),
      text: 'The line works again. Nobody is told of that either: bob’s next keepalive will find out.',
    },
    {
      at: gets('bob', 'server', 'RESET'),
      text: 'It got through, but the server knows this session no more: it answers RESET, and bob registers anew.',
      machine: ['bob', 'registration:bob'],
    },
    {
      at: shows('bob', 'registeredAgain'),
      text: 'bob has a new session. He is told that the server had lost him; he did not have to do anything.',
      machine: ['bob', 'client:bob'],
    },
    {
      at: tablesSay({ alice: true, bob: true }),
      text: 'The tables have converged: all three say the same again, in the same version.',
      machine: ['bob', 'tableSync:bob'],
    },
  ],
};
