/** The inspector's page: how soon it is there, and how long a story of 100,000 steps holds it up. */
import { execFile } from 'node:child_process';
import { promisify, stripVTControlCharacters } from 'node:util';

const STEPS = 100_000;
const VITEST = ['vitest', 'run', 'test/browser/speed.test.ts', '--reporter=verbose'];
const START_TARGET_MS = 1_000;
const TASK_TARGET_MS = 200;

/** @param {import('../main.mjs').Settings} settings */
export async function benchPage({ report }) {
  report.progress("the inspector's page, as its test uses it");
  const { stdout: printed } = await promisify(execFile)('npx', VITEST, {
    env: { ...process.env, STATECHAT_STEPS: String(STEPS) },
  });
  const stdout = stripVTControlCharacters(printed);
  const [, loads] = /the page is there after ([\d, ]+) ms/.exec(stdout) ?? [];
  if (loads === undefined) {
    report.note('SKIPPED: the page, because there is no Chromium.');
    return;
  }
  const best = Math.min(...loads.split(', ').map(Number));
  add(report, 'page: from the address to a page that can be used', best, START_TARGET_MS);
  for (const [, what, ms] of stdout.matchAll(/^(\w[\w ]*): \d+ ms, .* the longest (\d+) ms$/gm)) {
    add(report, `page: ${what} in 100,000 steps, the longest task`, Number(ms), TASK_TARGET_MS);
  }
}

/**
 * @param {import('../lib/report.mjs').Report} report
 * @param {string} what
 * @param {number} ours
 * @param {number} targetMs
 */
function add(report, what, ours, targetMs) {
  const target = { text: `< ${targetMs} ms`, isMet: ours < targetMs };
  report.add({ what, unit: 'ms', ours, target });
}
