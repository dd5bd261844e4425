import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { test as base } from 'vitest';
import type { RunningServer } from '../../src/udp/chat.ts';
import { startServer } from '../../src/udp/server.ts';
import { DIST, Program } from './program.ts';
import { TerminalProgram } from './terminalProgram.ts';

export const WELCOME = '>>> [Welcome, You are registered.]';
export const TABLE_UPDATED = '>>> [Client table updated.]';
export const SERVER_TABLE_UPDATED = '>>> [Server table updated.]';
export const OFFLINE = '>>> [You are Offline. Bye.]';

/** What starts the built program. */
export const STATECHAT: readonly string[] = [process.execPath, join(DIST, 'bin/statechat.cjs')];

const LOOPBACK = '127.0.0.1';
/** Below every system's ephemeral ports, so that no socket of chance takes one meanwhile. */
const FIRST_PORT = 10_000;
const PORTS = 20_000;
/** Each worker has ports of its own: one may have been given away, and not be taken yet. */
const WORKERS = 20;
const { VITEST_POOL_ID = '0' } = process.env;
const OWN_PORTS = PORTS / WORKERS;
const OWN_FIRST_PORT = FIRST_PORT + (Number(VITEST_POOL_ID) % WORKERS) * OWN_PORTS;
const given = new Set<number>();

/** A running server and its port. */
export interface Server {
  readonly program: Program;
  readonly port: number;
}

/** A running client, its port, and the server's. */
export interface Client extends Program {
  readonly port: number;
}

/** Everything that a test has started, ended with the test. */
export class Processes {
  private readonly command: readonly string[];
  private readonly programs: Program[] = [];
  private readonly terminals: TerminalProgram[] = [];
  private readonly sockets: Socket[] = [];
  private readonly servers: RunningServer[] = [];
  private readonly onExit = () => this.killNow();

  /** @param command what starts statechat */
  constructor(command: readonly string[] = STATECHAT) {
    this.command = command;
    process.on('exit', this.onExit);
  }

  /** Runs statechat with these arguments. */
  run(...args: readonly string[]): Program {
    const [file = '', ...before] = this.command;
    const program = new Program(file, [...before, ...args]);
    this.programs.push(program);
    return program;
  }

  /** Runs statechat in a shell, where `"$@"` stands for it and these arguments. */
  shell(script: string, ...args: readonly string[]): Program {
    const program = new Program('sh', ['-c', script, 'sh', ...this.command, ...args]);
    this.programs.push(program);
    return program;
  }

  /** Runs statechat at a terminal. */
  terminal(...args: readonly string[]): TerminalProgram {
    return this.terminalOf(args);
  }

  /** Runs statechat at a terminal of the size that the first ones had. */
  smallTerminal(...args: readonly string[]): TerminalProgram {
    return this.terminalOf(args, { cols: 80, rows: 24 });
  }

  /** Starts a server and waits until it is online. */
  async server(port?: number, ...options: readonly string[]): Promise<Server> {
    const own = port ?? (await freePort());
    const program = this.run('server', String(own), '--host', LOOPBACK, ...options);
    await program.sees(`>>> Server is online (${LOOPBACK}:${own})`);
    return { program, port: own };
  }

  /** Starts a server in this process: it is there before any client has given up. */
  async serverAtOnce(port: number): Promise<void> {
    this.servers.push(await startServer({ port, host: LOOPBACK, onNotice: () => {} }));
  }

  /** Starts a client. */
  async client(name: string, server: Pick<Server, 'port'>, port?: number): Promise<Client> {
    const own = port ?? (await freePort());
    const program = this.run('client', name, LOOPBACK, String(server.port), String(own));
    return Object.assign(program, { port: own });
  }

  /** Starts a client and waits until it is registered and has the table. */
  async enter(name: string, server: Pick<Server, 'port'>, port?: number): Promise<Client> {
    const client = await this.client(name, server, port);
    await client.sees(WELCOME, TABLE_UPDATED);
    return client;
  }

  /**
   * Starts clients one after the other, each when all before it know of the last: so that every
   * one sees one update of the table for each registration, and a transcript is the same each time.
   */
  async enterAll(server: Server, ...names: readonly string[]): Promise<Client[]> {
    const clients: Client[] = [];
    for (const name of names) {
      const client = await this.enter(name, server);
      await Promise.all(clients.map((other) => other.sees(TABLE_UPDATED)));
      await server.program.sees(SERVER_TABLE_UPDATED);
      clients.push(client);
    }
    return clients;
  }

  /** A port that is free now. */
  port(): Promise<number> {
    return freePort();
  }

  /** A bare socket of the test's own. */
  async socket(port = 0): Promise<Socket> {
    const socket = createSocket('udp4');
    this.sockets.push(socket);
    socket.on('error', () => {});
    socket.bind(port, LOOPBACK);
    await once(socket, 'listening');
    return socket;
  }

  /** Ends everything. */
  async end(): Promise<void> {
    process.off('exit', this.onExit);
    for (const terminal of this.terminals) terminal.killNow();
    for (const socket of this.sockets) socket.close();
    await Promise.all(this.servers.map((server) => server.close()));
    await Promise.all(this.programs.map((program) => program.kill()));
  }

  private terminalOf(
    args: readonly string[],
    size?: { cols: number; rows: number },
  ): TerminalProgram {
    const [file = '', ...before] = this.command;
    const terminal = new TerminalProgram(file, [...before, ...args], size);
    this.terminals.push(terminal);
    return terminal;
  }

  private killNow(): void {
    for (const terminal of this.terminals) terminal.killNow();
    for (const program of this.programs) program.killNow();
  }
}

/** A port that is free on all addresses of this machine. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = OWN_FIRST_PORT + Math.floor(Math.random() * OWN_PORTS);
    if (given.has(port)) continue;
    const socket = createSocket('udp4').bind(port);
    try {
      await once(socket, 'listening');
      given.add(port);
      return port;
    } catch {
      // Somebody has it.
    } finally {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    }
  }
}

/** A test with real processes, which end when it ends, however it ends. */
export const test = base.extend<{ processes: Processes }>({
  processes: async ({ task: _task }, use) => {
    const processes = new Processes();
    try {
      await use(processes);
    } finally {
      await processes.end();
    }
  },
});
