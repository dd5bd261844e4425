/** All diagrams of a set of machines. */
import { layOut } from './layout.mjs';
import { modelOf } from './model.mjs';
import { drawOverview } from './overview.mjs';
import { drawMachine, MAX_HEIGHT, MAX_WIDTH, ROOM } from './svg.mjs';

/**
 * @param machines those of the chat, which have a place in the overview
 * @param others those of the command line, which have none
 * @returns the text of each SVG by the name of its file
 */
export async function drawAll(machines, others = []) {
  const models = machines.map(modelOf).sort((a, b) => (a.id < b.id ? -1 : 1));
  const overview = drawOverview(models);
  const files = new Map();
  for (const model of [...models, ...others.map(modelOf)]) {
    const placed = await layOut(model, ROOM);
    files.set(`${model.id}.svg`, drawMachine(model, placed));
  }
  files.set('overview.svg', overview);
  return files;
}

/**
 * The charts that cannot be seen as a whole, with how large they are: each should be two. The
 * overview is no chart.
 */
export function tooLarge(files) {
  return [...files].flatMap(([name, text]) => {
    const [, width, height] = / width="(\d+)" height="(\d+)"/.exec(text).map(Number);
    if (name === 'overview.svg' || (width <= MAX_WIDTH && height <= MAX_HEIGHT)) return [];
    return [`${name} is ${width} × ${height}, more than ${MAX_WIDTH} × ${MAX_HEIGHT}`];
  });
}

/** The machines among what a module exports. */
export function machinesIn(module) {
  return Object.values(module).filter((value) => value?.root?.machine === value);
}
