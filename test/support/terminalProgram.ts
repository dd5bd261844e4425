import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { Happenings } from './happenings.ts';

/** Enough for a whole conversation: nothing scrolls away. */
const LARGE = { cols: 100, rows: 70 };

/** What a shell adds to the number of the signal that ended a program. */
const BY_SIGNAL = 128;

/** A process at a pseudo-terminal, and the screen that its user sees. */
export class TerminalProgram {
  /** Every character that it wrote. */
  output = '';
  private readonly pty: IPty;
  private readonly terminal: xterm.Terminal;
  protected readonly happenings = new Happenings();
  private status: number | null = null;

  constructor(file: string, args: readonly string[], size = LARGE, env = {}) {
    this.pty = spawn(file, [...args], {
      ...size,
      env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '1', ...env },
    });
    this.terminal = new xterm.Terminal({ ...size, allowProposedApi: true });
    this.pty.onData((data) => {
      this.terminal.write(data, () => {
        this.output += data;
        this.happenings.happened();
      });
    });
    this.pty.onExit(({ exitCode, signal }) => {
      this.status = signal ? BY_SIGNAL + signal : exitCode;
      this.happenings.happened();
    });
  }

  /** Presses keys. */
  type(keys: string): void {
    this.pty.write(keys);
  }

  /** Stops reading what it writes, as a window does whose machine sleeps; or reads on. */
  setReading(on: boolean): void {
    if (on) this.pty.resume();
    else this.pty.pause();
  }

  /** Waits until the rows of the screen, without the empty ones at its end, are these. */
  async shows(rows: readonly string[]): Promise<void> {
    const wanted = rows.join('\n');
    const isShown = () => this.rows.join('\n') === wanted;
    await this.happenings.until(isShown, () => `not on the screen:\n${wanted}\n${this.state}`);
  }

  /** Waits until the cursor is there: column and row of the screen, from 0. */
  async pointsAt(column: number, row: number): Promise<void> {
    const { active } = this.terminal.buffer;
    const isThere = () => active.cursorX === column && active.cursorY === row;
    await this.until(isThere, `the cursor at ${column}, ${row}`);
  }

  /** Waits until a condition holds of the rows, or of anything else. */
  async until(
    condition: (rows: readonly string[]) => boolean,
    missing = 'what should come',
  ): Promise<void> {
    await this.happenings.until(
      () => condition(this.rows),
      () => `waited for ${missing}\n${this.state}`,
    );
  }

  /** Waits for its end; resolves with the exit status. */
  async exits(): Promise<number | null> {
    await this.happenings.until(
      () => this.status !== null,
      () => `it did not end\n${this.state}`,
    );
    return this.status;
  }

  /** What a user sees, without the empty rows at the end. */
  get rows(): string[] {
    const { active } = this.terminal.buffer;
    const rows = Array.from({ length: this.terminal.rows }, (_, y) =>
      (active.getLine(active.baseY + y)?.translateToString(true) ?? '').trimEnd(),
    );
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  /** Closes the window. */
  close(): void {
    (this.pty as IPty & { destroy(): void }).destroy();
  }

  signal(signal: string): void {
    this.pty.kill(signal);
  }

  /** Ends it, whatever it does. */
  killNow(): void {
    if (this.status === null) this.pty.kill('SIGKILL');
  }

  private get state(): string {
    return `The screen:\n${this.rows.join('\n')}`;
  }
}
