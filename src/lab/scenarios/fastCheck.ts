/**
 * fast-check, as whoever draws scenarios with it hands it in: the package does not depend on it. Where
 * it is not installed this stands for anything, so that the types of the others compile all the same.
 */
// biome-ignore lint/suspicious/noTsIgnore: it is an error only where fast-check is not installed
/** @ts-ignore */
export type { default as fc } from 'fast-check';
