import { describe, expect, it } from 'vitest';
import {
  fileNameOf,
  formatCount,
  formatCountOf,
  formatDuration,
  formatSpeed,
  formatTime,
} from '../../../src/inspector/page/widgets/format.ts';

describe('numbers and times on the page', () => {
  it.each([
    [0, '0.000 s'],
    [5.04, '0.005 s'],
    [12_345.4, '12.345 s'],
    [59_999.4, '59.999 s'],
    [59_999.5, '1:00.000'],
    [187_250, '3:07.250'],
    [7_261_001, '121:01.001'],
  ])('%d ms is %s', (atMs, text) => {
    expect(formatTime(atMs)).toBe(text);
  });

  it.each([
    [0, '0 ms'],
    [0.34, '0.3 ms'],
    [9.96, '10 ms'],
    [12.4, '12 ms'],
    [999, '999 ms'],
    [1_000, '1 s'],
    [2_540, '2.5 s'],
    [60_000, '1 min'],
    [150_000, '2.5 min'],
  ])('what takes %d ms takes %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('counts', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(formatCountOf(1, 'step')).toBe('1 step');
    expect(formatCountOf(0, 'step')).toBe('0 steps');
    expect(formatCountOf(1_000, 'step')).toBe('1,000 steps');
    expect(formatSpeed(0.05)).toBe('0.05×');
  });

  it.each([
    ['lab-7.trace.jsonl', 'lab-7'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a lost ack', 'a-lost-ack'],
    ['grüße 日本', 'grüße-日本'],
    ['\u202e<b>', 'b'],
    ['///', 'story'],
    ['', 'story'],
    ['x'.repeat(300), 'x'.repeat(60)],
  ])('a file of %j is called %s', (title, name) => {
    expect(fileNameOf(title)).toBe(name);
  });
});
