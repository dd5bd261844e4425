/**
 * `npm run bench`: how fast the chat is, against bare `node:dgram` doing the same datagrams between
 * the same processes, by turns in one run. On a shared machine trust the ratios.
 *
 *     node bench/main.mjs [--quick] [--json] [--only <case>,…] [--profile <directory>]
 *
 * Measures `dist`, or the build that the environment variable STATECHAT_DIST names. Never fails
 * because something is slow: what is too slow is printed as such.
 */
import { parseArgs } from 'node:util';
import { benchGroup } from './cases/group.mjs';
import { benchLab } from './cases/lab.mjs';
import { benchPage } from './cases/page.mjs';
import { benchPrivate } from './cases/private.mjs';
import { benchRegistration } from './cases/registration.mjs';
import { benchStart } from './cases/start.mjs';
import { stopAllChildren } from './lib/child.mjs';
import { Report } from './lib/report.mjs';

/**
 * @typedef {object} Settings
 * @property {Report} report
 * @property {boolean} isQuick
 * @property {number} rounds
 * @property {number} roundMs
 * @property {string | null} profileDirectory
 */

const CASES = {
  private: benchPrivate,
  group: benchGroup,
  registration: benchRegistration,
  start: benchStart,
  lab: benchLab,
  page: benchPage,
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(CASES).join() },
    profile: { type: 'string' },
  },
});

const report = new Report();
const settings = {
  report,
  isQuick: options.quick,
  rounds: options.quick ? 3 : 7,
  roundMs: options.quick ? 250 : 800,
  profileDirectory: options.profile ?? null,
};

for (const [name, run] of Object.entries(CASES)) {
  if (!options.only.split(',').includes(name)) continue;
  try {
    await run(settings);
  } catch (error) {
    report.note(`${name}: FAILED, ${error instanceof Error ? error.stack : error}`);
    await stopAllChildren();
  }
}

const { rows, tables, notes } = report;
console.log(options.json ? JSON.stringify({ rows, tables, notes }, null, 2) : `\n${report}`);
