import { expect, test } from 'vitest';
import type {
  ClientNotice,
  Roster,
  ServerNotice,
  Undelivered,
} from '../../../machines/vocabulary.ts';
import {
  clientLines,
  promptMark,
  serverLines,
  serverOnlineLine,
} from '../../../src/chat/display/lines.ts';
import { coloured } from '../../../src/chat/display/paint.ts';

const HOSTILE = 'a: b|c  d\u2028\x1b[31m';
const DRAWN = 'a: b|c  d\\u{2028}\\u{1b}[31m';

const AT = { ip: '::1', port: 7_000 };
const roster = (...names: string[]): Roster => ({ names, count: names.length });

const WHY_UNDELIVERED: readonly [Undelivered, string][] = [
  [{ kind: 'offline' }, '[bob is offline. To see who is not: table]'],
  [{ kind: 'gone', at: AT }, '[bob did not respond at [::1]:7000, and is offline now]'],
  [
    { kind: 'restarted', at: AT },
    '[bob was started again before it responded. Send it once more.]',
  ],
  [
    { kind: 'unreachable', at: AT },
    '[bob did not respond at [::1]:7000, though the table shows it online. ' +
      'A firewall or a NAT may be in between.]',
  ],
  [{ kind: 'ended', at: AT }, '[bob had not responded at [::1]:7000 when the chat ended]'],
];

/** What is shown, without the mark of where the user is. */
const ANYWHERE: readonly [ClientNotice, ...string[]][] = [
  [{ kind: 'registered' }, '[Welcome, You are registered.]'],
  [
    { kind: 'registeredAgain' },
    '[The server had lost you. You are registered again, outside any group.]',
  ],
  [{ kind: 'tableUpdated' }, '[Client table updated.]'],
  [{ kind: 'received', by: 'bob' }, '[Message received by bob.]'],
  [{ kind: 'received', by: HOSTILE }, `[Message received by ${DRAWN}.]`],
  [{ kind: 'online', who: roster('bob') }, '[Online: bob]'],
  [{ kind: 'online', who: { names: ['bob', 'cem'], count: 9 } }, '[Online: bob, cem and 7 more]'],
  [{ kind: 'presence', came: roster('bob', 'cem'), left: roster() }, '[bob and cem came online]'],
  [{ kind: 'presence', came: roster(), left: roster('\x07') }, '[\\u{7} went offline]'],
  [
    { kind: 'presence', came: roster('bob'), left: { names: ['cem', 'dan'], count: 3 } },
    '[bob came online; cem, dan and 1 more went offline]',
  ],
  [
    { kind: 'serverAway', server: AT },
    '[Server not responding]',
    '[[::1]:7000 did not respond, and is called again and again. ' +
      'What needs it waits until it is back; ctrl-C leaves.]',
  ],
  [
    { kind: 'serverAway' },
    '[Server not responding]',
    '[The server did not respond, and is called again and again. ' +
      'What needs it waits until it is back; ctrl-C leaves.]',
  ],
  [{ kind: 'serverBack', isNew: false }, '[The server is back.]'],
  [
    { kind: 'serverBack', isNew: true },
    '[The server is back, and had lost you. You are registered again.]',
  ],
  [
    {
      kind: 'notDone',
      reason: { kind: 'unanswered', command: 'send_group', about: `${'x'.repeat(39)}👋` },
    },
    `[send_group ${'x'.repeat(39)}… was not answered, and perhaps not done. ` +
      'Type it again if need be.]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'unanswered', command: 'list_groups' } },
    '[list_groups was not answered, and perhaps not done. Type it again if need be.]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'neverReached', count: 1 } },
    '[1 command that waited for the server was not carried out]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'neverReached', count: 2 } },
    '[2 commands that waited for the server were not carried out]',
  ],
  [{ kind: 'kept', from: 'bob' }, '[bob wrote to you: kept until leave_group]'],
  [
    {
      kind: 'groupNews',
      entered: { names: ['bob'], count: 1 },
      left: { names: ['cem'], count: 3 },
    },
    '[bob entered; cem and 2 more left]',
  ],
  [
    {
      kind: 'groupNews',
      entered: { names: [], count: 0 },
      left: { names: ['bob', 'cem'], count: 2 },
    },
    '[bob and cem left]',
  ],
  [{ kind: 'notDelivered', to: 'bob' }, '[No ACK from bob, message not delivered]'],
  ...WHY_UNDELIVERED.map(([why, line]): [ClientNotice, ...string[]] => [
    { kind: 'notDelivered', to: 'bob', why },
    '[No ACK from bob, message not delivered]',
    line,
  ]),
  [
    { kind: 'refused', name: 'bob', refusal: 'nameTaken' },
    '[The name bob is taken. Start again with another name.]',
  ],
  [
    { kind: 'refused', name: 'bob', refusal: 'hostFull' },
    '[The server has as many clients from your address as it takes. Try again later.]',
  ],
  [
    { kind: 'refused', name: 'bob', refusal: 'serverFull' },
    '[The server is full. Try again later.]',
  ],
  [
    { kind: 'refused', name: 'b', refusal: 'badName' },
    '[The server does not accept the name b: a name is 1 to 32 letters and digits of any ' +
      'script, and ". _ -" after the first]',
  ],
  [
    { kind: 'refused', name: 'b', refusal: 'serverNewer' },
    '[The server speaks a newer version of the protocol. Update this program.]',
  ],
  [
    { kind: 'refused', name: 'b', refusal: 'serverOlder' },
    '[The server speaks an older version of the protocol. Update the server, or use an older ' +
      'program.]',
  ],
  [{ kind: 'groupCreated', group: 'g' }, '[Group g created by Server.]'],
  [{ kind: 'groupExists', group: 'g' }, '[Group g already exists.]'],
  [{ kind: 'groups', names: ['g', 'h'] }, '[Available group chats:]', 'g', 'h'],
  [
    { kind: 'groups', names: [] },
    '[Available group chats:]',
    '[There are none. To make one: create_group <group>]',
  ],
  [{ kind: 'groups', names: [HOSTILE] }, '[Available group chats:]', DRAWN],
  [{ kind: 'noSuchGroup', group: 'g' }, '[Group g does not exist]'],
  [{ kind: 'groupSent' }, '[Message received by Server.]'],
  [
    { kind: 'groupMessage', message: { from: 'bob', text: HOSTILE } },
    `Group_Message bob: ${DRAWN}`,
  ],
  [
    { kind: 'members', group: 'g', names: ['ann', 'bob'] },
    '[Members in the group g:]',
    'ann',
    'bob',
  ],
  [{ kind: 'invalid', hint: 'type help' }, '[Invalid command]', '[type help]'],
  [{ kind: 'invalid', hint: '' }, '[Invalid command]'],
  [{ kind: 'invalid', hint: '\x07' }, '[Invalid command]', '[\\u{7}]'],
  [
    { kind: 'notDone', reason: { kind: 'unknownName', name: HOSTILE } },
    `[No client is called ${DRAWN}. Type table to see who is known.]`,
  ],
  [
    { kind: 'notDone', reason: { kind: 'notYourName', name: 'bob', own: 'ann' } },
    '[You can only deregister yourself: dereg ann]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'textTooLong', bytes: 20000, limitBytes: 16384 } },
    '[The text is 20000 bytes long and at most 16384 can be sent. Send it in parts.]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'textEmpty' } },
    '[There is no text. Type one after the command.]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'textMalformed' } },
    '[The text holds half a character, a lone surrogate. Send it without.]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'badGroupName', name: '\x07' } },
    '[\\u{7} cannot be the name of a group: a name is 1 to 32 letters and digits of any ' +
      'script, and ". _ -" after the first]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'groupBusy', group: 'g' } },
    '[Group g has too many messages under way. Wait a moment and send it again.]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'tooManyGroups' } },
    '[The server takes no more groups from you. Join one that there is: list_groups]',
  ],
  [
    { kind: 'notDone', reason: { kind: 'interrupted' } },
    '[The server lost you before it answered. Type the command again.]',
  ],
  [
    {
      kind: 'table',
      listings: [
        { name: 'ann', ip: '10.0.0.1', port: 5001, online: true },
        { name: '漢字x', ip: '::1', port: 65535, online: false },
      ],
      leftOut: 0,
    },
    '[Client table:]',
    'name   IP        port   online',
    'ann    10.0.0.1  5001   Yes',
    '漢字x  ::1       65535  No',
  ],
  [
    { kind: 'table', listings: [], leftOut: 2 },
    '[Client table:]',
    'name  IP  port  online',
    '[2 more left long ago. To see them too: table all]',
  ],
];

/** What is never said from inside a group, whatever the endpoint may think. */
const OUTSIDE: readonly [ClientNotice, ...string[]][] = [
  [{ kind: 'privateMessage', message: { from: 'bob', text: HOSTILE } }, `bob: ${DRAWN}`],
  [{ kind: 'privateMessage', message: { from: '\x07', text: '' } }, '\\u{7}: '],
  [{ kind: 'entered', group: 'g' }, '[Entered group g successfully]'],
  [{ kind: 'left', group: 'g' }, '[Leave group chat g]'],
  [
    { kind: 'removed', group: 'g' },
    '[The server removed you from group g. To return: join_group g]',
  ],
  [{ kind: 'offline' }, '[You are Offline. Bye.]'],
  [{ kind: 'serverNotResponding' }, '[Server not responding]', '[Exiting]'],
  [
    { kind: 'serverNotResponding', server: AT },
    '[Server not responding]',
    '[Exiting]',
    '[[::1]:7000 did not respond. Is a server running there?]',
  ],
];

test.each(ANYWHERE)('%o bears the mark of where the user is', (notice, ...texts) => {
  expect(clientLines(notice, null)).toEqual(texts.map((text) => `>>> ${text}`));
  expect(clientLines(notice, 'g')).toEqual(texts.map((text) => `>>> (g) ${text}`));
});

test.each(OUTSIDE)('%o bears the mark of no group', (notice, ...texts) => {
  expect(clientLines(notice, null)).toEqual(texts.map((text) => `>>> ${text}`));
  expect(clientLines(notice, 'g')).toEqual(texts.map((text) => `>>> ${text}`));
});

test('the lines of a message stand under one another and cannot pass for ours', () => {
  const text = 'how to leave:\n\n>>> [You are Offline. Bye.]\r\nb\ra\n';
  const rest = ['    │ ', '    │ >>> [You are Offline. Bye.]', '    │ b\\u{d}a'];
  const message = { from: 'bob', text };
  expect(clientLines({ kind: 'privateMessage', message }, null)).toEqual([
    '>>> bob: how to leave:',
    ...rest,
  ]);
  expect(clientLines({ kind: 'groupMessage', message }, 'tea')).toEqual([
    '>>> (tea) Group_Message bob: how to leave:',
    ...rest,
  ]);
  expect(serverLines({ kind: 'groupMessage', client: 'bob', text: 'a\nb' })).toEqual([
    '>>> [Client bob sent group message: a',
    '    │ b]',
  ]);
});

test('only a message is ever several lines', () => {
  const names = ['a\nb'];
  expect(clientLines({ kind: 'groups', names }, null)).toEqual([
    '>>> [Available group chats:]',
    '>>> a\\u{a}b',
  ]);
});

test('help shows the commands of the mode', () => {
  const words = (group: string | null) =>
    clientLines({ kind: 'help' }, group)
      .slice(1)
      .map((line) => line.slice(promptMark(group).length).split(' ')[0]);
  expect(words(null)).toEqual([
    ...['send', 'create_group', 'list_groups', 'join_group'],
    ...['dereg', 'table', 'help'],
  ]);
  expect(words('g')).toEqual([
    ...['send_group', 'list_members', 'leave_group', 'dereg', 'table', 'help'],
  ]);
});

const SERVER: readonly [ServerNotice, ...string[]][] = [
  [{ kind: 'tableUpdated' }, '[Server table updated.]'],
  [{ kind: 'groupCreated', client: 'c', group: 'g' }, '[Client c created group g successfully]'],
  [
    { kind: 'groupExists', client: 'c', group: 'g' },
    '[Client c creating group g failed, group already exists]',
  ],
  [
    { kind: 'groupsListed', client: 'c', names: ['g', HOSTILE] },
    '[Client c requested listing groups, current groups:]',
    'g',
    DRAWN,
  ],
  [{ kind: 'groupsListed', client: 'c', names: ['h'], isContinued: true }, 'h'],
  [{ kind: 'joined', client: 'c', group: 'g' }, '[Client c joined group g]'],
  [
    { kind: 'noSuchGroup', client: 'c', group: 'g' },
    '[Client c joining group g failed, group does not exist]',
  ],
  [{ kind: 'groupMessage', client: 'c', text: HOSTILE }, `[Client c sent group message: ${DRAWN}]`],
  [{ kind: 'removed', client: 'c', group: 'g' }, '[Client c not responsive, removed from group g]'],
  [
    { kind: 'membersListed', client: 'c', group: 'g', names: ['c', 'd'] },
    '[Client c requested listing members of group g:]',
    'c',
    'd',
  ],
  [{ kind: 'left', client: 'c', group: 'g' }, '[Client c left group g]'],
];

test.each(SERVER)('the server prints %o', (notice, ...texts) => {
  expect(serverLines(notice)).toEqual(texts.map((text) => `>>> ${text}`));
});

test('the server says where it is online', () => {
  expect(serverOnlineLine('0.0.0.0', 5000)).toBe('>>> Server is online (0.0.0.0:5000)');
  expect(serverOnlineLine('::1', 5000)).toBe('>>> Server is online ([::1]:5000)');
});

test('colours leave the words as they are', () => {
  const colours = /\x1b\[\d+m/g;
  for (const [notice] of [...ANYWHERE, ...OUTSIDE]) {
    const painted = clientLines(notice, 'g', coloured);
    expect(painted.join('\n')).toMatch(colours);
    expect(painted.map((line) => line.replace(colours, ''))).toEqual(clientLines(notice, 'g'));
  }
});
