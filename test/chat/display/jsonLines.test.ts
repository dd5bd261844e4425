/** What programs read: every shape is in docs/json.md, word for word, and no other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  clientJson,
  jsonLine,
  leftOutJson,
  serverJson,
  serverOnlineJson,
} from '../../../src/chat/display/jsonLines.ts';
import { CLIENT_SAMPLES, SERVER_SAMPLES } from './jsonSamples.ts';

const AT = new Date(Date.UTC(2026, 10, 28, 9, 5, 3, 7));
const page = readFileSync('docs/json.md', 'utf8');

/** The lines of the code blocks of a section. */
function shownIn(section: string): string[] {
  const [, rest = ''] = page.split(`\n## ${section}\n`);
  const [text = ''] = rest.split('\n## ');
  return [...text.matchAll(/```jsonl\n([\s\S]*?)\n```/g)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
}

test('every notice of a client is documented as it is printed, and nothing else', () => {
  const group = (kind: string) => (['groupMessage', 'groupNews'].includes(kind) ? 'tea' : null);
  const lines = Object.values(CLIENT_SAMPLES)
    .flat()
    .map((notice) => clientJson(notice, group(notice.kind), AT));
  expect(shownIn('A client').sort()).toEqual([...lines, leftOutJson(12, AT)].sort());
});

test('every notice of a server is documented as it is printed, and nothing else', () => {
  const address = { ip: '0.0.0.0', port: 5000 };
  const lines = Object.values(SERVER_SAMPLES)
    .flat()
    .map((notice) => serverJson(notice, AT));
  const others = [serverOnlineJson(address, ['192.0.2.1'], AT), leftOutJson(12, AT)];
  expect(shownIn('A server').sort()).toEqual([...lines, ...others].sort());
});

test('what could deceive a terminal is escaped, and is the same text', () => {
  const text = 'a\x1b[2J\x9b\u202e\u2028\u{e0001}\ud800"👩‍👧漢';
  const line = jsonLine(AT, 'x', { text });
  expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u202e\u2028\u{e0001}]/u);
  expect(line).toContain('👩‍👧漢');
  expect(JSON.parse(line)).toEqual({ at: '2026-11-28T09:05:03.007Z', kind: 'x', text });
});
