/** `statechat lab replay`: the story in a trace. */
import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { displayWidth } from '../../../src/chat/display/displayWidth.ts';
import { stateChange } from '../../../src/chat/display/states.ts';
import { Story } from '../../../src/cli/lab/story.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { drawScenario } from '../../../src/lab/scenarios/draw.ts';
import { parseScenario } from '../../../src/lab/scenarios/parse.ts';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import { parseTrace } from '../../../src/trace/parse.ts';
import type { TraceLine, TraceStep } from '../../../src/trace/trace.ts';
import { TraceError } from '../../../src/trace/trace.ts';
import { TraceFile } from '../../../src/trace/writer.ts';
import { ownFolder } from '../../support/folder.ts';
import { check } from '../../support/property.ts';
import { END, HEADER, STEPS, textOf } from '../../trace/sample.ts';
import { FakeWorld } from '../fakes.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = ownFolder();
  path = join(folder, 'a.trace.jsonl');
  writeFileSync(path, textOf(HEADER, ...STEPS, END));
});

async function replay(...args: string[]) {
  const world = new FakeWorld();
  let out = '';
  world.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const status = await runProgram(['lab', 'replay', ...args], world);
  return { status, out, err: world.err };
}

const STORY = `\
     1      0.013  bob       types send alice hi
                             ● client:bob  (command.send)
                             ● ackWait:alice:1  starts in waiting
     2      0.013  bob       ──╳ alice  #1 PRIVATE 1 "hi"                                       lost
     3      0.100  bob       a timer fires
                             ● ackWait:alice:1  waiting ─▶ overdue  (after round)
                             ──▶ alice  #2 PRIVATE 1 "hi"                   twice, in 5.0 and 7.3 ms
     4      0.105  alice     ◀── bob  #2 PRIVATE 1 "hi"
                             ○ client:alice  ignores private.arrived
                             >>> bob: hi
                             ──▶ bob  #3 ACK                                               in 1.0 ms
     5      0.106  bob       ◀── alice  #3 ACK
                             ● client:bob  online: mode.nonGroup + table.synced ─▶ mode.group + tab…
                             >>> (tea) [Message received by alice.]
     6      2.000  bob       ✗ kill
`;
const VIOLATION = `
Broken promise: shownOnce
  A message is shown to its recipient at most once.
  alice was shown hi twice
`;

test('tells the story, and the promise that was broken', async () => {
  expect(await replay(path)).toEqual({ status: 0, out: STORY + VIOLATION, err: '' });
});

test('ends, begins, and looks where it is told', async () => {
  const lines = STORY.split('\n');
  const upTo3 = `${lines.slice(0, 7).join('\n')}\n\nStep 3 of 6.\n`;
  expect((await replay(path, '--until', '3')).out).toBe(upTo3);
  expect((await replay(path, '--from', '6')).out).toBe(`${lines[14]}\n${VIOLATION}`);
  const alice = lines.slice(7, 11).join('\n');
  expect((await replay(path, '--node', 'alice')).out).toBe(`${alice}\n${VIOLATION}`);
});

test('calls everybody by name, however many there are', async () => {
  const scenario = drawScenario({ seed: 5, profile: 'calm', clients: 8, actions: 30 });
  const lines: TraceLine[] = [{ ...HEADER, scenario }];
  const { steps, hash, violation } = runScenario(scenario, { onStep: (step) => lines.push(step) });
  writeFileSync(path, textOf(...lines, { end: true, steps, hash, violation }));
  const { out } = await replay(path);
  expect(out).toContain('──▶ server');
  expect(out).not.toMatch(/(?:──▶|◀──) \d/);
});

test('tells some steps of a long run as it tells them in the whole of it', async () => {
  const scenario = drawScenario({ seed: 3, profile: 'stormy', clients: 4, actions: 150 });
  const file = new TraceFile(path, { source: 'lab', scenario });
  // Of which nothing is told.
  const context = 'x'.repeat(40_000);
  const { steps, hash, violation } = runScenario(scenario, {
    onStep: (step) => {
      const machines = step.machines.map((machine) => ({ ...machine, context }));
      file.write({ ...step, machines });
    },
  });
  file.write({ end: true, steps, hash, violation });
  file.close();
  expect(statSync(path).size).toBeGreaterThan(20_000_000);
  const whole = (await replay(path)).out;
  for (const from of [Math.floor(steps / 2), steps - 50]) {
    const { out } = await replay(path, '--from', String(from), '--until', String(from + 20));
    const [told = ''] = out.split('\n\nStep ');
    expect(told.split('\n').length).toBeGreaterThan(5);
    expect(whole).toContain(`\n${told}\n`);
  }
  // What stands behind the steps that are asked for is not even looked at.
  const { out: before } = await replay(path, '--until', '20');
  const bytes = openSync(path, 'r+');
  writeSync(bytes, '\nno step\n', Math.floor(statSync(path).size / 2));
  closeSync(bytes);
  expect(await replay(path, '--until', '20')).toEqual({ status: 0, out: before, err: '' });
});

test('a trace of a real process may have gaps, and no end', async () => {
  const [first, second] = STEPS as [TraceStep, TraceStep];
  const sent = second.sent.map((datagram) => ({ ...datagram, fate: null, frames: [] }));
  const step = { ...second, step: 9, sent };
  writeFileSync(path, textOf({ ...HEADER, source: 'client' }, first, step));
  const { status, out } = await replay(path);
  expect(status).toBe(0);
  expect(out.split('\n').slice(3)).toEqual([
    '        … 7 steps were not written in time …',
    '     9      0.013  bob       ──▶ 10.0.1.1 6000  #1 unreadable, 40 bytes',
    '',
    'It ends at step 9: the process that wrote it was killed, or had no more room on the disk.',
    '',
  ]);
});

test('the end of a trace in which nothing broke', async () => {
  writeFileSync(path, textOf(HEADER, { ...END, violation: null }));
  expect((await replay(path)).out).toBe('\nThe end after 6 steps.\n');
});

test('says which message an ackWait is posted', async () => {
  const post = {
    machine: 'ackWait:alice:1',
    event: { type: 'post', message: 'PRIVATE 2' },
    from: 'acked',
    to: 'waiting',
    taken: ['ackWait.acked|post|0'],
    effects: [{ type: 'transmit' }],
    context: {},
  };
  const step = { step: 1, atMs: 0, node: 'bob', cause: { kind: 'timer' } as const };
  writeFileSync(path, textOf(HEADER, { ...step, machines: [post], notices: [], sent: [] }, END));
  const { out } = await replay(path);
  expect(out).toContain('● ackWait:alice:1  acked ─▶ waiting  (post PRIVATE 2)\n');
});

describe('what cannot be told', () => {
  test.each([
    ['', 'this is not a statechat trace'],
    ['hello', 'this is not a statechat trace'],
    ['{"trace":"statechat","version":9}\n', 'this trace has version 9; this program reads 1'],
    [textOf(HEADER, ...STEPS), 'the trace is cut off after step 6'],
    [textOf(HEADER, ...STEPS, END).slice(0, -10), 'the trace is cut off in the middle of a line'],
  ])('%j is refused in one line', async (text, problem) => {
    writeFileSync(path, text);
    for (const option of [[], ['--rerun'], ['--until', '1']]) {
      const { status, out, err } = await replay(path, ...option);
      expect({ status, out, err }).toEqual({
        status: 2,
        out: '',
        err: `statechat: ${path}: ${problem}\n`,
      });
    }
  });

  test('a missing file and a folder', async () => {
    const missing = await replay(join(folder, 'no\x1b[2J'));
    expect(missing.status).toBe(2);
    expect(missing.err).toMatch(/^statechat: cannot read .*no\\u\{1b\}\[2J: there is no such file/);
    expect(await replay(folder)).toMatchObject({
      status: 2,
      err: `statechat: cannot read ${folder}: it is a folder, not a file\n`,
    });
  });

  test.each([
    [['--until', '0'], '--until must be a whole number from 1'],
    [['--until', 'end'], '--until must be a whole number from 1'],
    [['--from', '1.5'], '--from must be a whole number from 1'],
    [
      ['--node', 'zoe', '--until', '1'],
      "no process in this trace is called 'zoe': there is bob, alice",
    ],
    [['--node', 'zoe'], "no process in this trace is called 'zoe': there is bob, alice"],
  ])('%j', async (args, problem) => {
    const { status, out, err } = await replay(path, ...args);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(problem);
  });

  test('a trace without a scenario does not happen again', async () => {
    const scenario = { explore: {}, choices: [] };
    for (const header of [HEADER, { ...HEADER, scenario }]) {
      writeFileSync(path, textOf(header, ...STEPS, END));
      const { status, err } = await replay(path, '--rerun');
      expect(status).toBe(2);
      expect(err).toBe(`statechat: ${path}: it holds no scenario that can be run again\n`);
    }
  });
});

describe('a trace from anybody', () => {
  const nasty = '\x1b[2J\u202e\n\u2028';
  const [first] = STEPS as [TraceStep];

  test('is drawn harmlessly, on 100 columns', () => {
    const steps: TraceStep[] = [
      {
        ...first,
        node: nasty,
        cause: { kind: 'command', command: { kind: nasty, to: nasty, more: '漢'.repeat(200) } },
        machines: [{ ...first.machines[0], machine: nasty, from: nasty, to: { [nasty]: nasty } }],
        notices: [{ kind: nasty }, null, 5, { kind: 'groups', names: 7 }, { kind: 'received' }],
        sent: [],
      } as TraceStep,
      { ...first, step: 2, cause: { kind: 'fault', fault: nasty.repeat(100) } },
      { ...first, step: 3, cause: { kind: nasty } as unknown as TraceStep['cause'] },
      { ...first, step: 4, atMs: -8e15, cause: { kind: 'datagram', datagram: -1, from: nasty } },
    ];
    const text = textOf(HEADER, ...steps, END);
    const told = linesOf(text);
    expect(told.length).toBeGreaterThan(8);
    for (const line of told) {
      expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/u);
      expect(displayWidth(line)).toBeLessThanOrEqual(100);
    }
  });

  test('is told however deep it is, and whatever its fields are called', () => {
    const deep = `${'{"a":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    const text = textOf(HEADER, ...STEPS, END);
    for (const value of [deep, '{"toString":1,"valueOf":2}', '{"__proto__":null,"kind":"send"}']) {
      for (const field of ['from', 'to', 'event', 'command', 'notices', 'cause', 'context']) {
        const place = new RegExp(`"${field}":(null|"[^"]*"|\\[[^\\]]*\\]|\\{[^{}]*\\})`, 'g');
        const changed = text.replace(
          place,
          `"${field}":${field === 'notices' ? `[${value}]` : value}`,
        );
        expect(changed).not.toBe(text);
        tellOrRefuse(changed);
      }
    }
  });

  test('any value in any place is told or refused', () => {
    const text = textOf(HEADER, ...STEPS, END);
    const values = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value));
    const places = [...text.matchAll(/(?<=:)("[^"]*"|\d+|null|\[\]|\{\})/g)];
    const damaged = fc.tuple(fc.constantFrom(...places), values).map(([place, value]) => {
      return text.slice(0, place.index) + value + text.slice(place.index + place[0].length);
    });
    check(fc.property(damaged, tellOrRefuse), { numRuns: 2_000 });
  });
});

test('a run of the lab is told in full, and again', async () => {
  const scenario = drawScenario({ seed: 3, profile: 'hostile', clients: 3, actions: 60 });
  const lines: TraceLine[] = [{ ...HEADER, scenario }];
  const { steps, hash, violation } = runScenario(scenario, { onStep: (step) => lines.push(step) });
  expect(runScenario(scenario).hash).toBe(hash);
  lines.push({ end: true, steps, hash, violation });
  expect(lines).toHaveLength(steps + 2);
  const text = textOf(...lines);
  for (const line of linesOf(text)) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  expect(parseScenario(parseTrace(text).header.scenario)).toEqual(scenario);
  writeFileSync(path, text);
  expect(await replay(path, '--rerun')).toEqual({
    status: 0,
    out: `The same again: ${steps} steps, hash ${hash}.\nEvery promise was kept.\n`,
    err: '',
  });
  writeFileSync(path, text.replace(`"hash":"${hash}"`, '"hash":"0"'));
  expect(await replay(path, '--rerun')).toEqual({
    status: 1,
    out:
      'It went otherwise this time:\n' +
      `  hash: ${hash}, in the trace 0\nEvery promise was kept.\n`,
    err: '',
  });
});

test.each([
  ['waiting', 'acked', '', 'waiting', 'acked'],
  [null, { a: 'b' }, '', '', 'a'],
  [{ a: 'b' }, { a: 'c' }, 'a: ', 'b', 'c'],
  [{ a: { b: 'x' } }, { a: { c: 'x' } }, 'a: ', 'b', 'c'],
  [{ a: { b: 'x', c: 'y' } }, { a: { b: 'z', c: 'y' } }, 'a.b: ', 'x', 'z'],
  [{ a: { b: 'x', c: 'y' } }, { a: { b: 'z', c: 'w' } }, 'a: ', 'b.x + c.y', 'b.z + c.w'],
  [{ a: 'b' }, 'd', '', 'a', 'd'],
  // A trace from anybody.
  [{ '': 'b' }, 'd', '', '', 'd'],
  [{ '': 'b' }, { '': 'c', d: 'e' }, '', '.b', '.c + d'],
  [{ '.': 'b' }, { '.': { '': 'c' } }, '.: ', 'b', ''],
])('from %j to %j', (from, to, inside, left, entered) => {
  expect(stateChange(from, to)).toEqual({ inside, from: left, to: entered });
});

test.each([['a'], [{ a: { b: 'x', c: {} } }], [null]])('%j is no change', (value) => {
  expect(stateChange(value, value)).toBeNull();
});

const SCENARIO = drawScenario({ seed: 3, profile: 'swarm', clients: 3, actions: 5 });

test.each([
  null,
  {},
  [],
  { ...SCENARIO, clients: 0 },
  { ...SCENARIO, clients: 65 },
  { ...SCENARIO, clients: 2.5 },
  { ...SCENARIO, seed: -1 },
  { ...SCENARIO, seed: '3' },
  { ...SCENARIO, conditions: {} },
  { ...SCENARIO, conditions: { ...SCENARIO.conditions, lossRate: 2 } },
  { ...SCENARIO, conditions: { ...SCENARIO.conditions, bytesPerSecond: 0 } },
  { ...SCENARIO, conditions: { ...SCENARIO.conditions, delay: { kind: 'fixed' } } },
  { ...SCENARIO, conditions: { ...SCENARIO.conditions, delay: { kind: 'toString' } } },
  { ...SCENARIO, actions: {} },
  { ...SCENARIO, actions: [{ do: 'dance' }] },
  { ...SCENARIO, actions: [{ do: 'constructor' }] },
  { ...SCENARIO, actions: [{ do: 'wait' }] },
  { ...SCENARIO, actions: [{ do: 'wait', ms: -1 }] },
  { ...SCENARIO, actions: [{ do: 'wait', ms: 1e12 }] },
  { ...SCENARIO, actions: [{ do: 'send', client: 0, to: 0, padding: 1e9 }] },
  { ...SCENARIO, actions: [{ do: 'kill', client: -1 }] },
  { ...SCENARIO, actions: [{ do: 'kill', client: 0.5 }] },
  { ...SCENARIO, actions: [{ do: 'cut', client: 0, way: 'up' }] },
  { ...SCENARIO, actions: [null] },
  { ...SCENARIO, decisions: undefined },
  { ...SCENARIO, stays: [-1] },
  { ...SCENARIO, stays: 1 },
  { ...SCENARIO, decisions: ['hasOwnProperty'] },
  { ...SCENARIO, decisions: [0] },
])('%j is not a scenario', (value) => {
  expect(parseScenario(value)).toBeNull();
});

function tellOrRefuse(text: string): void {
  try {
    linesOf(text);
  } catch (error) {
    expect(error).toBeInstanceOf(TraceError);
  }
}

function linesOf(text: string): string[] {
  const everything = { fromStep: 1, untilStep: Number.POSITIVE_INFINITY, node: null };
  const story = new Story(everything);
  const { steps } = parseTrace(text);
  return [...steps.flatMap((step) => [...story.take(step)]), ...story.rest()];
}
