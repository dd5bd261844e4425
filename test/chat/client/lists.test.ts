import { beforeEach, describe, expect, test } from 'vitest';
import { Lists } from '../../../src/chat/client/lists.ts';
import { MAX_NAMES } from '../../../src/chat/limits.ts';
import type { ListAnswer, ListRequest } from '../../../src/chat/wire/packets.ts';

let asked: ListRequest[];
let lists: Lists;
beforeEach(() => {
  asked = [];
  lists = new Lists((request) => asked.push(request));
});

function page(next: number, ...names: string[]): ListAnswer {
  return { kind: 'GROUPS', re: 1, next, names };
}

const first: ListRequest = { kind: 'LIST_GROUPS', from: 0 };
const second: ListRequest = { kind: 'LIST_GROUPS', from: 3 };

describe('a list', () => {
  test('of one page is whole', () => {
    expect(lists.take(page(0, 'tea'), first)).toStrictEqual(['tea']);
    expect(asked).toEqual([]);
  });

  test('of several pages is whole when the last is there; each is asked for', () => {
    expect(lists.take(page(3, 'tea', 'pie'), first)).toBeNull();
    expect(asked).toStrictEqual([second]);
    expect(lists.take(page(0, 'ale'), second)).toStrictEqual(['tea', 'pie', 'ale']);
    expect(lists.take(page(0), first)).toStrictEqual([]);
  });

  test('that was broken off is begun anew', () => {
    lists.take(page(3, 'tea', 'pie'), first);
    expect(lists.take(page(0, 'ale'), first)).toStrictEqual(['ale']);
  });

  test('is of members as well', () => {
    lists.take(
      { kind: 'MEMBERS', re: 1, next: 2, names: ['ann'] },
      { kind: 'LIST_MEMBERS', from: 0 },
    );
    expect(asked).toStrictEqual([{ kind: 'LIST_MEMBERS', from: 2 }]);
  });

  test('ends where a server would go on for ever', () => {
    lists.take(page(3, 'tea'), first);
    expect(lists.take(page(3, 'pie'), second)).toStrictEqual(['tea', 'pie']);
    const names = Array.from({ length: MAX_NAMES }, () => 'n');
    expect(lists.take(page(3, ...names), first)).toHaveLength(MAX_NAMES);
    expect(asked).toHaveLength(1);
  });
});
