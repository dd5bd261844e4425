/** The trace format: what is written can be read, and what is not a trace is refused in one line. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTrace } from '../../src/trace/parse.ts';
import type { TraceStep } from '../../src/trace/trace.ts';
import { formatLine, TraceError } from '../../src/trace/trace.ts';
import { check } from '../support/property.ts';
import { END, HEADER, STEPS, textOf } from './sample.ts';

test('what is written can be read', () => {
  expect(parseTrace(textOf(HEADER, ...STEPS, END))).toEqual({
    header: HEADER,
    steps: STEPS,
    end: END,
  });
});

test('bytes become hexadecimal and sets arrays', () => {
  const [first] = STEPS as [TraceStep];
  const bytes = Buffer.from([0, 171]);
  const notices = [Uint8Array.of(0, 171), new Set([1, 2]), { bytes }];
  const [step] = parseTrace(textOf(HEADER, { ...first, notices }, END)).steps;
  expect(step?.notices).toEqual(['00ab', [1, 2], { bytes: '00ab' }]);
});

test('a line is a line, whatever texts hold', () => {
  const [first] = STEPS as [TraceStep];
  const notices = ['\n', '\r', '\u2028', '"', '\\', '\x1b', '\ud800'];
  const text = textOf(HEADER, { ...first, notices }, END);
  expect(text.split('\n')).toHaveLength(4);
  expect(parseTrace(text).steps[0]?.notices).toEqual(notices);
});

test('a process that was killed leaves a trace without an end', () => {
  const header = { ...HEADER, source: 'client' } as const;
  expect(parseTrace(textOf(header, ...STEPS))).toEqual({ header, steps: STEPS, end: null });
});

test('what may be missing is read where it is there', () => {
  const rows = [{ name: 'ann', ip: '::1', port: 1, online: false }];
  const steps = [
    { ...first, cause: { kind: 'start', address: '::1 1' } },
    { ...first, step: 2, cause: { ...ARRIVAL, checksum: 4_294_967_295 } },
    { ...first, step: 3, table: { version: 3, rows, gone: ['bob'], reset: true } },
    { ...first, step: 4, machines: [{ ...first.machines[0], status: 'stopped' }] },
    { ...second, step: 5, sent: [{ ...second.sent[0], checksum: 0 }] },
  ] as unknown as TraceStep[];
  expect(parseTrace(textOf(HEADER, ...steps, END)).steps).toEqual(steps);
});

const ARRIVAL = { kind: 'datagram', datagram: 0, from: '::1 1' };
const [first, second] = STEPS as [TraceStep, TraceStep];
const end = formatLine(END);
const header = formatLine(HEADER);

test.each([
  ['', 'this is not a statechat trace'],
  ['\n', 'this is not a statechat trace'],
  ['hello\n', 'this is not a statechat trace'],
  ['\x7fELF\0\0\n', 'this is not a statechat trace'],
  ['{}\n', 'this is not a statechat trace'],
  ['null\n', 'this is not a statechat trace'],
  ['[]\n', 'this is not a statechat trace'],
  ['{"trace":"otherchat","version":1}\n', 'this is not a statechat trace'],
  ['{"trace":"statechat","version":2}\n', 'this trace has version 2; this program reads 1'],
  ['{"trace":"statechat","version":"1"}\n', 'this trace has version 1; this program reads 1'],
  ['{"trace":"statechat"}\n', 'this trace has version undefined; this program reads 1'],
  [`${header}`, 'the trace is cut off in the middle of a line'],
  [`${header}\n`, 'the trace is cut off after step 0'],
  [textOf(HEADER, first), 'the trace is cut off after step 1'],
  [`${header}\n${end}`, 'the trace is cut off in the middle of a line'],
  [`${header}\nhello\n${end}\n`, 'line 2 is not JSON'],
  [`${header}\n\n${end}\n`, 'line 2 is not JSON'],
  [`${header}\nnull\n${end}\n`, 'line 2 is neither a step nor the end of a trace'],
  [`${header}\n{}\n${end}\n`, 'line 2 is neither a step nor the end of a trace'],
  [`${header}\n${header}\n${end}\n`, 'line 2 is neither a step nor the end of a trace'],
  [`${header}\n{"end":true,"steps":0}\n`, 'line 2 is neither a step nor the end of a trace'],
  [`${header}\n{"end":true,"steps":0,"violation":{}}\n`, 'line 2 is neither a step nor the end'],
  [textOf(HEADER, END, second), 'line 3 comes after the end of the trace'],
  [textOf(HEADER, END, END), 'line 3 comes after the end of the trace'],
])('%j is refused', (text, problem) => {
  const error = errorOf(text);
  expect(error).toBeInstanceOf(TraceError);
  expect(error?.message).toContain(problem);
  expect(error?.message).not.toContain('\n');
});

describe('damage', () => {
  const whole = textOf(HEADER, ...STEPS, END);

  test('wherever it is cut off, it is refused', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(errorOf(whole.slice(0, length)), `${length}`).toBeInstanceOf(TraceError);
    }
  });

  test('a field with another type is refused', () => {
    const fields = ['step', 'atMs', 'node', 'cause', 'machines', 'notices', 'sent'];
    for (const field of fields) {
      for (const value of [null, true, {}]) {
        const damaged = { ...first, [field]: value } as TraceStep;
        expect(errorOf(textOf(HEADER, damaged, END)), field).toBeInstanceOf(TraceError);
      }
    }
  });

  const optional: [string, (value: unknown) => unknown][] = [
    ['table', (table) => ({ ...first, table })],
    ['rows', (rows) => ({ ...first, table: { version: 1, rows } })],
    ['row', (row) => ({ ...first, table: { version: 1, rows: [row] } })],
    ['gone', (gone) => ({ ...first, table: { version: 1, rows: [], gone } })],
    ['version', (version) => ({ ...first, table: { version, rows: [] } })],
    ['address', (address) => ({ ...first, cause: { kind: 'start', address } })],
    ['checksum that arrives', (checksum) => ({ ...first, cause: { ...ARRIVAL, checksum } })],
    ['checksum', (checksum) => ({ ...second, sent: [{ ...second.sent[0], checksum }] })],
    ['status', (status) => ({ ...first, machines: [{ ...first.machines[0], status }] })],
  ];
  test.each(optional)('a field that may be missing, with another type, is refused: %s', (_, of) => {
    for (const value of [null, true, {}, [{}]]) {
      const text = textOf(HEADER, of(value) as TraceStep, END);
      expect(errorOf(text), JSON.stringify(value)).toBeInstanceOf(TraceError);
    }
  });

  test('any change gives a trace or a clear refusal', () => {
    const place = fc.nat(whole.length - 1);
    check(
      fc.property(place, fc.nat(20), fc.string({ unit: 'binary', maxLength: 20 }), (at, n, by) => {
        const error = errorOf(whole.slice(0, at) + by + whole.slice(at + n));
        if (error !== null) expect(error).toBeInstanceOf(TraceError);
      }),
      { numRuns: 2_000 },
    );
  });
});

function errorOf(text: string): Error | null {
  try {
    parseTrace(text);
    return null;
  } catch (error) {
    return error as Error;
  }
}
