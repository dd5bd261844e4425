/** What the user may do: outside a group, inside one, and on the way back into one. */
import { clientSetup } from '../clientActions.ts';

const commandsOfBothModes = {
  'command.help': { actions: 'showHelp' },
  'command.table': { actions: 'showTable' },
  'command.*': { actions: 'showInvalid' },
} as const;

export const nonGroup = clientSetup.createStateConfig({
  initial: 'ready',
  on: {
    ...commandsOfBothModes,
    'command.send': [
      { guard: 'isObstructed', actions: 'showObstacle' },
      { guard: 'isPeerOffline', actions: 'showNotDelivered' },
      { actions: 'sendPrivate' },
    ],
    'command.dereg': [
      { guard: 'isNameless', actions: 'showInvalid' },
      { guard: 'isObstructed', actions: 'showObstacle' },
      { target: '#client.deregistering' },
    ],
    'command.create_group': [
      { guard: 'isObstructed', actions: 'showObstacle' },
      { target: '.creating', actions: 'requestCreation' },
    ],
    'command.list_groups': { target: '.listing', actions: 'requestGroups' },
    'command.join_group': [
      { guard: 'isObstructed', actions: 'showObstacle' },
      { target: '.joining', actions: 'requestEntry' },
    ],
    // The answer came after all.
    'server.joined': {
      guard: 'isJoined',
      target: 'group',
      actions: ['showEntered', 'enterGroup'],
    },
  },
  states: {
    ready: {},
    creating: {
      tags: 'busy',
      on: {
        'server.unanswered': 'ready',
        'server.groupCreated': { target: 'ready', actions: 'showCreation' },
      },
    },
    listing: {
      tags: 'busy',
      on: {
        'server.unanswered': 'ready',
        'server.groups': { target: 'ready', actions: 'showGroups' },
      },
    },
    joining: {
      tags: 'busy',
      on: {
        'server.unanswered': 'ready',
        'server.joined': [
          {
            guard: 'isJoined',
            target: '#client.online.mode.group',
            actions: ['showEntered', 'enterGroup'],
          },
          { target: 'ready', actions: 'showNoSuchGroup' },
        ],
      },
    },
  },
});

export const group = clientSetup.createStateConfig({
  initial: 'ready',
  on: {
    ...commandsOfBothModes,
    'server.removed': {
      guard: 'isThisGroup',
      target: 'nonGroup',
      actions: ['showRemoved', 'showBuffered'],
    },
    // In time or after all.
    'server.left': { target: 'nonGroup', actions: ['showLeft', 'showBuffered'] },
    'command.send_group': [
      { guard: 'isObstructed', actions: 'showObstacle' },
      { actions: 'requestBroadcast' },
    ],
    'command.list_members': { target: '.listing', actions: 'requestMembers' },
    'command.leave_group': { target: '.leaving', actions: 'requestLeave' },
    'command.dereg': [
      { guard: 'isObstructed', actions: 'showObstacle' },
      { target: '#client.deregistering' },
    ],
  },
  states: {
    ready: {},
    listing: {
      tags: 'busy',
      on: {
        'server.unanswered': 'ready',
        'server.members': { target: 'ready', actions: 'showMembers' },
      },
    },
    leaving: {
      tags: 'busy',
      on: {
        'server.unanswered': 'ready',
      },
    },
  },
});

/**
 * The server is back, and the client is to be in its group again, which is made anew if the server has
 * forgotten it.
 */
export const returning = clientSetup.createStateConfig({
  tags: 'busy',
  initial: 'entering',
  on: {
    'server.unanswered': {
      target: '#client.online.mode.nonGroup',
      actions: ['showRemoved', 'showBuffered'],
    },
  },
  states: {
    entering: {
      entry: 'restoreEntry',
      on: {
        'server.joined': [
          { guard: 'isJoined', target: '#client.online.mode.group', actions: 'showEntered' },
          { target: 'founding' },
        ],
      },
    },
    founding: {
      entry: 'restoreGroup',
      on: {
        'server.groupCreated': [
          {
            guard: 'isGroupRefused',
            target: '#client.online.mode.nonGroup',
            actions: ['showRemoved', 'showBuffered'],
          },
          { target: 'entering' },
        ],
      },
    },
  },
});
