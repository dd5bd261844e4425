import { describe, expect, test } from 'vitest';
import { COOKIE_EPOCH_MS } from '../../../machines/timers.ts';
import { Cookies } from '../../../src/chat/server/cookies.ts';

const HERE = { ip: '10.0.0.1', port: 5_000 };
const TAG = 7;

class Server {
  nowMs = 0;
  /** The text itself stands for its hash: whoever differs in anything gets another cookie. */
  readonly cookies = new Cookies(
    (text) => new TextEncoder().encode(text),
    () => this.nowMs,
  );
}

describe('a cookie', () => {
  test('is accepted from the address and the process that it was issued to', () => {
    const { cookies } = new Server();
    expect(cookies.accepts(cookies.issue(HERE, TAG), HERE, TAG)).toBe(true);
  });

  test('is accepted from nobody else', () => {
    const { cookies } = new Server();
    const cookie = cookies.issue(HERE, TAG);
    expect(cookies.accepts(cookie, { ...HERE, port: 5_001 }, TAG)).toBe(false);
    expect(cookies.accepts(cookie, { ...HERE, ip: '10.0.0.2' }, TAG)).toBe(false);
    expect(cookies.accepts(cookie, HERE, TAG + 1)).toBe(false);
  });

  test.each([
    { issuedMs: 0, lastMs: 2 * COOKIE_EPOCH_MS - 1 },
    { issuedMs: COOKIE_EPOCH_MS - 1, lastMs: 2 * COOKIE_EPOCH_MS - 1 },
    { issuedMs: COOKIE_EPOCH_MS, lastMs: 3 * COOKIE_EPOCH_MS - 1 },
  ])('that was issued at $issuedMs ms is good until $lastMs ms', ({ issuedMs, lastMs }) => {
    const server = new Server();
    server.nowMs = issuedMs;
    const cookie = server.cookies.issue(HERE, TAG);
    server.nowMs = lastMs;
    expect(server.cookies.accepts(cookie, HERE, TAG)).toBe(true);
    server.nowMs = lastMs + 1;
    expect(server.cookies.accepts(cookie, HERE, TAG)).toBe(false);
  });

  test('of a time that is still to come is not accepted', () => {
    const server = new Server();
    server.nowMs = COOKIE_EPOCH_MS;
    const cookie = server.cookies.issue(HERE, TAG);
    server.nowMs = 0;
    expect(server.cookies.accepts(cookie, HERE, TAG)).toBe(false);
  });

  test('that is empty, cut, longer or changed in one bit is none', () => {
    const { cookies } = new Server();
    const cookie = cookies.issue(HERE, TAG);
    const forged = [new Uint8Array(0), cookie.slice(1), cookie.slice(0, -1)];
    forged.push(Uint8Array.of(...cookie, 0));
    for (let i = 0; i < cookie.length; i++) {
      forged.push(cookie.map((byte, at) => (at === i ? byte ^ 1 : byte)));
    }
    for (const one of forged) expect(cookies.accepts(one, HERE, TAG)).toBe(false);
  });

  test('of another server is not accepted', () => {
    const other = new Cookies(
      (text) => new TextEncoder().encode(`${text}!`),
      () => 0,
    );
    expect(new Server().cookies.accepts(other.issue(HERE, TAG), HERE, TAG)).toBe(false);
  });
});
