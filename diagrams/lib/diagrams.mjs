/** All diagrams of a set of machines. */
import { layOut } from './layout.mjs';
import { modelOf } from './model.mjs';
import { drawOverview } from './overview.mjs';
import { drawMachine } from './svg.mjs';

/** Small regions that share a column, by machine. */
const STACKS = { client: [['client.online.registration', 'client.online.keepalive']] };

/**
 * @param machines those of the chat, which have a place in the overview
 * @param others those of the command line, which have none
 * @returns the text of each SVG by the name of its file
 */
export async function drawAll(machines, others = []) {
  const models = machines.map(modelOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  const files = new Map();
  for (const model of [...models, ...others.map(modelOf)]) {
    const placed = await layOut(model, STACKS[model.id] ?? []);
    files.set(`${model.id}.svg`, drawMachine(model, placed));
  }
  files.set('overview.svg', drawOverview(models));
  return files;
}

/** The machines among what a module exports. */
export function machinesIn(module) {
  return Object.values(module).filter((value) => value?.root?.machine === value);
}
