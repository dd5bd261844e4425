import { expect, test } from 'vitest';
import { displayWidth } from '../../../src/chat/display/displayWidth.ts';
import { clientLines } from '../../../src/chat/display/lines.ts';
import { plain } from '../../../src/chat/display/paint.ts';

const COLUMNS = 20;
const LISTINGS = [
  { name: 'alice', ip: '192.168.100.7', port: 6001, online: true },
  { name: '漢字', ip: '10.0.0.8', port: 6002, online: false },
];

test('the table has columns where there is room', () => {
  const notice = { kind: 'table', listings: LISTINGS, leftOut: 0 } as const;
  expect(clientLines(notice, null, plain, 40)).toEqual([
    '>>> [Client table:]',
    '>>> name   IP             port  online',
    '>>> alice  192.168.100.7  6001  Yes',
    '>>> 漢字   10.0.0.8       6002  No',
  ]);
});

test('the table has columns as long as they fit to the last', () => {
  const wide = { name: '漢字漢字', ip: '10.0.0.9', port: 6003, online: false };
  const notice = { kind: 'table', listings: [wide], leftOut: 0 } as const;
  const rows = ['>>> name      IP        port  online', '>>> 漢字漢字  10.0.0.9  6003  No'];
  const needed = displayWidth(rows[0] ?? '');
  expect(clientLines(notice, null, plain, needed).slice(1)).toEqual(rows);
  expect(clientLines(notice, null, plain, needed - 1)[1]).toBe('>>> 漢字漢字');
});

test('on a narrow screen the cells of the table stand below one another', () => {
  const notice = { kind: 'table', listings: LISTINGS, leftOut: 0 } as const;
  expect(clientLines(notice, null, plain, COLUMNS)).toEqual([
    ...['>>> [Client table:]', '>>> alice', '>>>   192.168.100.7', '>>>   port 6001'],
    ...['>>>   online Yes', '>>> 漢字', '>>>   10.0.0.8', '>>>   port 6002', '>>>   online No'],
  ]);
});

test.each([null, 'tea'])('on a narrow screen no line of help is longer, in group %j', (group) => {
  const lines = clientLines({ kind: 'help' }, group, plain, COLUMNS);
  for (const line of lines) {
    // A word that is too long for a line is not cut.
    const text = line.replace(/^>>> (?:\(tea\) )?/, '').trim();
    expect(displayWidth(line) <= COLUMNS || !text.includes(' '), line).toBe(true);
  }
  const words = (texts: readonly string[]) =>
    texts.flatMap((line) => line.replace(/^>>> (?:\(tea\) )?/, '').split(' ')).filter(Boolean);
  expect(words(lines)).toEqual(words(clientLines({ kind: 'help' }, group)));
});
