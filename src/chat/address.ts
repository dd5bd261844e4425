/** Where a datagram comes from or goes to. */
export interface Address {
  readonly ip: string;
  readonly port: number;
}

/** One string per address, for maps. No IP literal contains a blank. */
export function addressKey(address: Address): string {
  return `${address.ip} ${address.port}`;
}

export function isSameAddress(a: Address, b: Address): boolean {
  return a.port === b.port && a.ip === b.ip;
}
