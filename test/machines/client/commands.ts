/** Part of client.test.ts: what a user may type in each place, and what becomes of it. */
import { describe, expect, test } from 'vitest';
import type { ClientEffect, ClientEvent, CommandEvent } from '../../../machines/clientProtocol.ts';
import type { Reason } from '../../../machines/vocabulary.ts';
import type { Place } from './clientRun.ts';
import { awaitSettled, clientIn, modeOf, PLACES, request, show } from './clientRun.ts';

const obstacle: Reason = { kind: 'textEmpty' };
const clear = { obstacle: null } as const;

const send = { type: 'command.send', to: 'bob', text: 'hi', isPeerOffline: false } as const;
const dereg = { type: 'command.dereg', name: 'ann' } as const;
const create = { type: 'command.create_group', group: 'tea' } as const;
const join = { type: 'command.join_group', group: 'tea' } as const;
const sendGroup = { type: 'command.send_group', text: 'hi' } as const;
const listGroups: CommandEvent = { type: 'command.list_groups' };
const listMembers: CommandEvent = { type: 'command.list_members' };
const leaveGroup: CommandEvent = { type: 'command.leave_group' };
const help: CommandEvent = { type: 'command.help' };
const table: CommandEvent = { type: 'command.table', isAll: false };
const unknown: CommandEvent = { type: 'command.unknown', hint: 'try help', meant: null };
const quit: CommandEvent = { ...unknown, hint: 'no command', meant: 'leave' };
const hello: CommandEvent = { ...unknown, hint: 'no command', meant: 'message' };

type Case = [what: string, command: CommandEvent, mode: string, effects: ClientEffect[]];

function casesOf(place: 'nonGroup' | 'group', rows: Case[]): void {
  const ready = place === 'group' ? 'membership.ready' : 'lobby.ready';
  test.each(rows)(`${place}: %s`, (_, command, mode, effects) => {
    const run = clientIn[place]();
    expect(modeOf(run)).toBe(ready);
    run.send(command).expectNow(...effects);
    expect(modeOf(run)).toBe(mode);
    expect(run.isBusy).toBe(mode !== ready);
  });
}

describe('a command outside a group', () => {
  const ready = 'lobby.ready';
  const settling = 'deregistration.settling';
  const notDone = [show({ kind: 'notDone', reason: obstacle })];
  const invalid = (hint: string) => [show({ kind: 'invalid', hint })];
  const inside = (name: string) =>
    invalid(`${name} works inside a group: join_group <group> first`);
  const offline = { ...send, isPeerOffline: true };

  casesOf('nonGroup', [
    ['send', { ...send, ...clear }, ready, [{ type: 'sendPrivate', to: 'bob', text: 'hi' }]],
    ['send, obstructed', { ...send, obstacle }, ready, notDone],
    [
      'send to a peer that is offline',
      { ...offline, ...clear },
      ready,
      [show({ kind: 'notDelivered', to: 'bob', why: { kind: 'offline' } })],
    ],
    ['send to a peer that is offline, obstructed', { ...offline, obstacle }, ready, notDone],
    ['dereg', { ...dereg, ...clear }, settling, [awaitSettled]],
    ['dereg, obstructed', { ...dereg, obstacle }, ready, notDone],
    [
      'dereg without a name',
      { ...dereg, name: null, ...clear },
      ready,
      invalid('to leave the chat: dereg ann'),
    ],
    [
      'create_group',
      { ...create, ...clear },
      'lobby.creating',
      [request({ kind: 'CREATE_GROUP', group: 'tea' })],
    ],
    ['create_group, obstructed', { ...create, obstacle }, ready, notDone],
    ['list_groups', listGroups, 'lobby.listing', [request({ kind: 'LIST_GROUPS', from: 0 })]],
    [
      'join_group',
      { ...join, ...clear },
      'lobby.joining',
      [request({ kind: 'JOIN_GROUP', group: 'tea' })],
    ],
    ['join_group, obstructed', { ...join, obstacle }, ready, notDone],
    ['send_group', { ...sendGroup, ...clear }, ready, inside('send_group')],
    ['list_members', listMembers, ready, inside('list_members')],
    ['leave_group', leaveGroup, ready, inside('leave_group')],
    ['help', help, ready, [show({ kind: 'help' })]],
    ['table', table, ready, [{ type: 'showTable', isAll: false }]],
    ['table all', { ...table, isAll: true }, ready, [{ type: 'showTable', isAll: true }]],
    ['no command at all', unknown, ready, invalid('try help')],
    ['quit', quit, ready, invalid('no command: to leave the chat, type dereg ann')],
    [
      'plain words',
      hello,
      ready,
      invalid(
        'no command: to write to somebody, type send <name> <message>; help shows all commands',
      ),
    ],
  ]);
});

describe('a command inside a group', () => {
  const ready = 'membership.ready';
  const settling = 'deregistration.settling';
  const notDone = [show({ kind: 'notDone', reason: obstacle }, 'tea')];
  const invalid = (hint: string) => [show({ kind: 'invalid', hint }, 'tea')];
  const outside = (name: string) => invalid(`${name} works outside a group: leave_group first`);

  casesOf('group', [
    [
      'send_group',
      { ...sendGroup, ...clear },
      ready,
      [request({ kind: 'SEND_GROUP', text: 'hi' })],
    ],
    ['send_group, obstructed', { ...sendGroup, obstacle }, ready, notDone],
    [
      'list_members',
      listMembers,
      'membership.listing',
      [request({ kind: 'LIST_MEMBERS', from: 0 })],
    ],
    ['leave_group', leaveGroup, 'membership.leaving', [request({ kind: 'LEAVE_GROUP' })]],
    ['dereg', { ...dereg, ...clear }, settling, [awaitSettled]],
    ['dereg without a name', { ...dereg, name: null, ...clear }, settling, [awaitSettled]],
    ['dereg, obstructed', { ...dereg, obstacle }, ready, notDone],
    ['send', { ...send, ...clear }, ready, outside('send')],
    ['send, obstructed', { ...send, obstacle }, ready, outside('send')],
    ['create_group', { ...create, ...clear }, ready, outside('create_group')],
    ['list_groups', listGroups, ready, outside('list_groups')],
    ['join_group', { ...join, ...clear }, ready, outside('join_group')],
    ['help', help, ready, [show({ kind: 'help' }, 'tea')]],
    ['table', table, ready, [{ type: 'showTable', isAll: false }]],
    ['no command at all', unknown, ready, invalid('try help')],
    [
      'quit',
      quit,
      ready,
      invalid('no command: to leave the chat, type dereg; to leave the group, leave_group'),
    ],
    [
      'plain words',
      hello,
      ready,
      invalid(
        'no command: to write to the group, type send_group <message>; help shows all commands',
      ),
    ],
  ]);
});

describe('a command where none is taken', () => {
  const all: CommandEvent[] = [
    { ...send, ...clear },
    { ...dereg, ...clear },
    { ...create, ...clear },
    listGroups,
    { ...join, ...clear },
    { ...sendGroup, ...clear },
    listMembers,
    leaveGroup,
    help,
    table,
    unknown,
  ];
  test.each(['asking', 'proving', 'waiting', 'settling', 'requesting'] as const)(
    'waits: %s',
    (place) => {
      const run = clientIn[place]();
      expect(all.filter((command) => run.takes(command))).toEqual([]);
    },
  );

  test.each(PLACES)('is kept back by the tag "busy", or is not: %s', (place) => {
    expect(clientIn[place]().isBusy).toBe(place !== 'nonGroup' && place !== 'group');
  });
});

describe('the answer to a command', () => {
  type Answer = [from: Place, answer: ClientEvent, mode: string, effects: ClientEffect[]];
  const created = (outcome: 'created' | 'exists' | 'tooMany'): ClientEvent => ({
    type: 'server.groupCreated',
    group: 'tea',
    outcome,
  });
  const joined = (outcome: 'joined' | 'noSuchGroup'): ClientEvent => ({
    type: 'server.joined',
    group: 'tea',
    outcome,
  });
  const names = ['ann', 'bob'];
  const outside = 'lobby.ready';
  const tooMany = show({ kind: 'notDone', reason: { kind: 'tooManyGroups' } });
  test.each<Answer>([
    ['creating', created('created'), outside, [show({ kind: 'groupCreated', group: 'tea' })]],
    ['creating', created('exists'), outside, [show({ kind: 'groupExists', group: 'tea' })]],
    ['creating', created('tooMany'), outside, [tooMany]],
    ['listingGroups', { type: 'server.groups', names }, outside, [show({ kind: 'groups', names })]],
    [
      'listingGroups',
      { type: 'server.groups', names: [] },
      outside,
      [show({ kind: 'groups', names: [] })],
    ],
    ['joining', joined('joined'), 'membership.ready', [show({ kind: 'entered', group: 'tea' })]],
    ['joining', joined('noSuchGroup'), outside, [show({ kind: 'noSuchGroup', group: 'tea' })]],
    [
      'listingMembers',
      { type: 'server.members', names },
      'membership.ready',
      [show({ kind: 'members', group: 'tea', names }, 'tea')],
    ],
    ['leavingGroup', { type: 'server.left' }, outside, [show({ kind: 'left', group: 'tea' })]],
    // The server is there and does not answer: the endpoint has said so.
    ['creating', { type: 'server.unanswered' }, outside, []],
    ['listingGroups', { type: 'server.unanswered' }, outside, []],
    ['joining', { type: 'server.unanswered' }, outside, []],
    ['listingMembers', { type: 'server.unanswered' }, 'membership.ready', []],
    ['leavingGroup', { type: 'server.unanswered' }, 'membership.ready', []],
    [
      'leavingGroup',
      { type: 'server.removed', group: 'tea' },
      outside,
      [show({ kind: 'removed', group: 'tea' })],
    ],
  ])('is shown to a client that is %s: %o', (from, answer, mode, effects) => {
    const run = clientIn[from]()
      .send(answer)
      .expectNow(...effects);
    expect(modeOf(run)).toBe(mode);
    expect(run.isBusy).toBe(false);
  });
});
