/** What `npm start` runs. */
import { describe, expect } from 'vitest';
import { OFFLINE, test } from '../support/processes.ts';

/** What has to happen, in this order; at a tenth of loss other lines may stand between. */
const STORY: readonly RegExp[] = [
  /^A server and three people/,
  /^alice +>>> \[Welcome, You are registered\.\]$/,
  /^alice +>>> send bob Hi Bob, can you hear me\?$/,
  /^bob +>>> alice: Hi Bob, can you hear me\?$/,
  /^bob +>>> send alice Loud and clear, Alice!$/,
  /^alice +>>> bob: Loud and clear, Alice!$/,
  /^alice +>>> \[Group tea created by Server\.\]$/,
  /^carol +>>> \[Entered group tea successfully\]$/,
  /^server +>>> \[Client carol sent group message: Who brings the biscuits\?\]$/,
  /^bob +>>> \[Message received by carol\.\]$/,
  /^carol +>>> \[Leave group chat tea\]$/,
  /^carol +>>> bob: I do, but tell nobody\.$/,
  /^alice +>>> \[No ACK from carol, message not delivered\]$/,
  /^bob +>>> \[You are Offline\. Bye\.\]$/,
  /^alice +>>> \[You are Offline\. Bye\.\]$/,
];

describe.concurrent('the demo', () => {
  test('without a terminal it plays to its end', async ({ processes }) => {
    const startMs = performance.now();
    const demo = processes.run('demo');
    demo.endInput();
    expect(await demo.exits()).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(30_000);
    expect(demo.errors).toBe('');
    let line = -1;
    for (const scene of STORY) {
      const next = demo.lines.findIndex((candidate, i) => i > line && scene.test(candidate));
      expect(next, `${scene} after line ${line} of\n${demo.lines.join('\n')}`).toBeGreaterThan(
        line,
      );
      line = next;
    }
    expect(demo.lines.join('\n')).toMatch(/^alice +>>> \(tea\) Group_Message carol: Who brings/m);
  });

  test('at a terminal the user joins, is answered and leaves', async ({ processes }) => {
    const demo = processes.terminal('demo');
    await demo.until((rows) => rows.includes('>>> [Welcome, You are registered.]'), 'a welcome');
    demo.type('send alice hello\r');
    await demo.until((rows) => rows.includes('>>> send alice hello'), 'what was typed');
    await demo.until((rows) => rows.includes('>>> [Message received by alice.]'), 'an ack');
    await demo.until(
      (rows) => rows.includes('>>> alice: You said "hello". It arrived whole.'),
      'an answer',
    );
    await demo.until((rows) => rows.at(-1) === '>>>', 'a prompt');
    demo.type('\x04');
    expect(await demo.exits()).toBe(0);
    expect(demo.rows.at(-1)).toBe(OFFLINE);
  });
});
