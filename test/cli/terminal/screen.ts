import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { expect, onTestFinished } from 'vitest';
import type { ClientNotice } from '../../../machines/vocabulary.ts';

const HARNESS = fileURLToPath(new URL('harness.mjs', import.meta.url));
/** How long a test waits for something that is bound to come, on a busy machine too. */
const PATIENCE_MS = 25_000;

/** What the harness is told: notices to show, a group to be in, a status to end with. */
interface Direction {
  readonly notices?: readonly ClientNotice[];
  readonly group?: string | null;
  readonly status?: number;
}

/** The built terminal in a pseudo-terminal, the screen that a user would see, and its client. */
export class Screen {
  /** What the client was asked for, oldest first. */
  readonly commands: unknown[] = [];
  /** Every character that the program wrote. */
  output = '';
  readonly #pty: IPty;
  readonly #terminal: xterm.Terminal;
  readonly #client: Socket;
  #status: number | null = null;
  /** Those who wait for a change of anything above. */
  #waiting: (() => void)[] = [];

  private constructor(pty: IPty, terminal: xterm.Terminal, client: Socket) {
    this.#pty = pty;
    this.#terminal = terminal;
    this.#client = client;
    // Not `node:readline`: from Node 24 on it splits at U+2028 too, which a text may hold.
    let rest = '';
    client.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.commands.push(JSON.parse(line));
      this.#changed();
    });
    pty.onExit(({ exitCode }) => {
      this.#status = exitCode;
      this.#changed();
    });
  }

  /** Starts the program on a terminal of this size and waits for its prompt. */
  static async open(
    columns = 40,
    rows = 12,
    env: Record<string, string> = {},
    ...args: string[]
  ): Promise<Screen> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const pty = spawn(process.execPath, [HARNESS, String(port), ...args], {
      cols: columns,
      rows,
      env: { TERM: 'xterm-256color', NO_COLOR: '1', ...env },
    });
    const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    let screen: Screen | null = null;
    let early = '';
    pty.onData((data) => {
      terminal.write(data, () => {
        if (screen === null) early += data;
        else screen.#wrote(data);
      });
    });
    const [client]: Socket[] = await once(server, 'connection');
    server.close();
    if (client === undefined) throw new Error('no connection');
    screen = new Screen(pty, terminal, client);
    screen.output = early;
    const opened = screen;
    onTestFinished(() => {
      if (opened.#status === null) pty.kill('SIGKILL');
      client.destroy();
    });
    await screen.shows(['>>>']);
    return screen;
  }

  /** Types a little: what a pseudo-terminal takes at once. */
  type(text: string): void {
    this.#pty.write(text);
  }

  /** Types much: in pieces, or both sides would wait for each other to read. */
  async typeLong(text: string): Promise<void> {
    const piece = 1_024;
    for (let start = 0; start < text.length; start += piece) {
      this.type(text.slice(start, start + piece));
      await new Promise(setImmediate);
    }
  }

  signal(signal: string): void {
    this.#pty.kill(signal);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Tells the client what happens to it. */
  direct(direction: Direction): void {
    this.#client.write(`${JSON.stringify(direction)}\n`);
  }

  /** Somebody says something to the user. */
  hear(...texts: string[]): void {
    const said = (text: string): ClientNotice => ({
      kind: 'privateMessage',
      message: { from: 'ann', text },
    });
    this.direct({ notices: texts.map(said) });
  }

  /** Waits until the rows of the screen, without the empty ones at its end, are these. */
  async shows(rows: readonly string[]): Promise<void> {
    const same = () => JSON.stringify(this.rows) === JSON.stringify(rows);
    if (!(await this.until(same))) expect(this.rows).toEqual(rows);
  }

  /** Waits until the client was asked for these, and no more. */
  async asked(commands: readonly unknown[]): Promise<void> {
    const same = () => JSON.stringify(this.commands) === JSON.stringify(commands);
    if (!(await this.until(same))) expect(this.commands).toEqual(commands);
  }

  /** Waits until the cursor is there: column and row of the screen, from 0. */
  async pointsAt(column: number, row: number): Promise<void> {
    const { active } = this.#terminal.buffer;
    await this.until(() => active.cursorX === column && active.cursorY === row);
    expect([active.cursorX, active.cursorY]).toEqual([column, row]);
  }

  /** Waits for the program's end. */
  async exits(): Promise<number | null> {
    await this.until(() => this.#status !== null);
    return this.#status;
  }

  /** Waits until `condition` holds; false if it does not come to hold. */
  async until(condition: () => boolean): Promise<boolean> {
    let isOver = false;
    const deadline = setTimeout(() => {
      isOver = true;
      this.#changed();
    }, PATIENCE_MS);
    while (!condition() && !isOver) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    clearTimeout(deadline);
    return condition();
  }

  /** What a user sees, without the empty rows at the end. */
  get rows(): string[] {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: this.#terminal.rows }, (_, y) =>
      (active.getLine(active.baseY + y)?.translateToString(true) ?? '').trimEnd(),
    );
    while (rows.at(-1) === '') rows.pop();
    return rows;
  }

  #wrote(data: string): void {
    this.output += data;
    this.#changed();
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}
