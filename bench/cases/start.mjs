/** From the command to the prompt, as a person feels it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Child } from '../lib/child.mjs';
import { distPath, isBuilt } from '../lib/dist.mjs';
import { byTurns, median } from '../lib/figures.mjs';

const TARGET_MS = 250;
const FIRST_CLIENT_PORT = 20_000;
const WELCOME = '[Welcome, You are registered.]';

/** @param {import('../main.mjs').Settings} settings */
export async function benchStart({ report, isQuick }) {
  if (!isBuilt('cli/main.js')) {
    report.note('SKIPPED: time from command to prompt, because the build has no cli/main.js.');
    return;
  }
  report.progress('time from command to prompt');
  const cli = distPath('cli/main.js');
  const server = new Child('chatServer', null);
  const port = await server.call('start');
  let starts = 0;
  const client = () => {
    const own = ++starts;
    const args = [`start${own}`, '127.0.0.1', port, FIRST_CLIENT_PORT + own].map(String);
    return timeUntil([cli, 'client', ...args], WELCOME);
  };
  const {
    client: prompt,
    version,
    bare,
  } = await byTurns(isQuick ? 3 : 11, {
    client,
    version: () => timeUntil([cli, '--version'], null),
    bare: () => timeUntil(['-e', '0'], null),
  });
  await server.stop();
  const nodeMs = median(bare);
  for (const [what, ms] of /** @type {const} */ ([
    ['start: command to prompt, registered (bare: node -e 0)', median(prompt)],
    ['start: statechat --version', median(version)],
  ])) {
    const target = { text: `< ${TARGET_MS} ms`, isMet: ms < TARGET_MS };
    report.add({ what, unit: 'ms', ours: ms, bare: nodeMs, target });
  }
}

/**
 * Milliseconds until a process has printed this, or until it has ended.
 *
 * @param {string[]} args
 * @param {string | null} line
 */
async function timeUntil(args, line) {
  const startMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
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
  child.kill('SIGKILL');
  await ended;
  return ms;
}
