import type { Decision } from '../world/conditions.ts';

const DECISIONS: readonly Decision[] = ['deliver', 'drop', 'duplicate', 'delay', 'corrupt'];

/** Decisions in the order in which they were taken; a byte each, for there are millions. */
export class DecisionLog {
  private codes = new Uint8Array(1_024);
  private count = 0;

  add(decision: Decision): void {
    if (this.count === this.codes.length) {
      const longer = new Uint8Array(2 * this.count);
      longer.set(this.codes);
      this.codes = longer;
    }
    this.codes[this.count++] = DECISIONS.indexOf(decision);
  }

  list(): Decision[] {
    return Array.from(this.codes.subarray(0, this.count), (code) => DECISIONS[code] ?? 'deliver');
  }
}
