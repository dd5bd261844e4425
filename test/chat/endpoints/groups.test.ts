/** Groups, on a healthy network unless a test says otherwise. */
import { describe, expect, it } from 'vitest';
import { MAX_TEXT_BYTES } from '../../../src/chat/limits.ts';
import { seededRandom } from '../../../src/lab/world/random.ts';
import {
  type Chat,
  chatOf,
  create,
  dereg,
  groupOf,
  join,
  leave,
  listGroups,
  listMembers,
  lossy,
  say,
  send,
} from '../support/chat.ts';
import { ODD_TEXTS } from '../support/texts.ts';

const people = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);

/** Everybody shows the same messages in the same order, but for their own. */
function expectOneOrder(chat: Chat, names: readonly string[]): void {
  const order = chat.world.log.flatMap((notice) =>
    notice.kind === 'groupMessage' ? [`${notice.client}: ${notice.text}`] : [],
  );
  for (const name of names) {
    const others = order.filter((line) => !line.startsWith(`${name}: `));
    expect(chat.client(name).groupTexts()).toEqual(others);
  }
}

it('regression: says behind the mark of the group that the server has a text, to who leaves too', () => {
  const chat = groupOf('ann', 'bob');
  chat.wait(2_000);
  chat.tell('ann', say('bye'), dereg('ann'));
  chat.wait(1_000);
  const last = chat.client('ann').seen.slice(-2);
  expect(last.map(({ notice, group }) => [notice.kind, group])).toEqual([
    ['groupSent', 'g'],
    ['offline', null],
  ]);
});

it('shows a message to every other member, and says to the sender that the server has it', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  chat.wait(2_000);
  const sentMs = chat.world.clock.nowMs();
  chat.tell('ann', say('hello all'));
  chat.wait(1_000);
  expect(chat.kinds('ann', sentMs)).toEqual(['groupSent']);
  expect(chat.client('bob').seen.at(-1)).toMatchObject({
    notice: { kind: 'groupMessage', message: { from: 'ann', text: 'hello all' } },
    group: 'g',
  });
  expect(chat.client('cyd').groupTexts()).toEqual(['ann: hello all']);
});

it('enters a group and speaks in it in one breath', () => {
  const chat = groupOf('bob');
  chat.start('ann');
  chat.wait(1_000);
  const typedMs = chat.world.clock.nowMs();
  chat.tell('ann', join('g'), say('hi'), listMembers, leave);
  chat.wait(1_000);
  expect(chat.kinds('ann', typedMs)).toEqual(['entered', 'groupSent', 'members', 'left']);
  expect(chat.client('bob').groupTexts()).toEqual(['ann: hi']);
});

it.each(ODD_TEXTS)('delivers %j to the group as it was sent', (text) => {
  const chat = groupOf('ann', 'bob');
  chat.tell('ann', say(text));
  chat.wait(1_000);
  expect(chat.client('bob').groupTexts()).toEqual([`ann: ${text}`]);
});

it('delivers exactly 16,384 bytes to the group and refuses one more', () => {
  const chat = groupOf('ann', 'bob');
  const longest = 'x'.repeat(MAX_TEXT_BYTES);
  chat.tell('ann', say(longest), say(`${longest}x`));
  chat.wait(1_000);
  expect(chat.client('bob').groupTexts()).toEqual([`ann: ${longest}`]);
  expect(chat.shown('ann', 'groupSent')).toHaveLength(1);
  expect(chat.shown('ann', 'notDone')).toHaveLength(1);
});

it('shows one order to fifty members while ten of them speak', () => {
  const names = people(50);
  const chat = groupOf(...names);
  chat.network = lossy(0.1);
  for (let round = 0; round < 5; round++) {
    for (const name of names.slice(0, 10)) chat.tell(name, say(`${round} of ${name}`));
    chat.wait(30);
  }
  chat.wait(10_000);
  expectOneOrder(chat, names);
  expect(chat.client('p49').groupTexts()).toHaveLength(50);
  expect(chat.witness.lost).toEqual([]);
  expect(chat.witness.broken).toEqual([]);
});

it('keeps the order of a burst that is longer than what it sends at once', () => {
  const names = people(4);
  const chat = groupOf(...names);
  chat.network = lossy(0.2);
  for (let i = 0; i < 100; i++) chat.tell(`p${i % 2}`, say(`${i}`));
  chat.wait(30_000);
  expectOneOrder(chat, names);
  for (const name of ['p0', 'p1']) {
    const own = chat
      .client('p2')
      .groupTexts()
      .filter((line) => line.startsWith(name));
    const numbers = own.map((line) => Number(line.slice(4)));
    expect(numbers).toHaveLength(50);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
});

describe.each([1, 2, 3])('at 30 %% loss each way, seed %i', (seed) => {
  it('shows 200 private and 40 group messages once, in order, and takes nobody offline', () => {
    const names = people(5);
    const chat = chatOf(...names);
    chat.tell('p0', create('g'));
    chat.network = lossy(0.3, seededRandom(seed));
    for (let i = 0; i < 200; i++) {
      chat.tell(`p${i % 5}`, send(`p${(i + 1 + (i % 4)) % 5}`, `private ${i}`));
      chat.wait(50);
    }
    chat.wait(10_000);
    for (const name of names) chat.tell(name, join('g'));
    chat.wait(5_000);
    for (let i = 0; i < 40; i++) {
      chat.tell(`p${i % 5}`, say(`group ${i}`));
      chat.wait(50);
    }
    chat.wait(10_000);
    const received = names.flatMap((name) => chat.shown(name, 'received'));
    expect(received).toHaveLength(200);
    for (const name of names) expectPrivateOrder(chat, name);
    expectOneOrder(chat, names);
    expect(names.flatMap((name) => chat.shown(name, 'groupSent'))).toHaveLength(40);
    expect(chat.witness.lost).toEqual([]);
    expect(names.map((name) => chat.online(name))).toEqual(names.map(() => names));
    expect(chat.witness.broken).toEqual([]);
    expect(chat.witness.counts.get('retransmission')).toBeGreaterThan(100);
  });
});

function expectPrivateOrder(chat: Chat, name: string): void {
  const due = Array.from({ length: 200 }, (_, i) => i).filter(
    (i) => `p${(i + 1 + (i % 4)) % 5}` === name,
  );
  for (const from of people(5)) {
    const texts = due.filter((i) => `p${i % 5}` === from).map((i) => `private ${i}`);
    expect(chat.client(name).privateTexts(from)).toEqual(texts);
  }
}

describe('a list of 1,000 groups', () => {
  const chat = chatOf('ann', 'bob');
  const names = Array.from({ length: 1_000 }, (_, i) => `group-with-a-long-name-${i}`);
  chat.tell('ann', ...names.map(create));
  chat.wait(20_000);

  it('arrives whole', () => {
    chat.tell('bob', listGroups);
    chat.wait(3_000);
    expect(chat.shown('bob', 'groups')).toEqual([{ kind: 'groups', names }]);
  });

  it('arrives whole at 30 % loss each way', () => {
    chat.network = lossy(0.3);
    chat.tell('ann', listGroups);
    chat.wait(10_000);
    expect(chat.kinds('ann').at(-1)).toBe('groups');
    expect(chat.shown('ann', 'groups')).toEqual([{ kind: 'groups', names }]);
  });
});

it('shows nothing of a group that was left', () => {
  const chat = groupOf('ann', 'bob', 'cyd');
  chat.tell('bob', leave);
  chat.tell('cyd', dereg(null));
  chat.wait(100);
  chat.tell('ann', say('anybody?'), listMembers);
  chat.wait(1_000);
  expect(chat.client('bob').groupTexts()).toEqual([]);
  expect(chat.shown('ann', 'members')).toEqual([{ kind: 'members', group: 'g', names: ['ann'] }]);
});
