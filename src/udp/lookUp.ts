import { execFile } from 'node:child_process';
import { canonicalIp } from './ip.ts';

/** A host's name led to no address. The message is one line for the user. */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: string;

  constructor(host: string, code: string) {
    super(PROBLEMS[code]?.(host) ?? `${host} cannot be looked up: ${code}`);
    this.code = code;
  }
}

const PROBLEMS: Readonly<Record<string, (host: string) => string>> = {
  ENOTFOUND: (host) => `no address is known for ${host}: check its name`,
  EAI_AGAIN: (host) => `${host} cannot be looked up now: no name server answers`,
  ETIMEDOUT: (host) => `${host} cannot be looked up: no name server has answered in time`,
};

const PATIENCE_MS = 10_000;
/** More are not asked: a name that stands for a hundred addresses must not make us flood them. */
const MAX_ADDRESSES = 16;

/** Prints the addresses, or the code of what went wrong, as JSON. */
const SCRIPT = `require('node:dns').lookup(process.argv[1], { all: true }, (error, found) =>
  console.log(JSON.stringify(error ? error.code : found.map(({ address }) => address))))`;

/**
 * The addresses of a host, as the system knows them: from its name servers, its file of hosts, or
 * its neighbours. It is asked in a process of its own, because the system's lookup cannot be
 * broken off: a process that has begun one cannot even end before it.
 *
 * @throws HostError if there is none, or no answer within `patienceMs`
 */
export async function lookUp(host: string, patienceMs = PATIENCE_MS): Promise<readonly string[]> {
  const options = { timeout: patienceMs, killSignal: 'SIGKILL', windowsHide: true } as const;
  const answer = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['-e', SCRIPT, host], options, (error, stdout) => {
      resolve(error === null ? stdout : JSON.stringify(error.killed ? 'ETIMEDOUT' : 'EFAILED'));
    });
  });
  return addressesIn(JSON.parse(answer), host);
}

/**
 * The addresses that an answer names, each once.
 *
 * @param found addresses, or the code of what went wrong
 * @throws HostError if there is none
 */
export function addressesIn(found: unknown, host: string): readonly string[] {
  if (!Array.isArray(found)) throw new HostError(host, String(found));
  const ips = found.map((ip) => canonicalIp(String(ip))).filter((ip) => ip !== null);
  if (ips.length === 0) throw new HostError(host, 'ENOTFOUND');
  return [...new Set(ips)].slice(0, MAX_ADDRESSES);
}
