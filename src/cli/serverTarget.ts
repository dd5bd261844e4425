/** `<host>[:<port>]`: which server a client is for, as people write it. */
import { isIP, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { parsePort, parseServerIp, quoted } from './arguments.ts';
import { UsageError } from './usageError.ts';

/** A server at an address, or at one of those that the name of its host stands for. */
export type ServerTarget = {
  readonly port: number;
} & ({ readonly ip: string } | { readonly host: string });

export const DEFAULT_PORT = 5_000;

/** `[::1]:6000`, where the brackets tell the address from the port (RFC 3986 section 3.2.2). */
const BRACKETED = /^\[(?<host>[^[\]]*)\](?::(?<port>.*))?$/;
const PLAIN = /^(?<host>[^:/]*)(?::(?<port>[^:/]*))?$/;
/** RFC 1123 section 2.1, and the underscore that some networks have; no name ends in a number. */
const HOST =
  /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?!(?:\d+|0x[0-9a-f]*)\.?$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i;

/**
 * Reads `example.org`, `example.org:6000`, `192.0.2.5:6000`, `::1` or `[::1]:6000`.
 *
 * @throws UsageError if it is none of these
 */
export function parseServer(text: string): ServerTarget {
  const { host = text, port: portText } = partsOf(text);
  const port = portText === undefined ? DEFAULT_PORT : parsePort(portText, 'the server port');
  if (host === 'localhost' || isIP(host) !== 0) return { ip: parseServerIp(host), port };
  // The number of an address that lacks a part would become another address.
  const ascii = HOST.test(host) ? host : domainToASCII(host);
  if (!text.startsWith('[') && HOST.test(ascii) && isIP(ascii) === 0) return { host: ascii, port };
  throw new UsageError(
    'the server must be an address or a name, such as 192.168.0.5, example.org, ' +
      `example.org:6000 or [::1]:6000, not ${quoted(text)}`,
  );
}

/** How a client is told of a server: the port only where it is not the usual one. */
export function serverText({ ip, port }: { readonly ip: string; readonly port: number }): string {
  if (port === DEFAULT_PORT) return ip;
  return isIPv4(ip) ? `${ip}:${port}` : `[${ip}]:${port}`;
}

function partsOf(text: string): { readonly host?: string; readonly port?: string } {
  return (BRACKETED.exec(text) ?? PLAIN.exec(text))?.groups ?? {};
}
