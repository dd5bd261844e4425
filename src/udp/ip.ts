/**
 * The one form of an address: the form in which sockets report it. An address that a user or a
 * program gives is brought to it once, where it comes in, so that addresses can be compared.
 */
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import { networkInterfaces } from 'node:os';

/** How an IPv6 socket writes an IPv4 address (RFC 4291 section 2.5.5.2). */
const MAPPED = '::ffff:';

/** fe80::/10, whose addresses mean something on one link only (RFC 4007). */
const LINK_LOCAL = /^fe[89ab]/;

/**
 * The form in which sockets report this address, or null if it is none: what has not all four
 * numbers, as `127.1`, is none. IPv6 is written as RFC 5952 says, and an IPv4 address inside it
 * is an IPv4 address.
 */
export function canonicalIp(text: string): string | null {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return null;
  const [literal = '', zone] = text.split('%');
  const { address } = new SocketAddress({ address: literal, family: 'ipv6' });
  return zone !== undefined && LINK_LOCAL.test(address)
    ? `${address}%${zoneName(zone)}`
    : unmapped(address);
}

/** What an IPv6 socket calls `::ffff:192.0.2.1` is `192.0.2.1`, as IPv4 sockets call it. */
export function unmapped(ip: string): string {
  const rest = ip.slice(MAPPED.length);
  return ip.startsWith(MAPPED) && isIPv4(rest) ? rest : ip;
}

/** How an IPv6 socket reaches an address of either family. */
export function mapped(ip: string): string {
  return isIPv4(ip) ? MAPPED + ip : ip;
}

/** The addresses by which other machines may reach this one, IPv4 before IPv6. */
export function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all
    .filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address))
    .map(({ address }) => address)
    .sort((a, b) => Number(isIPv6(a)) - Number(isIPv6(b)));
}

/** Sockets name an interface where the system has names for it; people may give its number. */
function zoneName(zone: string): string {
  if (process.platform === 'win32' || !/^\d+$/.test(zone)) return zone;
  const faces = Object.entries(networkInterfaces());
  const isIt = (face: { scopeid?: number }) => face.scopeid === Number(zone);
  return faces.find(([, addresses]) => addresses?.some(isIt))?.[0] ?? zone;
}
