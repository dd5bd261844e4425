import { expect, test } from 'vitest';
import { Talk } from '../../../src/chat/commands/talk.ts';

test('plain text goes to the group, every blank of it', () => {
  const talk = new Talk();
  for (const text of ['hello', '  two  blanks ', 'help me', 'leave_group now', 'a\nb', '/quit']) {
    expect(talk.command(text, 'tea')).toEqual({ kind: 'send_group', text });
  }
});

test('outside of a group it goes to whom one wrote last, or nowhere', () => {
  const talk = new Talk();
  const hint = 'plain text goes to whom you wrote last: send <name> <message>';
  expect(talk.command('hello', null)).toEqual({ kind: 'unknown', hint });
  talk.command('send bob hi', null);
  expect(talk.command('hello', null)).toEqual({ kind: 'send', to: 'bob', text: 'hello' });
  talk.command('send carol hi', null);
  talk.command('send_group hi', 'tea');
  expect(talk.command('hello', null)).toEqual({ kind: 'send', to: 'carol', text: 'hello' });
});

test('a command is a command, and one that lacks a part is no text', () => {
  const talk = new Talk();
  talk.command('send bob hi', null);
  expect(talk.command('help', 'tea')).toEqual({ kind: 'help' });
  expect(talk.command(' leave_group ', 'tea')).toEqual({ kind: 'leave_group' });
  expect(talk.command('   ', 'tea')).toBeNull();
  for (const line of ['send', 'send bob', 'join_group', 'create_group a b', 'send_group ']) {
    expect(talk.command(line, 'tea')).toMatchObject({ kind: 'unknown' });
  }
});
