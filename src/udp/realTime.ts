import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Runtime } from '../chat/runtime.ts';
import type { KeyedHash } from '../chat/server/cookies.ts';

const COOKIE_BYTES = 8;

/** Real time and real randomness. */
export const realRuntime: Runtime = {
  clock: {
    nowMs: () => performance.now(),
    setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
    clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  },
  randomIdentity: () => randomInt(1, 2 ** 48 - 1),
};

/** A hash under a key that nobody else has and that ends with this process. */
export function secretHash(): KeyedHash {
  const key = randomBytes(32);
  return (text) => createHmac('sha256', key).update(text).digest().subarray(0, COOKIE_BYTES);
}
