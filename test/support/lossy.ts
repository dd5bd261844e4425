import { test as base } from 'vitest';
import { Namespace, obstacleToNamespaces } from './namespace.ts';
import { Processes, STATECHAT } from './processes.ts';

const obstacle = await obstacleToNamespaces();
if (obstacle !== null) console.warn(`SKIPPED: loss by the kernel, because ${obstacle}`);
/** Belongs to the title of every test that needs a network of its own. */
export const suffix = obstacle === null ? '' : ` (skipped: ${obstacle})`;

/** A test with real processes in a network of their own, whose kernel can drop datagrams. */
export const lossyTest = base
  .extend<{ namespace: Namespace; processes: Processes }>({
    namespace: async ({ task: _task }, use) => {
      const namespace = await Namespace.open();
      try {
        await use(namespace);
      } finally {
        await namespace.close();
      }
    },
    processes: async ({ namespace }, use) => {
      const processes = new Processes([...namespace.launcher, ...STATECHAT]);
      try {
        await use(processes);
      } finally {
        await processes.end();
      }
    },
  })
  .skipIf(obstacle !== null);
