/**
 * A client that stays though its server does not answer: it says so, rests, and asks again to be
 * registered, until the server answers or the user leaves. Peers need no server: they are written to
 * as ever. What does need it waits in the endpoint.
 */
import { clientSetup } from '../clientActions.ts';
import { handshake } from './handshake.ts';

export const away = clientSetup.createStateConfig({
  tags: ['busy', 'away'],
  entry: ['showServerAway', 'abandonRequests'],
  initial: 'resting',
  states: {
    resting: { after: { stayRest: 'asking' } },
    ...handshake,
  },
  on: {
    'command.help': { actions: 'showHelp' },
    'command.table': { actions: 'showTable' },
    'command.send': [
      { guard: 'isInGroup', actions: 'showInvalid' },
      { guard: 'isObstructed', actions: 'showObstacle' },
      { guard: 'isPeerOffline', actions: 'showNotDelivered' },
      { actions: 'sendPrivate' },
    ],
    'command.dereg': [{ guard: 'isObstructed', actions: 'showObstacle' }, { target: 'offline' }],
    'server.registered': [
      { guard: 'isFirstSession', target: 'online', actions: 'showRegistered' },
      { guard: 'isInGroup', target: 'online', actions: 'showServerBack' },
      // What was asked before may have put us into a group.
      { target: 'online', actions: ['showServerBack', 'restoreSolitude'] },
    ],
    'server.silent': '.resting',
    'server.refused': 'refused',
    leave: 'offline',
  },
});
