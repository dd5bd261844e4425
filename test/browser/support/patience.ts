import { expect } from 'vitest';

/** How long a test waits for something that is bound to come, on a busy machine too. */
export const PATIENCE_MS = 25_000;

/** Waits until something becomes what is expected of it. */
export function eventually<T>(look: () => T | Promise<T>, what = '') {
  return expect.poll(look, { timeout: PATIENCE_MS, interval: 20, message: what });
}
