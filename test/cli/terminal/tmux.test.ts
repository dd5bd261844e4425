/** A terminal that wraps every row anew, that of the cursor too, before the program hears of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const HARNESS = fileURLToPath(new URL('harness.mjs', import.meta.url));
/** Each test has a server of its own: one that is going away would take the next with it. */
let socket: string;
const HAS_TMUX = spawnSync('tmux', ['-V']).status === 0;
const PATIENT = { timeout: 25_000, interval: 20 };

function tmux(...args: string[]): string {
  return execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' });
}

/** What the screen and the scrollback hold. */
function shown(): string[] {
  return tmux('capture-pane', '-p', '-S', '-1000').trimEnd().split('\n');
}

async function shows(lines: readonly string[]): Promise<void> {
  await expect.poll(shown, PATIENT).toEqual(lines);
}

/** What others said, each line whole, and how often the prompt is there; its row, cut to fit. */
function conversation() {
  const lines = tmux('capture-pane', '-p', '-J', '-S', '-1000').trimEnd().split('\n');
  return {
    heard: lines.filter((line) => line.startsWith('>>> ann')).map((line) => line.trimEnd()),
    prompts: lines.filter((line) => line.startsWith('>>> send')).length,
    lastRow: shown().at(-1),
  };
}

/** @param knowsTmux whether the program is told that it is in tmux, or has to ask the terminal */
async function open(columns: number, knowsTmux: boolean): Promise<Socket> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const command = `${knowsTmux ? '' : 'unset TMUX; '}NO_COLOR=1 '${process.execPath}' '${HARNESS}' ${port}`;
  socket = `statechat-test-${port}`;
  tmux('new-session', '-d', '-x', String(columns), '-y', '20', command);
  onTestFinished(() => void tmux('kill-server'));
  const [client]: Socket[] = await once(server, 'connection');
  server.close();
  if (client === undefined) throw new Error('no connection');
  client.on('error', () => {});
  return client;
}

/** Somebody says something; returns the line that the user sees. */
function hear(client: Socket, text: string): string {
  const notice = { kind: 'privateMessage', message: { from: 'ann', text } };
  client.write(`${JSON.stringify({ notices: [notice] })}\n`);
  return `>>> ann: ${text}`;
}

test.skipIf(!HAS_TMUX)('resizing erases nobody, whenever a message comes', async () => {
  const client = await open(100, true);
  const heard: string[] = [];
  for (const text of ['one', 'two']) heard.push(hear(client, text));
  await expect.poll(shown, PATIENT).toEqual([...heard, '>>>']);
  const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
  tmux('send-keys', '-l', `send bob ${words}`);
  // The program hears of a size and of a message on two channels, and draws for each of them.
  const shows = (end: RegExp) => {
    const whole = { heard, prompts: 1, lastRow: expect.stringMatching(end) };
    return expect.poll(conversation, PATIENT).toEqual(whole);
  };
  for (const columns of [100, 50, 30, 110, 40, 90, 24, 60, 120, 100]) {
    tmux('resize-window', '-x', String(columns), '-y', '20');
    heard.push(hear(client, `at ${columns}`));
    await shows(/^>>> send.*word39$/);
  }
  // Drawn for the last size too: what is typed behind it is there.
  tmux('send-keys', '-l', '!');
  await shows(/^>>> send.*word39!$/);
});

test.skipIf(!HAS_TMUX).each([true, false])(
  'a narrower terminal has one prompt (known to be tmux: %s)',
  async (knowsTmux) => {
    const client = await open(100, knowsTmux);
    // While the screen is not full tmux moves rows into the scrollback, where nobody can erase them.
    const heard = Array.from({ length: 20 }, (_, i) => hear(client, String(i)));
    const looks = (row: string) => shows([...heard, row]);
    await looks('>>>');
    tmux('send-keys', '-l', 'send bob the quick brown fox jumps over the lazy dog and then again');
    await looks('>>> send bob the quick brown fox jumps over the lazy dog and then again');
    tmux('resize-window', '-x', '40', '-y', '20');
    await looks('>>> send bob… dog and then again');
    tmux('resize-window', '-x', '100', '-y', '20');
    await looks('>>> send bob the quick brown fox jumps over the lazy dog and then again');
    tmux('resize-window', '-x', '17', '-y', '20');
    await looks('>>> send…again');
  },
);
