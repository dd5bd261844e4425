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

/** Each fits on a screen of 24 rows, with the line that waits for a key. */
const SECTIONS = [
  'A server and three people on real UDP; one datagram in ten is dropped each way.',
  'Private messages go straight from one to the other, and each is acked.',
  'A group: the server passes each message on and gathers the acks.',
  'Carol is in a group: what Bob tells her waits until she leaves it.',
  'Carol drops dead: Alice misses the ack, the server probes, and all learn it.',
  'Bob leaves as one should.',
];

/** What to type next stands at the end. */
const NEXT = [
  /send alice hello/,
  /dereg you/,
  /npx statechat server/,
  /npx statechat client alice/,
];

describe.concurrent('the demo', () => {
  test('without a terminal it plays to its end', async ({ processes }) => {
    const demo = processes.run('demo');
    demo.endInput();
    expect(await demo.exits()).toBe(0);
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

  test('at a terminal it is read in sections, and then the user joins', async ({ processes }) => {
    const demo = processes.smallTerminal('demo');
    const waits = (title: string) =>
      demo.until(
        (rows) => rows.includes(title) && rows.at(-1) === '(any key goes on)',
        `the whole of ${title}`,
      );
    for (const title of SECTIONS) {
      await waits(title);
      demo.type(' ');
      await demo.until((rows) => !rows.includes('(any key goes on)'), 'it to go on');
      // Amid a section a key leads to its end.
      demo.type(' ');
    }
    await demo.until((rows) => rows.includes('>>> [Welcome, You are registered.]'), 'a welcome');
    for (const line of NEXT) expect(demo.rows).toContainEqual(expect.stringMatching(line));
    demo.type('send alice hello\r');
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

  test.for([
    ['ctrl-C', '\x03', 130],
    ['ctrl-D', '\x04', 0],
  ] as const)('%s leaves amid the play', async ([_name, key, status], { processes }) => {
    const demo = processes.smallTerminal('demo');
    await demo.until((rows) => rows.length > 0, 'the first line');
    demo.type(key);
    expect(await demo.exits()).toBe(status);
  });
});
