import { describe, expect, it } from 'vitest';
import { captionsAround } from '../../../src/inspector/page/shell/playback/captions.ts';

const [first, second, third] = [
  { position: 2, text: 'first' },
  { position: 5, text: 'second' },
  { position: 9, text: 'third' },
] as const;

describe('the captions around the cursor', () => {
  it.each([
    [0, null, null, first],
    [1, null, null, first],
    [2, first, null, second],
    [4, first, null, second],
    [5, second, first, third],
    [9, third, second, null],
    [99, third, second, null],
  ])('at %i', (position, current, previous, next) => {
    expect(captionsAround([first, second, third], position)).toEqual({ current, previous, next });
  });

  it('are none where there are none', () => {
    expect(captionsAround([], 3)).toEqual({ current: null, previous: null, next: null });
  });
});
