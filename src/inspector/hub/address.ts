/** As a hub prints it, or as a browser shows it later on. */
const ADDRESS = /^(http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{1,5}\/[\w-]+)\/?(?:[?#].*)?$/;

/** The address of a hub on this machine that a text holds; null if it holds none. */
export function hubAddressIn(text: string): string | null {
  const [, address] = ADDRESS.exec(text) ?? [];
  return address === undefined ? null : `${address}/`;
}
