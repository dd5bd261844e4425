/**
 * Who is let in to a server on loopback. Its address holds a token, so that no other user of the
 * machine and no web page finds it; a page that a foreign name leads here (DNS rebinding) has that
 * name in `Host`; and what a browser asks for on behalf of another site says so. The other way round
 * a process that looks for its inspector asks for a proof first: another user's server may listen
 * where one was killed, and must not be told the token, let alone what is said.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

const TOKEN_BYTES = 16;
const NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** What no address mentions. */
const HTTP_PORT = 80;
/** Asks for a proof: a question that was never asked before. */
const CHALLENGE = /^\/\?prove=([\w-]{22})$/;

/** What the address of a server must be. */
export interface Site {
  readonly port: number;
  readonly token: string;
}

/** Why somebody is not let in. */
export interface Refusal {
  readonly status: 403 | 404 | 405;
  /** One sentence or two for a person; says what to do. */
  readonly text: string;
}

/** Whoever has the token asks for a path. */
interface Admission {
  /** What stands behind the token and a slash; null if the slash is missing. */
  readonly path: string | null;
}

/** Somebody who has the token wants to know whether it is known here. */
interface Challenge {
  readonly proof: string;
}

/** A token that nobody guesses. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Where to ask for a proof, and the only right answer. */
export function challengeOf(site: Site): { readonly path: string; readonly proof: string } {
  const question = newToken();
  return { path: `/?prove=${question}`, proof: proofOf(site, question) };
}

/** Whether a request may go on, and to what. */
export function admit(request: IncomingMessage, site: Site): Admission | Challenge | Refusal {
  const { headers, method, url = '' } = request;
  const host = headers.host?.toLowerCase() ?? '';
  if (!hostsOf(site).includes(host)) return FOREIGN_HOST;
  if (method !== 'GET' && method !== 'POST') return WRONG_METHOD;
  const [, question] = CHALLENGE.exec(url) ?? [];
  if (question !== undefined && isOurs(headers, host, url)) {
    return { proof: proofOf(site, question) };
  }
  const [path = ''] = url.split('?', 1);
  const [, token = '', rest = null] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  if (!isSameToken(token, site.token)) return OTHER_RUN;
  return isOurs(headers, host, rest) ? { path: rest } : FOREIGN_PAGE;
}

export const NOT_FOUND: Refusal = {
  status: 404,
  text: 'There is nothing at this address. Open the one that statechat printed when it started.',
};

export const WRONG_METHOD: Refusal = {
  status: 405,
  text: 'The inspector cannot be asked in this way. Open its address in a browser.',
};

const OTHER_RUN: Refusal = {
  status: 403,
  text:
    'This address belongs to another run of the inspector. ' +
    'Open the one that statechat printed when it started.',
};

const FOREIGN_HOST: Refusal = {
  status: 403,
  text:
    'The inspector can be reached under the name of this machine only. ' +
    'Open the address that statechat printed when it started.',
};

const FOREIGN_PAGE: Refusal = {
  status: 403,
  text:
    'Another page asked for this, so it is not shown. ' +
    'Type or paste the address that statechat printed when it started.',
};

function hostsOf({ port }: Site): readonly string[] {
  const hosts = NAMES.map((name) => `${name}:${port}`);
  return port === HTTP_PORT ? [...hosts, ...NAMES] : hosts;
}

/** It holds for this port only: it cannot be fetched from another run. */
function proofOf({ port, token }: Site, question: string): string {
  return createHmac('sha256', token).update(`${port} ${question}`).digest('base64url');
}

/** Hashes have one length, and comparing them takes one time. */
function isSameToken(token: string, expected: string): boolean {
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(token), hashOf(expected));
}

/** Asked for by the page itself, by its user, or by no browser at all. */
function isOurs(headers: IncomingHttpHeaders, host: string, path: string | null): boolean {
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  // A link to the page may stand anywhere: what follows it shows the page and learns nothing.
  return !path && headers['sec-fetch-dest'] === 'document';
}
