/**
 * Calls between the bench and its child processes, over the IPC channel of `fork`. Each child is a
 * file that calls `serve` with the methods that it offers.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @type {Set<Child>} */
const children = new Set();

/** A child process of the bench. */
export class Child {
  /**
   * @param {string} name file in `bench/children`
   * @param {string | null} profileDirectory where its CPU profile goes, if one is wanted
   * @param {string} role name of the profile
   */
  constructor(name, profileDirectory, role = name) {
    const profile = [
      '--cpu-prof-dir',
      profileDirectory ?? '.',
      '--cpu-prof-name',
      `${role}.cpuprofile`,
    ];
    const profiling = profileDirectory ? ['--cpu-prof', ...profile] : [];
    const file = fileURLToPath(new URL(`../children/${name}.mjs`, import.meta.url));
    this.process = fork(file, { execArgv: ['--expose-gc', ...profiling] });
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
    this.calls = new Map();
    this.lastId = 0;
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.on('message', (/** @type {any} */ answer) => this.take(answer));
    this.process.once('exit', (code) => {
      for (const { reject } of this.calls.values()) reject(new Error(`${name} exited: ${code}`));
    });
    children.add(this);
  }

  /**
   * @param {string} method
   * @param {object} [argument]
   * @returns {Promise<any>}
   */
  call(method, argument = {}) {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.calls.set(id, { resolve, reject });
      this.process.send({ id, method, argument });
    });
  }

  async stop() {
    children.delete(this);
    if (this.process.connected) this.process.disconnect();
    await this.exited;
  }

  /** @param {{ id: number, result?: unknown, error?: string }} answer */
  take({ id, result, error }) {
    const call = this.calls.get(id);
    this.calls.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error));
  }
}

/** Nothing outlives the bench, however it ends. */
export async function stopAllChildren() {
  await Promise.all([...children].map((child) => child.stop()));
}

/**
 * In a child: answers calls until the bench lets go of it.
 *
 * @param {Record<string, (argument: any) => unknown>} methods
 */
export function serve(methods) {
  process.on('message', async (/** @type {any} */ { id, method, argument }) => {
    try {
      process.send?.({ id, result: await methods[method]?.(argument) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.once('disconnect', () => process.exit(0));
}
