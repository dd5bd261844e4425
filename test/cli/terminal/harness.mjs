/**
 * Runs the built terminal in a pseudo-terminal with a client that a test directs: what the user
 * asks for goes to the test as JSON lines, and what the test sends comes out as notices.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Dialogue } from '../../../dist/src/cli/dialogue/dialogue.js';
import { processSurroundings } from '../../../dist/src/cli/surroundings.js';
import { Terminal } from '../../../dist/src/cli/terminal/terminal.js';

const test = connect(Number(process.argv[2]), '127.0.0.1');
const surroundings = processSurroundings();
const terminal = new Terminal(surroundings, new Dialogue(surroundings, 'ann'), process.argv[3]);
// The signal of a new size has not come yet.
if (process.env.IS_DEAF) process.removeAllListeners('SIGWINCH');
let end;
let start;
let fail;
const started = new Promise((resolve, reject) => {
  start = resolve;
  fail = reject;
});
const client = {
  name: 'ann',
  group: null,
  ended: new Promise((resolve) => {
    end = resolve;
  }),
  command: (command) => test.write(`${JSON.stringify(command)}\n`),
  leave: () => test.write('{"kind":"leave"}\n'),
  settled: async () => {},
  readerIs: () => {},
  names: () => ['ann', 'anton', 'bob', 'zoe', '漢字'],
  onlineNames: () => ['ann', 'anton', 'bob', '漢字'],
  groups: () => ['garden', 'kitchen'],
};

createInterface({ input: test }).on('line', (line) => {
  const { notices = [], group, status, starts } = JSON.parse(line);
  if (starts === true) start(client);
  if (starts === false) fail(new Error('port 6001 is in use'));
  if (group !== undefined) {
    client.group = group;
    terminal.refresh();
  }
  for (const notice of notices) terminal.show(notice, client.group);
  if (status !== undefined) end(status);
});

if (!process.env.STARTS_LATE) start(client);
const status = await terminal
  .run(() => started)
  .catch((error) => {
    process.stdout.write(`${error.message}\n`);
    return 1;
  });
test.end();
process.stdout.write('bye\n', () => process.exit(status));
