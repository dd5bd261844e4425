import { fileURLToPath } from 'node:url';
import { test as base } from 'vitest';
import { Namespace, obstacleToNamespaces } from './namespace.ts';
import { Processes, STATECHAT } from './processes.ts';

/** What a process far away is told, see `farAway.mjs`. */
export interface Distance {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly blackoutMs?: number;
  readonly periodMs?: number;
  /** When all of this begins, in ms since 1970; at once without it. */
  readonly fromMs?: number;
  /** Datagrams from here count as heard. */
  readonly port?: number;
}

const [NODE = '', PROGRAM = ''] = STATECHAT;
const FAR_AWAY = fileURLToPath(new URL('farAway.mjs', import.meta.url));

const obstacle = await obstacleToNamespaces();
if (obstacle !== null) console.warn(`SKIPPED: loss by the kernel, because ${obstacle}`);
/** Belongs to the title of every test that needs a network of its own. */
export const suffix = obstacle === null ? '' : ` (skipped: ${obstacle})`;

/** A test with real processes in a network of their own, whose kernel can drop datagrams. */
export const lossyTest = base
  .extend<{
    namespace: Namespace;
    processes: Processes;
    /** Processes in the same network that are farther away than the others. */
    farAway: (distance: Distance) => Processes;
  }>({
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
    farAway: async ({ namespace }, use) => {
      const groups: Processes[] = [];
      try {
        await use((distance) => {
          const told = `STATECHAT_FAR_AWAY=${JSON.stringify(distance)}`;
          const command = ['env', told, NODE, '--import', FAR_AWAY, PROGRAM];
          const group = new Processes([...namespace.launcher, ...command]);
          groups.push(group);
          return group;
        });
      } finally {
        for (const group of groups) await group.end();
      }
    },
  })
  .skipIf(obstacle !== null);
