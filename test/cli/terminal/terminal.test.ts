import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownFolder } from '../../support/folder.ts';
import { Screen } from './screen.ts';

const LONG = 'send bob the quick brown fox jumps over the lazy dog and then again';
const UP = '\x1b[A';
const DOWN = '\x1b[B';
const LEFT = '\x1b[D';

test('a half-typed line is drawn again below a line that arrives', async () => {
  const screen = await Screen.open();
  screen.type('send bob hel');
  await screen.shows(['>>> send bob hel']);
  screen.hear('hi', 'you');
  await screen.shows(['>>> ann: hi', '>>> ann: you', '>>> send bob hel']);
  await screen.pointsAt(16, 2);
  screen.type('lo\r');
  await screen.shows(['>>> ann: hi', '>>> ann: you', '>>> send bob hello', '>>>']);
  await screen.asked([{ kind: 'send', to: 'bob', text: 'hello' }]);
});

test('a long line shows its beginning and what is around the cursor, and stays whole', async () => {
  const screen = await Screen.open(40);
  screen.type(LONG);
  await screen.shows(['>>> send bob… dog and then again']);
  screen.hear('hi');
  await screen.shows(['>>> ann: hi', '>>> send bob… dog and then again']);
  screen.hear('x'.repeat(50));
  const said = ['>>> ann: hi', `>>> ann: ${'x'.repeat(31)}`, 'x'.repeat(19)];
  await screen.shows([...said, '>>> send bob… dog and then again']);
  screen.type('\r');
  const sent = [`>>> ${LONG}`.slice(0, 40), `>>> ${LONG}`.slice(40)];
  await screen.shows([...said, ...sent, '>>>']);
  await screen.asked([{ kind: 'send', to: 'bob', text: LONG.slice('send bob '.length) }]);
});

test('the cursor stays where it was in a long line', async () => {
  const screen = await Screen.open(40);
  screen.type(LONG + LEFT.repeat(50));
  await screen.shows(['>>> send bob the quick brown fox jumps…']);
  await screen.pointsAt(4 + LONG.length - 50, 0);
  screen.hear('hi');
  await screen.shows(['>>> ann: hi', '>>> send bob the quick brown fox jumps…']);
  await screen.pointsAt(4 + LONG.length - 50, 1);
  screen.type('NEW \r');
  const text = `${LONG.slice(0, -50)}NEW ${LONG.slice(-50)}`;
  await screen.asked([{ kind: 'send', to: 'bob', text: text.slice('send bob '.length) }]);
});

test.each([34, 35, 36])('a line of %i characters at the edge of 40 columns', async (length) => {
  const screen = await Screen.open(40);
  const line = 'x'.repeat(length);
  for (const character of line) screen.type(character);
  const drawn = length < 36 ? `>>> ${line}` : `>>> …${'x'.repeat(25)}`;
  await screen.shows([drawn]);
  screen.hear('hi');
  await screen.shows(['>>> ann: hi', drawn]);
  await screen.pointsAt(drawn.length, 1);
  screen.type('\r');
  await screen.shows(['>>> ann: hi', `>>> ${line}`, '>>>']);
});

test('wide characters take two columns and none is cut at the edge', async () => {
  const screen = await Screen.open(40);
  const text = '漢字'.repeat(14);
  screen.type(`send bob ${text}`);
  const drawn = `>>> send bob…${text.slice(-9)}`;
  await screen.shows([drawn]);
  screen.hear('hi');
  await screen.shows(['>>> ann: hi', drawn]);
  screen.type(`${LEFT.repeat(2)}\x7f\r`);
  await screen.asked([{ kind: 'send', to: 'bob', text: `${text.slice(0, 25)}${text.slice(26)}` }]);
});

test('a character typed at the end writes that character, and one inside what follows it', async () => {
  const screen = await Screen.open();
  screen.type('send bob hell');
  await screen.shows(['>>> send bob hell']);
  const printed = () => screen.output.replace(/\x1b(?:\[[0-9;?]*[A-Za-z]|[78])/g, '');
  let before = printed();
  screen.type('o');
  await screen.shows(['>>> send bob hello']);
  expect(printed()).toBe(`${before}o`);
  before = printed();
  screen.type(LEFT);
  await screen.pointsAt(17, 0);
  expect(printed()).toBe(`${before}\b`);
  screen.type('0');
  await screen.shows(['>>> send bob hell0o']);
  expect(printed()).toBe(`${before}\b0o`);
  await screen.pointsAt(18, 0);
});

test('a character of several code points is one key press', async () => {
  const screen = await Screen.open();
  screen.type('send bob a👨‍👩‍👧e\u0301b\x7f\x7f\x7f\r');
  await screen.asked([{ kind: 'send', to: 'bob', text: 'a' }]);
});

test('the prompt follows the group', async () => {
  const screen = await Screen.open();
  screen.type('send_gr');
  screen.direct({ group: 'garden', notices: [{ kind: 'entered', group: 'garden' }] });
  await screen.shows(['>>> [Entered group garden successfully]', '>>> (garden) send_gr']);
  screen.direct({ group: null });
  await screen.shows(['>>> [Entered group garden successfully]', '>>> send_gr']);
});

test('tab completes commands of the mode, names and groups', async () => {
  const screen = await Screen.open();
  screen.type('se\t');
  await screen.shows(['>>> send']);
  await screen.pointsAt(9, 0);
  screen.type('b\t');
  await screen.shows(['>>> send bob']);
  screen.type('hi\r');
  await screen.asked([{ kind: 'send', to: 'bob', text: 'hi' }]);
  screen.type('join_group k\t');
  await screen.shows(['>>> send bob hi', '>>> join_group kitchen']);
  screen.type('\x15send a\t');
  await screen.shows(['>>> send bob hi', '>>> send an']);
  screen.type('\t');
  await screen.shows(['>>> send bob hi', '>>> ann  anton', '>>> send an']);
  screen.direct({ group: 'garden' });
  await screen.shows(['>>> send bob hi', '>>> ann  anton', '>>> (garden) send an']);
  screen.type('\x15se\t');
  await screen.shows(['>>> send bob hi', '>>> ann  anton', '>>> (garden) send_group']);
  screen.direct({ group: null });
  await screen.shows(['>>> send bob hi', '>>> ann  anton', '>>> send_group']);
  screen.type('\x15send BO\t');
  await screen.shows(['>>> send bob hi', '>>> ann  anton', '>>> send bob']);
  screen.type('\x15send z\t');
  await screen.shows(['>>> send bob hi', '>>> ann  anton', '>>> send z']);
});

test('up-arrow brings back what was typed, down-arrow what was half typed', async () => {
  const screen = await Screen.open();
  screen.type('help\rtable\rtable\r\rdra');
  await screen.asked([{ kind: 'help' }, { kind: 'table' }, { kind: 'table' }]);
  const typed = ['>>> help', '>>> table', '>>> table', '>>>'];
  screen.type(UP);
  await screen.shows([...typed, '>>> table']);
  screen.type(UP + UP + UP);
  await screen.shows([...typed, '>>> help']);
  screen.type(DOWN + DOWN + DOWN);
  await screen.shows([...typed, '>>> dra']);
});

test('what was typed in one session comes back in the next', async () => {
  const folder = ownFolder();
  const path = join(folder, 'history');
  const first = await Screen.open(40, 12, {}, path);
  first.type('send bob \x1b[200~a\nb\x1b[201~\r');
  await first.asked([{ kind: 'send', to: 'bob', text: 'a\nb' }]);
  first.direct({ status: 0 });
  expect(await first.exits()).toBe(0);
  const second = await Screen.open(40, 12, {}, path);
  second.type(UP);
  await second.shows(['>>> send bob a⏎b']);
});

test('editing keys edit', async () => {
  const screen = await Screen.open();
  screen.type('bob hallo');
  screen.type('\x01send ');
  screen.type(`\x05${LEFT.repeat(3)}\x7fe`);
  screen.type('\x1bb\x1bbX\x1b[3~');
  screen.type('\x05 gone\x17there\x1b[H\x1b[F!');
  await screen.shows(['>>> send Xob hello there!']);
});

test('a paste of many lines is one entry, and leaves as one message', async () => {
  const screen = await Screen.open(40, 20);
  screen.type('send bob \x1b[200~a\tb\x1b[2J\x03\r\ndereg\rhelp\x1b[201~');
  await screen.shows(['>>> send bob…[2J\\u{3}⏎dereg⏎help']);
  await screen.asked([]);
  screen.type(`${LEFT.repeat(4)}\x7f \r`);
  const text = 'a\tb\x1b[2J\x03\ndereg help';
  await screen.asked([{ kind: 'send', to: 'bob', text }]);
});

test('of a pasted block no line is carried out', async () => {
  const screen = await Screen.open(40, 20);
  screen.type('\x1b[200~how to leave:\n\ndereg\nthat was all\n\x1b[201~\r');
  await screen.until(() => screen.commands.length > 0);
  expect(screen.commands).toMatchObject([{ kind: 'unknown' }]);
});

test('line feeds pasted without marks are text as well', async () => {
  const screen = await Screen.open();
  screen.type('send bob a\tb \u2028 c\ndereg\n');
  await screen.asked([{ kind: 'send', to: 'bob', text: 'a\tb \u2028 c\ndereg' }]);
  await screen.shows(['>>> send bob a\\u{9}b \\u{2028} c⏎dereg', '>>>']);
});

test('a paste whose end is lost does not take the keyboard', async () => {
  const screen = await Screen.open();
  screen.type('\x1b[200~hello\r');
  await screen.shows(['>>> hello⏎']);
  screen.type('\x03');
  await screen.shows(['>>>']);
  screen.type('help\r');
  await screen.asked([{ kind: 'help' }]);
});

test('ctrl-C clears a half-typed line, undo brings it back, and on an empty one it leaves', async () => {
  const screen = await Screen.open();
  screen.type('send bob h');
  await screen.shows(['>>> send bob h']);
  screen.type('\x03');
  await screen.shows(['>>>']);
  screen.type('\x1f');
  await screen.shows(['>>> send bob h']);
  screen.type('\x03\x03');
  await screen.asked([{ kind: 'leave' }]);
});

test('what a terminal sends by itself is not typing', async () => {
  const screen = await Screen.open();
  screen.type('a\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\\x1bP>|kitty(0.35.2)\x1b\\\x1b[I\x1b[M !"b');
  await screen.shows(['>>> ab']);
});

test('what was killed is yanked, characters change places, changes are undone', async () => {
  const screen = await Screen.open();
  screen.type('send bob hi\x17\x17\x01\x19');
  await screen.shows(['>>> bob hisend']);
  screen.type('\x1f');
  await screen.shows(['>>> send']);
  screen.type('\x05ba\x14');
  await screen.shows(['>>> send ab']);
  screen.type('\x1f\x1f\x1f\x1f\x1f\x1f');
  await screen.shows(['>>>']);
});

test('ctrl-R looks for what was typed before', async () => {
  const screen = await Screen.open(60, 20);
  screen.type('send bob one\rsend bob two\rhelp\r');
  await screen.until(() => screen.commands.length === 3);
  const last = () => screen.rows.at(-1);
  const shows = (row: string) =>
    screen.until(() => last() === row).then(() => expect(last()).toBe(row));
  screen.type('dra\x12');
  await shows('>>> [search: ]');
  screen.type('Bob');
  await shows('>>> [search: Bob] send bob two');
  screen.type('\x12');
  await shows('>>> [search: Bob] send bob one');
  screen.type('\x07');
  await shows('>>> dra');
  screen.type('\x12bob o\x05!\r');
  await screen.until(() => screen.commands.length === 4);
  expect(screen.commands.at(-1)).toEqual({ kind: 'send', to: 'bob', text: 'one!' });
});

test('a line of a megabyte is typed on and sent whole', async () => {
  const screen = await Screen.open(80, 24);
  const text = 'lorem ipsum '.repeat((1024 * 1024) / 12);
  await screen.typeLong(`send bob ${text}!`);
  await screen.until(() => screen.rows.at(-1)?.endsWith('!') === true);
  expect(screen.rows[0]).toMatch(/^>>> send bob…/);
  screen.hear('hi');
  await screen.until(() => screen.output.includes('ann: hi'));
  screen.type('\r');
  await screen.asked([{ kind: 'send', to: 'bob', text: `${text}!` }]);
});

test('what others send cannot touch the screen', async () => {
  const screen = await Screen.open(60);
  screen.type('half');
  screen.hear('\x1b[2J\x1b]0;owned\x07\r>>> root: \u202e');
  await screen.shows([
    '>>> ann: \\u{1b}[2J\\u{1b}]0;owned\\u{7}\\u{d}>>> root: \\u{202e}',
    '>>> half',
  ]);
});

test('a terminal of another size is drawn anew', async () => {
  const screen = await Screen.open(40);
  screen.hear('hi');
  await screen.shows(['>>> ann: hi', '>>>']);
  screen.type(LONG);
  await screen.shows(['>>> ann: hi', '>>> send bob… dog and then again']);
  screen.resize(80, 12);
  await screen.shows(['>>> ann: hi', `>>> ${LONG}`]);
  screen.resize(30, 12);
  await screen.shows(['>>> ann: hi', '>>> send bob…d then again']);
  screen.type('\r');
  await screen.asked([{ kind: 'send', to: 'bob', text: LONG.slice('send bob '.length) }]);
});

test.each([
  ['ctrl-C', '\x03'],
  ['ctrl-D', '\x04'],
])('%s leaves in good order, with the cursor on a fresh line', async (_name, key) => {
  const screen = await Screen.open();
  screen.type(key);
  await screen.asked([{ kind: 'leave' }]);
  screen.direct({ notices: [{ kind: 'offline' }], status: 0 });
  expect(await screen.exits()).toBe(0);
  await screen.shows(['>>> [You are Offline. Bye.]', 'bye']);
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT'])('%s leaves in good order', async (signal) => {
  const screen = await Screen.open();
  screen.type('half typed');
  await screen.shows(['>>> half typed']);
  screen.signal(signal);
  await screen.asked([{ kind: 'leave' }]);
  screen.direct({ status: 0 });
  expect(await screen.exits()).toBe(0);
  await screen.shows(['bye']);
});

test('regression: a message that comes before the signal of a new size is drawn at the new size', async () => {
  const screen = await Screen.open(80, 12, { IS_DEAF: '1' });
  screen.type(LONG);
  await screen.shows([`>>> ${LONG}`]);
  screen.resize(40, 12);
  screen.hear('hi');
  await screen.shows(['>>> ann: hi', '>>> send bob… dog and then again']);
});

test('the prompt is there while the client starts, and what is typed meanwhile is not lost', async () => {
  const screen = await Screen.open(40, 12, { STARTS_LATE: '1' });
  screen.direct({ notices: [{ kind: 'registered' }] });
  await screen.shows(['>>> [Welcome, You are registered.]', '>>>']);
  screen.type('help\rtab');
  screen.direct({ starts: true });
  await screen.asked([{ kind: 'help' }]);
  await screen.shows(['>>> [Welcome, You are registered.]', '>>> help', '>>> tab']);
});

test('a client that cannot start leaves no prompt behind', async () => {
  const screen = await Screen.open(40, 12, { STARTS_LATE: '1' });
  screen.direct({ starts: false });
  expect(await screen.exits()).toBe(1);
  await screen.shows(['port 6001 is in use', 'bye']);
  expect(screen.output).toContain('\x1b[?2004l');
});

test('a signal that comes while the client starts has it leave when it has', async () => {
  const screen = await Screen.open(40, 12, { STARTS_LATE: '1' });
  screen.signal('SIGTERM');
  screen.direct({ starts: true });
  await screen.asked([{ kind: 'leave' }]);
  screen.direct({ status: 0 });
  expect(await screen.exits()).toBe(0);
});

test('a second ctrl-C ends at once', async () => {
  const screen = await Screen.open();
  screen.type('\x03');
  await screen.asked([{ kind: 'leave' }]);
  screen.type('help\r\x04\x03');
  expect(await screen.exits()).toBe(130);
  await screen.asked([{ kind: 'leave' }]);
});

test('ctrl-Z where there is no shell to return to changes nothing', async () => {
  const screen = await Screen.open();
  screen.type('hel\x1a');
  // It gives the terminal back, and takes it again.
  const taken = () => screen.output.split('\x1b[?2004h').length - 1;
  await screen.until(() => taken() === 2);
  screen.type('p\r');
  await screen.asked([{ kind: 'help' }]);
  await screen.shows(['>>> help', '>>>']);
});

test('ctrl-D in a line deletes and does not leave', async () => {
  const screen = await Screen.open();
  screen.type(`helpx${LEFT}\x04\r`);
  await screen.asked([{ kind: 'help' }]);
});

test("the client's end is the program's, with its status", async () => {
  const screen = await Screen.open();
  screen.type('half');
  await screen.shows(['>>> half']);
  screen.direct({ notices: [{ kind: 'serverNotResponding' }], status: 1 });
  expect(await screen.exits()).toBe(1);
  await screen.shows(['>>> [Server not responding]', '>>> [Exiting]', 'bye']);
});

test('colours are for terminals whose user did not ask for none', async () => {
  const coloured = await Screen.open(40, 12, { NO_COLOR: '' });
  coloured.direct({ notices: [{ kind: 'registered' }] });
  await coloured.shows(['>>> [Welcome, You are registered.]', '>>>']);
  expect(coloured.output).toContain('\x1b[32m[Welcome, You are registered.]\x1b[39m');
  const bare = await Screen.open();
  bare.direct({ notices: [{ kind: 'registered' }] });
  await bare.shows(['>>> [Welcome, You are registered.]', '>>>']);
  expect(bare.output).not.toMatch(/\x1b\[\d+m/);
});

test('many notices of one turn are one write', async () => {
  const screen = await Screen.open(40, 12);
  const before = screen.output.length;
  screen.hear(...Array.from({ length: 200 }, (_, i) => `line ${i}`));
  await screen.until(() => screen.rows.at(-2) === '>>> ann: line 199');
  // The prompt is drawn once, not once a line.
  expect(screen.output.slice(before).split('\x1b[J')).toHaveLength(2);
});
