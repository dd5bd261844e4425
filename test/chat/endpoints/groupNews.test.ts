/** Members see who enters and leaves their group, between the messages in which it happened. */
import { expect, it } from 'vitest';
import { type Chat, chatOf, dereg, groupOf, join, leave, say } from '../support/chat.ts';

/** What a user saw of the group, in order. */
function seenBy(chat: Chat, name: string): string[] {
  return chat.client(name).seen.flatMap(({ notice, group }) => {
    if (notice.kind === 'groupMessage') return [`${notice.message.from}: ${notice.message.text}`];
    if (notice.kind !== 'groupNews') return [];
    expect(group).toBe('g');
    const { entered, left } = notice;
    return [...entered.names.map((who) => `+${who}`), ...left.names.map((who) => `-${who}`)];
  });
}

it('shows who enters and who leaves, to everybody else in the group', () => {
  const chat = groupOf('ann', 'bob');
  chat.start('cyd');
  chat.wait(2_000);
  chat.tell('cyd', join('g'));
  chat.wait(2_000);
  chat.tell('bob', leave);
  chat.wait(2_000);
  expect(seenBy(chat, 'ann')).toEqual(['+bob', '+cyd', '-bob']);
  expect(seenBy(chat, 'bob')).toEqual(['+cyd']);
  expect(seenBy(chat, 'cyd')).toEqual(['-bob']);
});

it('shows it in its place among the messages, whatever is lost and overtaken', () => {
  const chat = groupOf('ann', 'bob');
  chat.wait(2_000);
  let copies = 0;
  chat.network = () => (++copies % 3 === 0 ? [] : [1 + (copies % 5) * 20]);
  for (let i = 0; i < 5; i++) {
    chat.tell('bob', say(`here ${i}`), leave, join('g'), say(`back ${i}`));
    chat.wait(20_000);
  }
  // Who is back within a second has hardly left: it is not mentioned.
  const heard = seenBy(chat, 'ann').slice(1);
  const texts = Array.from({ length: 5 }, (_, i) => [`bob: here ${i}`, `bob: back ${i}`]).flat();
  expect(heard.filter((line) => line.startsWith('bob'))).toEqual(texts);
  let isHere = true;
  for (const line of heard) {
    if (line === '-bob' || line === '+bob') isHere = line === '+bob';
    else expect(isHere, heard.join(', ')).toBe(true);
  }
});

it('shows who is gone, however it went', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  chat.wait(2_000);
  chat.tell('bob', dereg('bob'));
  chat.wait(2_000);
  chat.world.kill(chat.address('cyd'));
  chat.wait(15_000);
  expect(seenBy(chat, 'ann').slice(-2)).toEqual(['-bob', '-cyd']);
});

it('shows nothing to who is in another group, or in none', () => {
  const chat = chatOf('ann', 'bob', 'cyd', 'dan');
  for (const group of ['g', 'h']) chat.tell('ann', { kind: 'create_group', group });
  chat.wait(500);
  chat.tell('cyd', join('h'));
  chat.tell('ann', join('g'));
  chat.wait(500);
  chat.tell('bob', join('g'));
  chat.wait(5_000);
  expect(seenBy(chat, 'ann')).toEqual(['+bob']);
  for (const name of ['bob', 'cyd', 'dan']) expect(seenBy(chat, name)).toEqual([]);
});

it('loses nobody whose reader does not read, and tells it all later', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  chat.wait(2_000);
  const behindMs = chat.world.clock.nowMs();
  chat.client('ann').readerIs('behind');
  for (let i = 0; i < 20; i++) {
    chat.tell('bob', i % 2 === 0 ? leave : join('g'));
    chat.wait(2_000);
  }
  expect(chat.world.server.groupOf('ann')).toBe('g');
  chat.client('ann').readerIs('reading');
  chat.wait(2_000);
  const shown = chat.client('ann').seen.filter(({ atMs }) => atMs >= behindMs);
  expect(shown.filter(({ notice }) => notice.kind === 'groupNews')).toHaveLength(20);
});

it('leaves no timer behind when the server stops', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  for (const name of ['ann', 'bob', 'cyd']) chat.client(name).endpoint.stop();
  chat.world.server.stop();
  chat.wait(10);
  expect(chat.world.clock.pending).toBe(0);
});
