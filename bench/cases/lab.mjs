/** How fast the simulated world is. */
import { importDist } from '../lib/dist.mjs';
import { median } from '../lib/figures.mjs';

const CLIENTS = 8;
const ACTIONS = 200;

/** @param {import('../main.mjs').Settings} settings */
export async function benchLab({ report, rounds, isQuick }) {
  report.progress('the lab: random scenarios');
  const { drawScenario, runScenario } = await importDist('lab/index.js');
  const runs = isQuick ? 10 : 40;
  const rates = [];
  // The first round warms the compiler up.
  for (let round = 0; round <= rounds; round++) {
    const startedAtMs = performance.now();
    let steps = 0;
    let virtualMs = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const options = { seed, profile: 'stormy', clients: CLIENTS, actions: ACTIONS };
      const result = runScenario(drawScenario(options));
      steps += result.steps;
      virtualMs += result.virtualMs;
    }
    const elapsedMs = performance.now() - startedAtMs;
    if (round > 0) rates.push({ events: steps / elapsedMs, speed: virtualMs / elapsedMs });
  }
  report.add({
    what: `lab, stormy, ${CLIENTS} clients: events`,
    unit: '/s',
    ours: 1_000 * median(rates.map(({ events }) => events)),
  });
  report.add({
    what: '  virtual over real time',
    unit: '',
    ours: median(rates.map(({ speed }) => speed)),
  });
}
