/** The same machines, as the page of stately.ai wants them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { ackWait } from '../../../machines/ackWait.ts';
import { inspectWithStately } from '../../../src/inspector/inspection.ts';
import { StatelyRelay } from '../../../src/inspector/stately/relay.ts';
import { ask, behind, FakePage } from './fakePage.ts';

let relay: StatelyRelay;
beforeEach(async () => {
  relay = await StatelyRelay.open();
});
afterEach(() => relay.close());

const start = (id: string) => {
  const input = { message: 'hello', patience: { rounds: 99, silentRounds: 99 } };
  const actor = createActor(ackWait, { id, inspect: relay.inspect, input });
  actor.start();
  return actor;
};

/** What the page is told, as theirs gets it. */
interface Told {
  readonly type?: string;
  readonly name?: string;
  readonly definition?: string;
  readonly sessionId?: string;
  readonly _version?: string;
  readonly event?: { readonly type: string };
  readonly snapshot?: { readonly value: unknown; readonly status: string };
}
const toldTo = (page: FakePage) => page.lines as unknown as Told[];

test('a machine is told with its definition, its events and its states', async () => {
  const page = await FakePage.open(relay.url);
  const actor = start('ackWait:bob:1');
  actor.send({ type: 'ack' });
  const isAcked = ({ type, snapshot }: Told) =>
    type === '@xstate.snapshot' && snapshot?.value === 'acked';
  await page.until(() => toldTo(page).some(isAcked), 'the ack');
  const told = toldTo(page).filter(({ sessionId }) => sessionId === actor.sessionId);
  expect(told[0]).toMatchObject({
    type: '@xstate.actor',
    name: 'ackWait:bob:1',
    _version: '0.7.2',
  });
  expect(JSON.parse(told[0]?.definition ?? '')).toMatchObject({
    id: 'ackWait',
    initial: 'waiting',
  });
  expect(told.map(({ type, event, snapshot }) => [type, event?.type, snapshot?.value])).toEqual(
    expect.arrayContaining([
      ['@xstate.snapshot', 'xstate.init', 'waiting'],
      ['@xstate.event', 'ack', undefined],
      ['@xstate.snapshot', 'ack', 'acked'],
    ]),
  );
  page.close();
});

test('a page that comes later is told everything', async () => {
  const early = await FakePage.open(relay.url);
  const actor = start('ackWait:bob:1');
  await early.until(() => toldTo(early).some(({ type }) => type === '@xstate.snapshot'), 'a state');
  const late = await FakePage.open(relay.url);
  await late.told(early.lines.length);
  expect(late.lines).toEqual(early.lines);
  actor.stop();
  early.close();
  late.close();
});

test('the page is on loopback behind a token, and may show stately.ai and nothing else', async () => {
  const { status, headers, body } = await ask(relay.url, behind(relay.url, ''));
  expect(status).toBe(200);
  expect(new URL(relay.url).hostname).toBe('127.0.0.1');
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
      'frame-src https://stately.ai https://*.stately.ai; ' +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(body).toContain('src="https://stately.ai/inspect"');
  for (const [file, type] of [
    ['relay.js', 'text/javascript'],
    ['relay.css', 'text/css'],
  ]) {
    const answer = await ask(relay.url, behind(relay.url, String(file)));
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      `${type}; charset=utf-8`,
    ]);
    expect(body).toContain(`"${file}"`);
  }
  expect(await ask(relay.url, '/wrong/events')).toMatchObject({ status: 403 });
  expect(await ask(relay.url, behind(relay.url, 'constructor'))).toMatchObject({ status: 404 });
  const post = await ask(relay.url, behind(relay.url, 'events'), { method: 'POST' });
  expect(post.status).toBe(405);
});

test('a watched process has no recorder, unless somebody wants its steps', async () => {
  const inspection = await inspectWithStately();
  const who = { node: 'ann', kind: 'client' } as const;
  const { options, end, vanish } = inspection.watch(who);
  expect(Object.keys(options)).toEqual(['inspect']);
  const lines: string[] = [];
  const both = inspection.watch(who, [{ take: (_step, line) => lines.push(line) }]);
  both.options.recorder?.step('ann', { kind: 'start' }, () => {});
  expect(lines).toHaveLength(1);
  vanish();
  await end();
  await inspection.close();
  await expect(ask(inspection.url, '/')).rejects.toThrow('ECONNREFUSED');
});
