import { describe, expect, test } from 'vitest';
import type { ServerEvent } from '../../../machines/clientProtocol.ts';
import { answerOf, groupMessagesOf } from '../../../src/chat/client/answers.ts';
import type { Request, Response } from '../../../src/chat/wire/packets.ts';

const re = 1;
const create: Request = { kind: 'CREATE_GROUP', group: 'tea' };
const join: Request = { kind: 'JOIN_GROUP', group: 'tea' };
const list: Request = { kind: 'LIST_GROUPS' };

describe('an answer of the server', () => {
  test.each<[Response, Request, ServerEvent | null]>([
    [
      { kind: 'GROUP_CREATED', re, outcome: 'exists' },
      create,
      { type: 'server.groupCreated', group: 'tea', outcome: 'exists' },
    ],
    [
      { kind: 'JOINED', re, outcome: 'joined' },
      join,
      { type: 'server.joined', group: 'tea', outcome: 'joined' },
    ],
    [{ kind: 'GROUPS', re, names: ['tea'] }, list, { type: 'server.groups', names: ['tea'] }],
    [
      { kind: 'MEMBERS', re, names: ['ann'] },
      { kind: 'LIST_MEMBERS' },
      { type: 'server.members', names: ['ann'] },
    ],
    [{ kind: 'LEFT', re }, { kind: 'LEAVE_GROUP' }, { type: 'server.left' }],
    [
      { kind: 'GROUP_SENT', re, outcome: 'busy' },
      { kind: 'SEND_GROUP', text: 'hi' },
      { type: 'server.groupSent', outcome: 'busy' },
    ],
    [{ kind: 'DEREGISTERED', re }, { kind: 'DEREGISTER' }, { type: 'server.deregistered' }],
    [{ kind: 'SUSPECTED', re }, { kind: 'SUSPECT', name: 'bob', tag: 1 }, null],
  ])('%o to %o', (response, request, event) => {
    expect(answerOf(response, request)).toStrictEqual(event);
  });

  test('that does not fit its request says nothing about a group', () => {
    expect(answerOf({ kind: 'JOINED', re, outcome: 'joined' }, create)).toBeNull();
    expect(answerOf({ kind: 'GROUP_CREATED', re, outcome: 'created' }, join)).toBeNull();
  });
});

test('group messages say of which group they are and whose', () => {
  const posts = [
    { kind: 'GROUP_MESSAGE', group: 'tea', from: 'bob', text: 'hi' },
    { kind: 'GROUP_MESSAGE', group: 'tea', from: 'cem', text: 'hello' },
  ] as const;
  expect(groupMessagesOf('tea', posts)).toStrictEqual({
    type: 'server.groupMessages',
    group: 'tea',
    messages: [
      { from: 'bob', text: 'hi' },
      { from: 'cem', text: 'hello' },
    ],
  });
});
