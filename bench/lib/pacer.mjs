/**
 * Keeps a number of messages outstanding for a while: sends one for each that is done, until the
 * time is over and the last is done. Messages are done in the order in which they were sent.
 */
import { quantile } from './figures.mjs';

export class Pacer {
  /**
   * @param {object} options
   * @param {number} options.outstanding
   * @param {number} options.durationMs
   * @param {() => void} options.send
   */
  constructor({ outstanding, durationMs, send }) {
    this.send = send;
    /** @type {number[]} */
    this.sentAtMs = [];
    /** @type {number[]} */
    this.latenciesMs = [];
    this.startMs = performance.now();
    this.endMs = this.startMs + durationMs;
    /** @type {Promise<{ done: number, seconds: number, p50Ms: number, p99Ms: number }>} */
    this.finished = new Promise((resolve) => {
      this.resolve = resolve;
    });
    for (let i = 0; i < outstanding; i++) this.next(this.startMs);
  }

  /** The oldest message that was outstanding is done. */
  done() {
    const nowMs = performance.now();
    const sentAtMs = /** @type {number} */ (this.sentAtMs[this.latenciesMs.length]);
    this.latenciesMs.push(nowMs - sentAtMs);
    if (nowMs < this.endMs) this.next(nowMs);
    else if (this.latenciesMs.length === this.sentAtMs.length) this.finish(nowMs);
  }

  /** @param {number} nowMs */
  next(nowMs) {
    this.sentAtMs.push(nowMs);
    this.send();
  }

  /** @param {number} nowMs */
  finish(nowMs) {
    this.resolve?.({
      done: this.latenciesMs.length,
      seconds: (nowMs - this.startMs) / 1_000,
      p50Ms: quantile(this.latenciesMs, 0.5),
      p99Ms: quantile(this.latenciesMs, 0.99),
    });
  }
}
