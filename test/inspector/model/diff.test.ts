import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DiffRow } from '../../../src/inspector/model/diff.ts';
import { diff } from '../../../src/inspector/model/diff.ts';

function told(rows: readonly DiffRow[]): string[] {
  return rows.map(({ path, kind, before, after }) => {
    if (kind === 'same') return `= ${path}`;
    if (kind === 'added') return `+ ${path} ${JSON.stringify(after)}`;
    if (kind === 'removed') return `- ${path} ${JSON.stringify(before)}`;
    return `~ ${path} ${JSON.stringify(before)} ${JSON.stringify(after)}`;
  });
}

describe('the difference of two contexts', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['nothing', { a: 1, b: [2] }, { a: 1, b: [2] }, ['= context']],
    ['fields', { a: 1, b: 2, c: 3 }, { a: 1, c: 4, d: 5 }, ['= a', '- b 2', '~ c 3 4', '+ d 5']],
    [
      'depths',
      { a: { b: { c: 1 }, d: 2 } },
      { a: { b: { c: 2 }, d: 2 } },
      ['~ a.b.c 1 2', '= a.d'],
    ],
    ['its beginning', null, { a: 1, b: {} }, ['+ a 1', '+ b {}']],
    ['one that is empty', null, {}, []],
    ['undefined', { a: undefined }, { b: undefined }, ['- a undefined', '+ b undefined']],
    ['no context', null, null, ['~ context undefined null']],
    ['no context still', undefined, undefined, ['= context']],
    ['its end', { a: 1 }, null, ['~ context {"a":1} null']],
    [
      'other types',
      { a: [1], b: null, c: '1' },
      { a: { 0: 1 }, b: {}, c: 1 },
      ['~ a [1] {"0":1}', '~ b null {}', '~ c "1" 1'],
    ],
    [
      'strange names',
      { 'a b': 1, 0: 1, ä: 1 },
      { 'a b': 2, 0: 2, ä: 2 },
      ['~ ["0"] 1 2', '~ ["a b"] 1 2', '~ ä 1 2'],
    ],
    ['strange names inside', { a: { 'x.y': 1 } }, { a: { 'x.y': 2 } }, ['~ a["x.y"] 1 2']],
  ])('%s', (_, before, after, rows) => {
    expect(told(diff(before, after))).toEqual(rows);
  });

  test.each<[string, unknown[], unknown[], string[]]>([
    ['something taken out', [1, 2, 3, 4], [1, 3, 4], ['= l[0…0]', '- l[1] 2', '= l[1…2]']],
    ['something put in', [1, 3], [1, 2, 3], ['= l[0…0]', '+ l[1] 2', '= l[2…2]']],
    ['something at the end', [1], [1, 2], ['= l[0…0]', '+ l[1] 2']],
    ['something replaced', [1, 2, 3], [1, 9, 3], ['= l[0…0]', '~ l[1] 2 9', '= l[2…2]']],
    ['a field of an item', [{ a: 1, b: 2 }], [{ a: 1, b: 3 }], ['= l[0].a', '~ l[0].b 2 3']],
    ['twins', [1, 1], [1, 1, 1], ['= l[0…1]', '+ l[2] 1']],
    ['everything', [1, 2], [], ['- l[0] 1', '- l[1] 2']],
  ])('in a list: %s', (_, before, after, rows) => {
    expect(told(diff({ l: before, x: 0 }, { l: after, x: 0 }))).toEqual([...rows, '= x']);
  });

  test('is the same for what lives and for what was written down', () => {
    const before = { bytes: Uint8Array.of(1, 255), set: new Set([1, 2]), map: new Map([['a', 1]]) };
    const after = { bytes: Uint8Array.of(1, 254), set: new Set([2]), map: new Map([['a', 2]]) };
    expect(diff(before, after)).toEqual(
      diff(
        { bytes: '01ff', set: [1, 2], map: { a: 1 } },
        { bytes: '01fe', set: [2], map: { a: 2 } },
      ),
    );
    expect(told(diff(before, { ...before, set: new Set([1, 2]) }))).toEqual(['= context']);
  });

  test('does not go into all depths', () => {
    const nested = (depth: number, leaf: unknown): unknown =>
      depth === 0 ? leaf : { in: nested(depth - 1, leaf) };
    expect(told(diff(nested(9, 1), nested(9, 1)))).toEqual(['= context']);
    expect(told(diff(nested(9, 1), nested(9, 2)))).toEqual([
      '~ in.in.in.in.in.in {"in":{"in":{"in":1}}} {"in":{"in":{"in":2}}}',
    ]);
    const [deep, other] = [nested(5_000, 1), nested(5_000, 1)];
    expect(diff(deep, other)).toHaveLength(1);
  });

  test('says how much it leaves out', () => {
    const wide = (value: number, size: number) =>
      Object.fromEntries(Array.from({ length: size }, (_, i) => [`k${i}`, value]));
    const rows = diff(
      { ...wide(1, 500), ...{ s: wide(0, 150), t: 1 } },
      { ...wide(2, 500), s: { ...wide(0, 150), z: 1 }, t: 1 },
    );
    expect(rows.slice(-2)).toEqual([
      {
        path: '… (changed)',
        kind: 'changed',
        before: '101 more changes',
        after: '101 more changes',
      },
      { path: '… (same)', kind: 'same', before: '51 more', after: '51 more' },
    ]);
    expect(rows).toHaveLength(400 + 100 + 2);
  });

  test('ends, however much there is, and however it hangs together', () => {
    const circle: { self: unknown } = { self: null };
    circle.self = circle;
    expect(diff(circle, { self: circle })).toHaveLength(1);
    const woven = () => {
      let both: unknown = 1;
      for (let i = 0; i < 40; i++) both = { left: both, right: both };
      return both;
    };
    expect(diff(woven(), woven()).length).toBeGreaterThan(0);
    const long = (seed: number) => Array.from({ length: 200_000 }, (_, i) => ({ i, seed }));
    expect(diff({ l: long(1) }, { l: long(2) }).length).toBeLessThan(600);
  });
});

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.nat(2),
    fc.constantFrom('', 'x', null, true),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c d', '0', '__proto__'), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

test('paths are unique, and there is no change exactly if nothing changed', () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      const rows = diff(before, after);
      const paths = rows.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      const isSame = JSON.stringify(before) === JSON.stringify(after);
      if (isSame && before !== null) expect(rows.every(({ kind }) => kind === 'same')).toBe(true);
      if (rows.every(({ kind }) => kind === 'same') && before !== null) {
        expect(after).toEqual(before);
      }
    }),
  );
});
