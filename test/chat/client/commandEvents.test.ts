import { describe, expect, test } from 'vitest';
import type { CommandEvent } from '../../../machines/clientProtocol.ts';
import type { Command } from '../../../machines/vocabulary.ts';
import { ClientTable } from '../../../src/chat/client/clientTable.ts';
import { eventOf } from '../../../src/chat/client/commandEvents.ts';
import { entry } from '../support/tableEntry.ts';

const LIMIT_BYTES = 16_384;

function table(): ClientTable {
  const all = new ClientTable(() => 0);
  const entries = [entry('ann'), entry('bob'), entry('cem', { status: 'offline' })];
  all.apply({ kind: 'UPDATED_TABLE', from: 0, to: 1, latest: 1, entries });
  return all;
}

const obstacle = null;
const bob = { type: 'command.send', to: 'bob', text: 'hi', isPeerOffline: false } as const;
const unknownDan = { kind: 'unknownName', name: 'dan' } as const;
const textEmpty = { kind: 'textEmpty' } as const;
const notYours = { kind: 'notYourName', name: 'bob', own: 'ann' } as const;
const badName = { kind: 'badGroupName', name: 'a b' } as const;

describe('a command becomes an event', () => {
  test.each<[string, Command, CommandEvent]>([
    ['send', { kind: 'send', to: 'bob', text: 'hi' }, { ...bob, obstacle }],
    ['send to oneself', { kind: 'send', to: 'ann', text: 'hi' }, { ...bob, to: 'ann', obstacle }],
    [
      'send to somebody who is offline',
      { kind: 'send', to: 'cem', text: 'hi' },
      { ...bob, to: 'cem', isPeerOffline: true, obstacle },
    ],
    [
      'send to nobody whom we know',
      { kind: 'send', to: 'dan', text: '' },
      { ...bob, to: 'dan', text: '', obstacle: unknownDan },
    ],
    [
      'send without a text',
      { kind: 'send', to: 'bob', text: '' },
      { ...bob, text: '', obstacle: textEmpty },
    ],
    ['dereg', { kind: 'dereg', name: 'ann' }, { type: 'command.dereg', name: 'ann', obstacle }],
    [
      'dereg without a name',
      { kind: 'dereg', name: null },
      { type: 'command.dereg', name: null, obstacle },
    ],
    [
      'dereg of somebody else',
      { kind: 'dereg', name: 'bob' },
      { type: 'command.dereg', name: 'bob', obstacle: notYours },
    ],
    [
      'create_group',
      { kind: 'create_group', group: 'tea' },
      { type: 'command.create_group', group: 'tea', obstacle },
    ],
    [
      'create_group with a bad name',
      { kind: 'create_group', group: 'a b' },
      { type: 'command.create_group', group: 'a b', obstacle: badName },
    ],
    [
      'join_group',
      { kind: 'join_group', group: 'tea' },
      { type: 'command.join_group', group: 'tea', obstacle },
    ],
    [
      'join_group with a bad name',
      { kind: 'join_group', group: 'a b' },
      { type: 'command.join_group', group: 'a b', obstacle: badName },
    ],
    [
      'send_group',
      { kind: 'send_group', text: 'hi' },
      { type: 'command.send_group', text: 'hi', obstacle },
    ],
    [
      'send_group with half a surrogate pair',
      { kind: 'send_group', text: 'a\ud800b' },
      { type: 'command.send_group', text: 'a\ud800b', obstacle: { kind: 'textMalformed' } },
    ],
    [
      'send_group without a text',
      { kind: 'send_group', text: '' },
      { type: 'command.send_group', text: '', obstacle: textEmpty },
    ],
    ['list_groups', { kind: 'list_groups' }, { type: 'command.list_groups' }],
    ['list_members', { kind: 'list_members' }, { type: 'command.list_members' }],
    ['leave_group', { kind: 'leave_group' }, { type: 'command.leave_group' }],
    ['help', { kind: 'help' }, { type: 'command.help' }],
    ['table', { kind: 'table' }, { type: 'command.table', isAll: false }],
    ['table', { kind: 'table', all: true }, { type: 'command.table', isAll: true }],
    [
      'no command at all',
      { kind: 'unknown', hint: 'try help' },
      { type: 'command.unknown', hint: 'try help', meant: null },
    ],
    [
      'no command, and what was meant',
      { kind: 'unknown', hint: '"hi" is not a command', meant: 'message' },
      { type: 'command.unknown', hint: '"hi" is not a command', meant: 'message' },
    ],
  ])('%s', (_, command, event) => {
    expect(eventOf(command, 'ann', table())).toStrictEqual(event);
  });
});

describe('a text', () => {
  const obstacleTo = (text: string) => {
    const event = eventOf({ kind: 'send_group', text }, 'ann', table());
    return 'obstacle' in event ? event.obstacle : undefined;
  };

  test('may be 16 KiB long, in bytes and not in characters', () => {
    expect(obstacleTo('x'.repeat(LIMIT_BYTES))).toBeNull();
    expect(obstacleTo('é'.repeat(LIMIT_BYTES / 2))).toBeNull();
    expect(obstacleTo('🙂'.repeat(LIMIT_BYTES / 4))).toBeNull();
  });

  test('may not be a byte longer', () => {
    const tooLong = { kind: 'textTooLong', bytes: LIMIT_BYTES + 1, limitBytes: LIMIT_BYTES };
    expect(obstacleTo('x'.repeat(LIMIT_BYTES + 1))).toEqual(tooLong);
    expect(obstacleTo(`${'é'.repeat(LIMIT_BYTES / 2)}x`)).toEqual(tooLong);
  });

  test('may be blank: it is delivered byte for byte', () => {
    expect(obstacleTo(' ')).toBeNull();
  });
});
