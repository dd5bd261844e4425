import { describe, expect, test } from 'vitest';
import { Screens, typedLine } from '../../../src/inspector/page/play/screens.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { step } from '../../support/steps.ts';

const STEP = step();

function command(kind: string, more: object = {}): TraceStep {
  return { ...STEP, cause: { kind: 'command', command: { kind, ...more } } };
}

function groupIs(group: string | null): TraceStep {
  const machine = { machine: 'membership:alice', event: { type: 'x' }, from: 'ready' };
  const to = group === null ? 'over' : 'ready';
  return { ...STEP, machines: [{ ...machine, to, taken: [], effects: [], context: { group } }] };
}

/** What stands on the screen of a node after these steps. */
function screenAfter(steps: readonly TraceStep[], node = 'alice', count = 100): string[] {
  const screens = new Screens();
  for (const [i, step] of steps.entries()) screens.append(i + 1, step);
  return screens.at(node, steps.length, count).map(({ kind, text }) => `${kind}: ${text}`);
}

describe('a screen', () => {
  test('shows what the user typed and saw, each with the prompt of its moment', () => {
    const lines = screenAfter([
      { ...STEP, cause: { kind: 'start' } },
      { ...STEP, notices: [{ kind: 'registered', prompt: null }] },
      command('join_group', { group: 'g' }),
      groupIs('g'),
      command('send_group', { text: 'hello, all' }),
      { ...STEP, notices: [{ kind: 'groupSent', prompt: 'g' }] },
      groupIs(null),
      command('leave'),
    ]);
    expect(lines).toEqual([
      'note: started',
      'shown: >>> [Welcome, You are registered.]',
      'typed: >>> join_group g',
      'typed: >>> (g) send_group hello, all',
      'shown: >>> (g) [Message received by Server.]',
      'typed: >>> ^C',
    ]);
  });

  test('shows what the server prints', () => {
    const notices = [{ kind: 'left', client: 'bob', group: 'g' }];
    expect(screenAfter([{ ...STEP, node: 'server', notices }], 'server')).toEqual([
      'shown: >>> [Client bob left group g]',
    ]);
  });

  test('tells what was done to the process', () => {
    const faults = ['pause', 'resume', 'suspend', 'kill', 'cut off from everybody', 'constructor'];
    const steps = faults.map((fault): TraceStep => ({ ...STEP, cause: { kind: 'fault', fault } }));
    expect(screenAfter(steps)).toEqual([
      'note: stands still',
      'note: goes on',
      'note: switched off',
      'note: killed',
    ]);
  });

  test('shows nothing that came after the position, and the newest lines only', () => {
    const screens = new Screens();
    for (let i = 1; i <= 9; i++) screens.append(2 * i, command('send_group', { text: String(i) }));
    const texts = screens.at('alice', 13, 3).map(({ text }) => text.slice(-1));
    expect(texts).toEqual(['4', '5', '6']);
    expect(screens.at('alice', 1, 3)).toEqual([]);
    expect(screens.at('bob', 100, 3)).toEqual([]);
  });

  test('draws hostile texts as text, and cuts long ones', () => {
    const hostile = `\u001b[2J\u202eolleh\n<b>`;
    const [line] = screenAfter([command('send', { to: 'bob', text: hostile })]);
    expect(line).toBe('typed: >>> send bob \\u{1b}[2J\\u{202e}olleh\\u{a}<b>');
    const [long] = screenAfter([command('send_group', { text: 'x'.repeat(20_000) })]);
    expect(long?.length).toBeLessThan(700);
    expect(long?.endsWith('x…')).toBe(true);
  });

  test('shows as data what it does not know', () => {
    expect(screenAfter([{ ...STEP, notices: [{ kind: 'brandNew', of: '\u202e' }] }])).toEqual([
      'shown: {"kind":"brandNew","of":"\\u{202e}"}',
    ]);
  });

  test('keeps a bounded number of lines', () => {
    const screens = new Screens();
    for (let i = 1; i <= 10_000; i++) screens.append(i, command('table'));
    const lines = screens.at('alice', 10_000, 10_000);
    expect(lines.length).toBeLessThanOrEqual(4_000);
    expect(lines[lines.length - 1]?.position).toBe(10_000);
  });
});

test('groups that somebody asked for are known by name', () => {
  const screens = new Screens();
  for (const group of ['g', 'h', 'g']) screens.append(1, command('create_group', { group }));
  expect([...screens.groupNames]).toEqual(['g', 'h']);
});

test.each([
  [{ kind: 'send', to: 'bob', text: 'hi there' }, 'send bob hi there'],
  [{ kind: 'dereg', name: 'alice' }, 'dereg alice'],
  [{ kind: 'dereg', name: null }, 'dereg'],
  [{ kind: 'leave_group' }, 'leave_group'],
  [{ kind: 'leave' }, '^C'],
  [{ kind: 'unknown', hint: 'no' }, '…'],
  [null, ''],
])('a command is written as it is typed: %j', (typed, line) => {
  expect(typedLine(typed)).toBe(line);
});
