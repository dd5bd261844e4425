import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safe, safeText } from '../../../src/chat/display/safeText.ts';

/** Listed by hand, so that the test does not repeat the pattern that it tests. */
const HARMFUL_RANGES = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xfffe, 0xffff],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe00ff],
] as const;

const harmful = fc
  .constantFrom(...HARMFUL_RANGES)
  .chain(([first, last]) => fc.integer({ min: first, max: last }))
  .map((code) => String.fromCodePoint(code));

test('whatever could harm is escaped, and what stands around it is left alone', () => {
  fc.assert(
    fc.property(fc.string(), harmful, fc.string(), (before, bad, after) => {
      const code = bad.codePointAt(0)?.toString(16);
      // A blank keeps halves of a surrogate pair apart.
      expect(safeText(`${before} ${bad} ${after}`)).toBe(`${before} \\u{${code}} ${after}`);
    }),
  );
});

test('no output holds a control, a bidi control or a lone surrogate', () => {
  const anything = fc.string({ unit: fc.oneof(harmful, fc.string({ unit: 'binary' })) });
  fc.assert(
    fc.property(anything, (text) => {
      for (const character of safeText(text)) {
        const code = character.codePointAt(0) ?? 0;
        expect(HARMFUL_RANGES.some(([first, last]) => code >= first && code <= last)).toBe(false);
      }
    }),
  );
});

test('escaped text is not escaped again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(safeText(safeText(text))).toBe(safeText(text));
    }),
  );
});

test.each([
  ['ASCII', `~!@#$%^&*() "quoted" \\u{1b} a:b|c  d`],
  ['an emoji family', '👨‍👩‍👧‍👦 and ❤️ and 🏳️‍🌈 and 🇩🇪 and 1️⃣'],
  ['combining marks', 'e\u0301 a\u0323\u0308 ก็'],
  ['Arabic and Persian', 'مرحبا می‌خواهم ٣'],
  ['Hebrew', 'שָׁלוֹם'],
  ['Chinese, Japanese, Korean', '漢字 かな カナ 한글 ｆｕｌｌ'],
  ['Hindi', 'हिन्दी क्‍ष'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ\u180b'],
  ['a no-break blank', 'a\u00a0b'],
])('%s is left as it is', (_name, text) => {
  expect(safeText(text)).toBe(text);
});

test('an escape sequence is drawn, not obeyed', () => {
  expect(safeText('\x1b[2J\x07\r\n\t')).toBe('\\u{1b}[2J\\u{7}\\u{d}\\u{a}\\u{9}');
});

test('a template escapes its values and not its words', () => {
  expect(safe`\u0007 ${'\x07'} ${5}`).toBe('\u0007 \\u{7} 5');
});
