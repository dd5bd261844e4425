/** What stands on the command line, checked before any socket is opened. */
import { BlockList, isIP } from 'node:net';
import { MAX_PORT, MIN_PORT } from '../chat/limits.ts';
import { isName, NAME_RULE } from '../chat/names.ts';
import { canonicalIp } from '../udp/ip.ts';
import { UsageError } from './usageError.ts';

const MAX_LOSS = 0.9;

/** Addresses that nobody can answer from. */
const unanswering = new BlockList();
unanswering.addAddress('0.0.0.0');
unanswering.addAddress('255.255.255.255');
unanswering.addSubnet('224.0.0.0', 4);
unanswering.addAddress('::', 'ipv6');
unanswering.addSubnet('ff00::', 8, 'ipv6');

/** A port that a user may choose; `what` says which one it is. */
export function parsePort(text: string, what: string): number {
  return parseWhole(text, what, MIN_PORT, MAX_PORT);
}

/** A whole number from `least` to `most`; `what` says which one it is. */
export function parseWhole(text: string, what: string, least: number, most: number): number {
  const number = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    `${what} must be a whole number from ${least} to ${most}, not ${quoted(text)}`,
  );
}

/** A client's name. */
export function parseName(text: string): string {
  const name = text.normalize('NFC');
  if (isName(name)) return name;
  throw new UsageError(`${quoted(text)} cannot be a client's name: ${NAME_RULE}`);
}

/** An address that a server can answer from. */
export function parseServerIp(text: string): string {
  const ip = parseIp(text, 'the server address');
  if (!unanswering.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4')) return ip;
  throw new UsageError(
    `no server can answer from ${quoted(text)}: give the address of the server's machine, ` +
      'or localhost for this one',
  );
}

/** An address of this machine to listen on. */
export function parseHost(text: string): string {
  return parseIp(text, 'the address to listen on');
}

/** The share of datagrams to drop, from 0 to `most`. */
export function parseLoss(text: string, most = MAX_LOSS): number {
  const share = /^(\d+|\d*\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= most) return share;
  throw new UsageError(
    `--loss must be a share from 0 to ${most}, such as 0.1 for a tenth, not ${quoted(text)}`,
  );
}

/** `localhost` is asked of nobody: it means this machine, in the family that all machines have. */
function parseIp(text: string, what: string): string {
  const ip = text === 'localhost' ? '127.0.0.1' : canonicalIp(text);
  if (ip !== null) return ip;
  throw new UsageError(
    `${what} must be an IP address such as 192.168.0.5 or ::1, or localhost, not ${quoted(text)}`,
  );
}

/** What somebody typed, as a complaint repeats it. */
export function quoted(text: string): string {
  return text.length > 60 ? `'${text.slice(0, 60)}…'` : `'${text}'`;
}
