/** Lines that carry so much and no more, each with a queue before it that drops at its tail. */

/** What passes at once, and what may wait for it. */
export interface Line {
  readonly bytesPerSecond: number;
  /** What does not fit in any more is lost. */
  readonly queueBytes: number;
}

/** The lines on the way of a datagram; those that are left out are as wide as can be. */
export interface Lines {
  /** One for each two machines and direction. */
  readonly pair?: Line;
  /** Out of each machine but the server's. */
  readonly up?: Line;
  /** Into each machine but the server's. */
  readonly down?: Line;
  /** One for everything that anybody sends: a hub, a radio channel. */
  readonly shared?: Line;
}

/**
 * Queues, by the line that they stand before. A datagram enters all lines of its way at once and is
 * through when the last has let it through: of one bottleneck that is exact, and behind a narrow one
 * a wide one seems a little fuller than it is, never emptier.
 */
export class Queues {
  private readonly freeAtMs = new Map<string, number>();
  /** The lines of the datagram that is looked at. */
  private readonly way: [name: string, line: Line][] = [];

  clear(): void {
    this.freeAtMs.clear();
  }

  /** The next datagram passes this line, beside those that were named before. */
  pass(name: string, line: Line | undefined): void {
    if (line) this.way.push([name, line]);
  }

  /**
   * Puts a datagram into the queues of the lines that were named.
   *
   * @returns how long until it is through; null if a queue is full, and then it takes no room anywhere
   */
  enter(bytes: number, nowMs: number): number | null {
    const way = this.way.splice(0);
    let throughMs = 0;
    for (const [name, { bytesPerSecond, queueBytes }] of way) {
      const waitMs = Math.max(0, (this.freeAtMs.get(name) ?? 0) - nowMs);
      if ((waitMs * bytesPerSecond) / 1_000 + bytes > queueBytes) return null;
      throughMs = Math.max(throughMs, waitMs + (bytes / bytesPerSecond) * 1_000);
    }
    for (const [name, { bytesPerSecond }] of way) {
      const startMs = Math.max(nowMs, this.freeAtMs.get(name) ?? 0);
      this.freeAtMs.set(name, startMs + (bytes / bytesPerSecond) * 1_000);
    }
    return throughMs;
  }
}
