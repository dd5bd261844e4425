import type { Surroundings } from '../environment.ts';

type Screen = Surroundings['stdout'];

/** The screen is drawn no more often than this. */
const DRAW_INTERVAL_MS = 100;

/** A line on a terminal that says how far something is; elsewhere nothing. */
export class ProgressLine {
  private readonly screen: Screen | null;
  private drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(screen: Screen, { TERM }: Surroundings['variables']) {
    this.screen = screen.isTTY === true && TERM !== 'dumb' ? screen : null;
  }

  show(text: () => string): void {
    const nowMs = performance.now();
    if (this.screen === null || nowMs - this.drawnAtMs < DRAW_INTERVAL_MS) return;
    this.drawnAtMs = nowMs;
    const width = (this.screen.columns || 80) - 1;
    this.screen.write(`\r\x1b[K${text().slice(0, width)}`);
  }

  clear(): void {
    if (Number.isFinite(this.drawnAtMs)) this.screen?.write('\r\x1b[K');
    this.drawnAtMs = Number.NEGATIVE_INFINITY;
  }
}

/** Gives the event loop its turn: timers set before have fired when this resolves. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
