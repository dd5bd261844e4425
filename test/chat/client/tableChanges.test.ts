import { expect, test } from 'vitest';
import { TableChanges } from '../../../src/chat/client/tableChanges.ts';
import { entry } from '../support/tableEntry.ts';

const online = (name: string) => entry(name);
const offline = (name: string) => entry(name, { status: 'offline' });
const roster = (...names: string[]) => ({ names, count: names.length });

/** After the first table, in which ann is alone. */
function changes(): TableChanges {
  const after = new TableChanges();
  after.changed(undefined, online('ann'));
  after.take('ann');
  return after;
}

test('the first table says who is there, the user left aside', () => {
  const first = new TableChanges();
  for (const row of [online('ann'), online('bob'), offline('cem')]) first.changed(undefined, row);
  const news = { isFirst: true, came: roster('bob'), left: roster() };
  expect(first.take('ann')).toEqual(news);
  expect(first.take('ann')).toBeNull();
  first.changed(undefined, online('dan'));
  first.changed(online('bob'), offline('bob'));
  first.restart();
  expect(first.take('ann')).toBeNull();
  first.changed(undefined, online('bob'));
  expect(first.take('ann')).toEqual(news);
});

test('then it says who came and who left', () => {
  const later = changes();
  later.changed(undefined, online('bob'));
  later.changed(online('cem'), offline('cem'));
  later.changed(online('dan'), { ...offline('dan'), status: 'forgotten' });
  expect(later.take('ann')).toEqual({
    isFirst: false,
    came: roster('bob'),
    left: roster('cem', 'dan'),
  });
});

test('another address, and coming and going in one moment, is nobody coming or going', () => {
  const later = changes();
  later.changed(online('bob'), entry('bob', { port: 9_000 }));
  later.changed(online('cem'), offline('cem'));
  later.changed(offline('cem'), online('cem'));
  later.changed(undefined, online('dan'));
  later.changed(online('dan'), offline('dan'));
  expect(later.take('ann')).toEqual({ isFirst: false, came: roster(), left: roster() });
});

test('a crowd is counted, however large', () => {
  const later = changes();
  for (let i = 0; i < 10_000; i++) later.changed(undefined, online(`n${i}`));
  expect(later.take('n3')).toEqual({
    isFirst: false,
    came: { names: ['n0', 'n1', 'n2', 'n4', 'n5'], count: 9_999 },
    left: roster(),
  });
});
