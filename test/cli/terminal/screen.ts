import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ClientNotice } from '../../../machines/vocabulary.ts';
import { TerminalProgram } from '../../support/terminalProgram.ts';

const HARNESS = fileURLToPath(new URL('harness.mjs', import.meta.url));

/**
 * What the harness is told: notices to show, a group to be in, a status to end with; and with STARTS_LATE in
 * its environment, whether its client can start. With IS_DEAF it never hears of a new size.
 */
interface Direction {
  readonly notices?: readonly ClientNotice[];
  readonly group?: string | null;
  readonly status?: number;
  readonly starts?: boolean;
}

/** The built terminal in a pseudo-terminal, the screen that a user would see, and its client. */
export class Screen extends TerminalProgram {
  /** What the client was asked for, oldest first. */
  readonly commands: unknown[] = [];
  private client: Socket | null = null;

  /** Starts the program on a terminal of this size and waits for its prompt. */
  static async open(
    columns = 40,
    rows = 12,
    env: Record<string, string> = {},
    ...args: string[]
  ): Promise<Screen> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const size = { cols: columns, rows };
    const screen = new Screen(process.execPath, [HARNESS, String(port), ...args], size, env);
    onTestFinished(() => screen.killNow());
    const [client] = (await once(server, 'connection')) as [Socket];
    onTestFinished(() => void client.destroy());
    server.close();
    screen.listen(client);
    await screen.shows(['>>>']);
    return screen;
  }

  /** Types much: in pieces, or both sides would wait for each other to read. */
  async typeLong(text: string): Promise<void> {
    const piece = 1_024;
    for (let start = 0; start < text.length; start += piece) {
      this.type(text.slice(start, start + piece));
      await new Promise(setImmediate);
    }
  }

  /** Tells the client what happens to it. */
  direct(direction: Direction): void {
    this.client?.write(`${JSON.stringify(direction)}\n`);
  }

  /** Somebody says something to the user. */
  hear(...texts: string[]): void {
    const said = (text: string): ClientNotice => ({
      kind: 'privateMessage',
      message: { from: 'ann', text },
    });
    this.direct({ notices: texts.map(said) });
  }

  /** Waits until the client was asked for these, and no more. */
  async asked(commands: readonly unknown[]): Promise<void> {
    const wanted = JSON.stringify(commands);
    await this.until(() => JSON.stringify(this.commands) === wanted, wanted);
  }

  private listen(client: Socket): void {
    this.client = client;
    // Not `node:readline`: from Node 24 on it splits at U+2028 too, which a text may hold.
    let rest = '';
    client.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.commands.push(JSON.parse(line));
      this.happenings.happened();
    });
  }
}
