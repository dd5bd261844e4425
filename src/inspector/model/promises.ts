/** The lights of the promises: kept so far, or broken at a step. */
import { PROMISES } from '../../lab/promises/promises.ts';
import type { Violation } from '../../trace/trace.ts';
import type { PromiseLight } from './types.ts';

interface Break {
  readonly violation: Violation;
  /** Of the step in which it was found. */
  readonly position: () => number;
}

export class Promises {
  private readonly areChecked: boolean;
  /** What each says, by its name: those of the lab, and any that a trace says was broken. */
  private readonly sentences = new Map<string, string>(Object.entries(PROMISES));
  private readonly broken = new Map<string, Break>();

  constructor(areChecked: boolean) {
    this.areChecked = areChecked;
  }

  /** A promise was broken; what breaks first counts. */
  breakOne(violation: Violation, position: () => number): void {
    const { promise, sentence } = violation;
    if (this.broken.has(promise)) return;
    if (!this.sentences.has(promise)) this.sentences.set(promise, sentence);
    this.broken.set(promise, { violation, position });
  }

  at(position: number): PromiseLight[] {
    return [...this.sentences].map(([promise, sentence]) => {
      const broken = this.broken.get(promise);
      const brokenAt = broken?.position() ?? null;
      const isBroken = brokenAt !== null && position >= brokenAt;
      return {
        promise,
        sentence,
        state: isBroken ? 'broken' : this.areChecked ? 'kept' : 'unchecked',
        violation: isBroken ? (broken?.violation ?? null) : null,
        ...(brokenAt !== null && !isBroken ? { ahead: brokenAt } : {}),
      };
    });
  }
}
