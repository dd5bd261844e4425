import type { Surroundings } from '../cli/environment.ts';

/** At leisure: people read 20 to 40 characters a second. */
const CHARACTER_MS = 25;
/** To look up, and find where the next section begins. */
const BREAK_MS = 1_500;
const HINT = '(any key goes on)';
const CTRL_C = '\x03';
const CTRL_D = '\x04';
const INTERRUPTED_STATUS = 130;

/**
 * Gives whoever sits at a terminal the time to read. A key ends the waiting: amid a section up to the
 * section's end, and there for good. Where nobody sits, nothing waits.
 */
export class Pace {
  /** Resolves with an exit status when somebody wants to leave. */
  readonly left: Promise<number>;
  private readonly surroundings: Surroundings | null;
  private unread = 0;
  private isHurried = false;
  private goOn: () => void = () => {};
  private leave: (status: number) => void = () => {};

  /** @param surroundings of whoever reads; null for nobody */
  constructor(surroundings: Surroundings | null) {
    this.surroundings = surroundings;
    this.left = new Promise((resolve) => {
      this.leave = resolve;
    });
    surroundings?.stdin.setRawMode?.(true);
    surroundings?.stdin.on('data', this.onKey).resume();
  }

  /** These lines are there to be read. */
  printed(lines: readonly string[]): void {
    this.unread += lines.reduce((sum, line) => sum + line.length, 0);
  }

  /** Waits until what was printed can have been read. */
  async pause(): Promise<void> {
    if (this.surroundings === null || this.isHurried) return;
    await this.wait(this.unread * CHARACTER_MS);
    this.unread = 0;
  }

  /** The end of a section: the next one pushes it up, perhaps off the screen. */
  async turn(): Promise<void> {
    if (this.surroundings === null || this.unread === 0) return;
    const { stdout } = this.surroundings;
    this.isHurried = false;
    // After what is on its way to the screen.
    await new Promise(setImmediate);
    stdout.write(HINT);
    await this.wait(this.unread * CHARACTER_MS + BREAK_MS);
    stdout.write('\r\x1b[K');
    this.unread = 0;
    this.isHurried = false;
  }

  /** Nobody has to be waited for any more, and the keys are for somebody else. */
  end(): void {
    this.isHurried = true;
    this.goOn();
    this.surroundings?.stdin.off('data', this.onKey);
    this.surroundings?.stdin.setRawMode?.(false);
  }

  private async wait(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.goOn = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  private readonly onKey = (bytes: Buffer | string): void => {
    const keys = String(bytes);
    if (keys.includes(CTRL_C)) this.leave(INTERRUPTED_STATUS);
    else if (keys === CTRL_D) this.leave(0);
    this.isHurried = true;
    this.goOn();
  };
}
