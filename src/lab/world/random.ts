/** A source of numbers from 0 up to but not including 1. */
export type Random = () => number;

/** What is drawn from the same seed for different purposes must not repeat itself. */
export const Stream = { world: 0, actions: 1, decisions: 2, network: 3, stays: 4 } as const;

/**
 * Repeatable random numbers: the same seed gives the same sequence on every machine.
 *
 * @param stream one of several sequences that have nothing to do with each other
 * @see Melissa O'Neill's and Bob Jenkins' work on small generators; this is sfc32
 */
export function seededRandom(seed: number, stream = 0): Random {
  let [a, b, c, counter] = [stream, seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}
