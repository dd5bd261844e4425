/** A small web server that only this machine reaches, and only whoever knows its token. */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortError } from '../../udp/socket.ts';
import type { Refusal } from './guard.ts';
import { admit, newToken } from './guard.ts';

export interface LoopbackOptions {
  /** The port that is asked for; null takes the usual one, or any that is free. */
  readonly port: number | null;
  readonly usualPort: number;
  /** What pages may load beside their own script and style, in the words of a security policy. */
  readonly sources: readonly string[];
  /** Answers whoever was let in; `path` is what stands behind the token, without a slash in front. */
  handle(path: string, request: IncomingMessage, response: ServerResponse): void;
}

const LOOPBACK = '127.0.0.1';
const MAX_CONNECTIONS = 256;
const HEADERS_TIMEOUT_MS = 10_000;
/** Whoever connects and says nothing keeps others out no longer than need be. */
const CHECK_INTERVAL_MS = 2_000;

export class LoopbackServer {
  readonly port: number;
  readonly token = newToken();
  private readonly server: Server;
  private readonly options: LoopbackOptions;

  private constructor(server: Server, options: LoopbackOptions) {
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    this.options = options;
    server.on('request', (request, response) => this.answer(request, response));
  }

  /** @throws PortError if the port cannot be had */
  static async open(options: LoopbackOptions): Promise<LoopbackServer> {
    const { port, usualPort } = options;
    const server = await listen(port ?? usualPort).catch((error) => {
      if (port !== null || error.code !== 'EADDRINUSE') throw error;
      return listen(0);
    });
    return new LoopbackServer(server, options);
  }

  /** What a user opens. */
  get url(): string {
    return `http://${LOOPBACK}:${this.port}/${this.token}/`;
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    // Whoever goes away in mid-sentence is no error.
    request.on('error', () => {});
    response.on('error', () => {});
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', policyOf(this.options.sources));
    const admission = admit(request, this);
    if ('status' in admission) refuse(admission, response);
    else if ('proof' in admission) response.end(admission.proof);
    else if (admission.path === null) moveTo(`/${this.token}/`, response);
    else this.options.handle(admission.path, request, response);
  }
}

function policyOf(sources: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    ...sources,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Answers with a page that says why there is nothing else. */
export function refuse({ status, text }: Refusal | Problem, response: ServerResponse): void {
  if (status === 405) response.setHeader('Allow', 'GET');
  // What is still being sent is not read.
  response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(pageOf(text));
}

/** The server cannot do what was asked. */
interface Problem {
  readonly status: 500 | 503;
  readonly text: string;
}

const HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

async function listen(port: number): Promise<Server> {
  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    // A report goes on as long as its process.
    requestTimeout: 0,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  });
  server.maxConnections = MAX_CONNECTIONS;
  try {
    const listening = once(server, 'listening');
    server.listen(port, LOOPBACK);
    await listening;
    return server;
  } catch (error) {
    throw new PortError({ ip: LOOPBACK, port }, error as Error);
  }
}

function moveTo(path: string, response: ServerResponse): void {
  response.writeHead(308, { Location: path });
  response.end();
}

function pageOf(text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>statechat inspector</title>
</head>
<body>
<h1>statechat inspector</h1>
<p>${text}</p>
</body>
</html>
`;
}
