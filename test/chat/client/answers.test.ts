import { describe, expect, test } from 'vitest';
import type { ServerEvent } from '../../../machines/clientProtocol.ts';
import { answerOf, eventsOf, groupMessagesOf } from '../../../src/chat/client/answers.ts';
import { codeOf, encodeBody } from '../../../src/chat/wire/codec.ts';
import type {
  ListAnswer,
  Request,
  Response,
  StreamMessage,
} from '../../../src/chat/wire/packets.ts';

const re = 1;
const lists = { take: ({ names }: ListAnswer) => names };
const create: Request = { kind: 'CREATE_GROUP', group: 'tea' };
const join: Request = { kind: 'JOIN_GROUP', group: 'tea' };
const list: Request = { kind: 'LIST_GROUPS', from: 0 };

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
    [
      { kind: 'GROUPS', re, next: 0, names: ['tea'] },
      list,
      { type: 'server.groups', names: ['tea'] },
    ],
    [
      { kind: 'MEMBERS', re, next: 0, names: ['ann'] },
      { kind: 'LIST_MEMBERS', from: 0 },
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
    expect(answerOf(response, request, lists)).toStrictEqual(event);
  });

  test('that does not fit its request says nothing about a group', () => {
    expect(answerOf({ kind: 'JOINED', re, outcome: 'joined' }, create, lists)).toBeNull();
    expect(answerOf({ kind: 'GROUP_CREATED', re, outcome: 'created' }, join, lists)).toBeNull();
    expect(answerOf({ kind: 'GROUPS', re, next: 0, names: [] }, join, lists)).toBeNull();
    expect(answerOf({ kind: 'MEMBERS', re, next: 0, names: [] }, list, lists)).toBeNull();
  });

  test('that is not the whole of a list says nothing yet', () => {
    const page: Response = { kind: 'GROUPS', re, next: 2, names: ['tea'] };
    expect(answerOf(page, list, { take: () => null })).toBeNull();
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

test('what a datagram brings is told in its order, group messages that follow each other at once', () => {
  const post = (group: string, text: string): StreamMessage => {
    return { kind: 'GROUP_MESSAGE', group, from: 'bob', text };
  };
  const sent: Response = { kind: 'GROUP_SENT', re: 7, outcome: 'sent' };
  const packets = [post('tea', 'a'), post('tea', 'b'), sent, post('tea', 'c'), post('pie', 'd')];
  const arrivals = packets.map((packet, i) => ({
    code: codeOf(packet.kind),
    id: i + 1,
    body: Buffer.from(encodeBody(packet)),
  }));
  const asked: number[] = [];
  const answered = (re: number): Request => {
    asked.push(re);
    return { kind: 'SEND_GROUP', text: 'hi' };
  };
  const events = eventsOf(arrivals, { answered }, lists);
  const told = (group: string, ...texts: string[]) => ({
    type: 'server.groupMessages',
    group,
    messages: texts.map((text) => ({ from: 'bob', text })),
  });
  expect([...events]).toStrictEqual([
    told('tea', 'a', 'b'),
    { type: 'server.groupSent', outcome: 'sent' },
    told('tea', 'c'),
    told('pie', 'd'),
  ]);
  expect(asked).toStrictEqual([7]);
});
