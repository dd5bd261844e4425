import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_PAGE_BYTES } from '../../../src/chat/limits.ts';
import { NameList } from '../../../src/chat/server/nameList.ts';
import { check } from '../../support/property.ts';

/** The names of all pages, while `meanwhile` happens between each two of them. */
function read(list: NameList, meanwhile: () => void = () => {}): string[] {
  const names: string[] = [];
  for (let from = 0; ; meanwhile()) {
    const page = list.pageFrom(from);
    names.push(...page.names);
    if (page.next === 0) return names;
    expect(page.next).toBeGreaterThan(from);
    from = page.next;
  }
}

const LONG = 'n'.repeat(58);

function longList(count: number): NameList {
  const list = new NameList();
  for (let i = 0; i < count; i++) list.add(LONG + String(i).padStart(6, '0'));
  return list;
}

describe('a list of names', () => {
  test('is read in the order in which they were put in', () => {
    const list = new NameList();
    for (const name of ['zoe', 'ann', 'bob']) list.add(name);
    expect(list.pageFrom(0)).toStrictEqual({ names: ['zoe', 'ann', 'bob'], next: 0 });
    list.remove('ann');
    list.remove('nobody');
    list.add('ann');
    expect(list.pageFrom(0)).toStrictEqual({ names: ['zoe', 'bob', 'ann'], next: 0 });
  });

  test('without a name is one page', () => {
    expect(new NameList().pageFrom(0)).toStrictEqual({ names: [], next: 0 });
    expect(new NameList().pageFrom(77)).toStrictEqual({ names: [], next: 0 });
  });

  test('has pages that are as full as they may be, and no fuller', () => {
    // A name of 64 bytes takes 66.
    const perPage = Math.floor(MAX_PAGE_BYTES / 66);
    const list = longList(perPage);
    expect(list.pageFrom(0)).toMatchObject({ next: 0 });
    list.add(`${LONG}last-1`);
    expect(list.pageFrom(0)).toMatchObject({ next: perPage + 1 });
    expect(list.pageFrom(perPage + 1).names).toStrictEqual([`${LONG}last-1`]);
  });

  test('shows nobody twice and misses nobody who stays, whatever changes between its pages', () => {
    check(
      fc.property(fc.array(fc.nat(999), { maxLength: 200 }), (leaving) => {
        const list = longList(1_000);
        const all = read(list);
        const gone = new Set<string>();
        let next = 0;
        const seen = read(list, () => {
          next += 60;
          for (const i of leaving.slice(next - 60, next)) {
            list.remove(all[i] as string);
            gone.add(all[i] as string);
          }
          list.add(`new${next}`);
        });
        expect(new Set(seen).size).toBe(seen.length);
        expect(all.filter((name) => !gone.has(name) && !seen.includes(name))).toEqual([]);
        expect(seen).toContain('new60');
      }),
      { numRuns: 10 },
    );
  });
});
