import type { Address } from '../address.ts';

/** Sessions of one host, those that ended lately among them: a classroom behind one address has room. */
export const MAX_SESSIONS_PER_HOST = 1_024;
/** Groups that were created from one host. */
export const MAX_GROUPS_PER_HOST = 1_024;

/** Counts for each host what it has of something. */
export class HostCounts {
  private readonly counts = new Map<string, number>();

  of(host: string): number {
    return this.counts.get(host) ?? 0;
  }

  add(host: string): void {
    this.counts.set(host, this.of(host) + 1);
  }

  remove(host: string): void {
    const count = this.of(host) - 1;
    if (count > 0) this.counts.set(host, count);
    else this.counts.delete(host);
  }
}

/** On one link everybody has the same first half, and nobody has two. */
const LINK_LOCAL = /^fe[89ab]/i;

/**
 * Who is behind an address, as far as one can tell: an IPv4 address, or the first half of an IPv6
 * address, whose second half its owner draws at will.
 *
 * @see RFC 4291 section 2.5.4 (64 bits of network, 64 bits of interface)
 */
export function hostOf({ ip }: Address): string {
  if (!ip.includes(':') || LINK_LOCAL.test(ip)) return ip;
  const [left = '', right = ''] = ip.split('::');
  const before = left === '' ? [] : left.split(':');
  const behind = right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - behind.length) }, () => '0');
  return [...before, ...zeros, ...behind].slice(0, 4).join(':');
}
