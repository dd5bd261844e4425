/** From the command to the prompt, as a person feels it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { spawn as spawnAtTerminal } from '@lydell/node-pty';
import { Child } from '../lib/child.mjs';
import { PROGRAM } from '../lib/dist.mjs';
import { byTurns, median } from '../lib/figures.mjs';

/** Of the time that Node.js takes to do nothing. */
const TARGET_RATIO = 2;
/** From `npm start` to the first line of the demo, when nothing has to be built. */
const DEMO_TARGET_MS = 1_500;
const NARRATOR = 'A server and three people';
const FIRST_CLIENT_PORT = 20_000;
const WELCOME = '[Welcome, You are registered.]';
const PROMPT = '>>> ';

/** @param {import('../main.mjs').Settings} settings */
export async function benchStart({ report, isQuick }) {
  report.progress('time from command to prompt');
  const server = new Child('chatServer', null);
  const port = await server.call('start');
  let starts = 0;
  const client = () => {
    const own = ++starts;
    const args = [`start${own}`, '127.0.0.1', port, FIRST_CLIENT_PORT + own].map(String);
    return [PROGRAM, 'client', ...args];
  };
  const { prompt, registered, version, bare } = await byTurns(isQuick ? 3 : 11, {
    prompt: () => timeUntilDrawn(process.execPath, client(), PROMPT),
    registered: () => timeUntil(process.execPath, client(), WELCOME),
    version: () => timeUntil(process.execPath, [PROGRAM, '--version'], null),
    bare: () => timeUntil(process.execPath, ['-e', '0'], null),
  });
  await server.stop();
  const nodeMs = median(bare);
  for (const [what, ms] of /** @type {const} */ ([
    ['start: command to prompt, at a terminal (bare: node -e 0)', median(prompt)],
    ['start: statechat --version', median(version)],
  ])) {
    const ratio = ms / nodeMs;
    const target = { text: `at most ${TARGET_RATIO.toFixed(2)}`, isMet: ratio <= TARGET_RATIO };
    report.add({ what, unit: 'ms', ours: ms, bare: nodeMs, ratio, target });
  }
  const registeredMs = median(registered);
  report.add({
    what: 'start: command to registered, in a pipe',
    unit: 'ms',
    ours: registeredMs,
    bare: nodeMs,
    ratio: registeredMs / nodeMs,
  });
  const { demo } = await byTurns(isQuick ? 3 : 5, {
    demo: () => timeUntil('npm', ['start', '--silent'], NARRATOR),
  });
  const ms = median(demo);
  report.add({
    what: 'start: npm start, built before, to the first line of the demo',
    unit: 'ms',
    ours: ms,
    target: { text: `at most ${DEMO_TARGET_MS} ms`, isMet: ms <= DEMO_TARGET_MS },
  });
}

/**
 * Milliseconds until a process has printed this, or until it has ended.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {string | null} line
 */
async function timeUntil(file, args, line) {
  const startMs = performance.now();
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'exit');
  if (line === null) {
    await ended;
    return performance.now() - startMs;
  }
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes(line)) break;
  }
  const ms = performance.now() - startMs;
  if (!output.includes(line)) throw new Error(`instead of the prompt: ${output}`);
  // And with it what it has started.
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
  return ms;
}

/**
 * Milliseconds until a process has drawn this at a terminal.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {string} text
 */
async function timeUntilDrawn(file, args, text) {
  const startMs = performance.now();
  const child = spawnAtTerminal(file, args, { cols: 80, rows: 24 });
  let output = '';
  const drawn = new Promise((resolve, reject) => {
    child.onData((data) => {
      output += data;
      if (output.includes(text)) resolve(performance.now() - startMs);
    });
    child.onExit(() => reject(new Error(`instead of the prompt: ${output}`)));
  });
  const ms = await drawn;
  const ended = new Promise((resolve) => child.onExit(resolve));
  child.kill('SIGKILL');
  await ended;
  return ms;
}
