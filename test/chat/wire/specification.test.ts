/** docs/protocol.md says what the code does: its kinds, numbers, tables and byte counts. */
import { readFileSync } from 'node:fs';
import { decode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as timers from '../../../machines/timers.ts';
import * as limits from '../../../src/chat/limits.ts';
import { ServerEndpoint } from '../../../src/chat/server/serverEndpoint.ts';
import { codeOf, encodeBody, isStreamCode } from '../../../src/chat/wire/codec.ts';
import { encodeDatagram, MAX_BODY_BYTES } from '../../../src/chat/wire/datagram.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';
import { secretHash } from '../../../src/udp/realTime.ts';
import { parseCddl } from '../support/cddl.ts';
import { frameOf, KINDS, packetsByKind } from '../support/packets.ts';
import { join, vectors } from '../support/vectors.ts';
import { inVersion } from '../support/versions.ts';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const sections = new Map(
  [...page.matchAll(/^### (\d+) ([A-Z_]+)$([\s\S]*?)(?=^##)/gm)].map(([, code, kind, rest]) => [
    kind,
    { code: Number(code), rest },
  ]),
);

/** The cells of the table rows whose first cell is one of these. */
function rows(firstCell: RegExp): string[][] {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  const cells = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return cells.filter(([first = '']) => firstCell.test(first));
}

const grouped = (value: number) => value.toLocaleString('en-US');

describe('kinds', () => {
  test('the page has those that the code has, in order', () => {
    expect([...sections.keys()]).toStrictEqual([...KINDS].sort((a, b) => codeOf(a) - codeOf(b)));
  });

  test.each(KINDS)('%s has its number, its CDDL, and who sends it to whom', (kind) => {
    const section = sections.get(kind);
    expect(section?.code).toBe(codeOf(kind));
    const rule = kind.toLowerCase().replaceAll('_', '-');
    expect(section?.rest).toMatch(new RegExp(`^\\n\\n\`\`\`cddl\\n${rule} = \\[`));
    expect(section?.rest).toMatch(/^(C|S|Anyone) → (C|S|whoever)/m);
  });

  test.each(KINDS)('%s has one row in the table of states', (kind) => {
    const [row, ...others] = rows(new RegExp(`^${kind}$`));
    expect(others).toStrictEqual([]);
    expect(row).toHaveLength(8);
    const [, registering, , , , stranger] = row ?? [];
    if (isStreamCode(codeOf(kind))) expect([registering, stranger]).toStrictEqual(['–', 'RESET']);
  });
});

describe('CDDL', () => {
  const blocks = [...page.matchAll(/^```cddl\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const matches = parseCddl(blocks.join('\n'));
  const ruleOf = (kind: string) => kind.toLowerCase().replaceAll('_', '-');
  /** What CDDL can say: not how a name is made up, nor that an encoding is the shortest. */
  const SAYABLE = /number of fields|out of range|wrong type: (?!the float)|above|too long: [a3]/;
  const bodies = vectors.rejected.flatMap((v) => (v.stage === 'body' ? [v] : []));

  test('it says of every packet that it may be', () => {
    for (const kind of KINDS) {
      for (const sent of fc.sample(packetsByKind[kind] as fc.Arbitrary<Packet>, 40)) {
        const body = decode(encodeBody(sent));
        expect(matches(ruleOf(kind), body), JSON.stringify(sent)).toBe(true);
      }
    }
  });

  test.each(bodies)('it takes the mended $kind: $reason', ({ kind, mended }) => {
    expect(matches(ruleOf(kind), decode(join(mended)))).toBe(true);
  });

  const isSayable = ({ kind, reason }: { kind: string; reason: string }) =>
    SAYABLE.test(reason) && kind !== 'REGISTER';
  test.each(bodies.filter(isSayable))('it refuses $kind: $reason', ({ kind, parts }) => {
    expect(matches(ruleOf(kind), decode(join(parts)))).toBe(false);
  });
});

test('every time is the one in the code, and none is missing', () => {
  const constants = Object.entries(timers).filter(([, value]) => typeof value === 'number');
  for (const [name, value] of constants) {
    const said = name.endsWith('_MS') ? rows(new RegExp(`^${name}$`))[0]?.[1] : countOf(name);
    expect(said, name).toBe(String(value));
  }
  expect(rows(/^[A-Z_]+_MS$/).length).toBe(constants.filter(([n]) => n.endsWith('_MS')).length);
});

function countOf(name: string): string | undefined {
  return new RegExp(`${name} (\\d+)`).exec(page)?.[1];
}

test('the limits are those in the code', () => {
  const section = page.slice(page.indexOf('## 1 '), page.indexOf('## 2 '));
  const { MAX_DATAGRAM_BYTES, MAX_TEXT_BYTES, MAX_NAMES, MAX_GROUPS } = limits;
  for (const limit of [MAX_DATAGRAM_BYTES, MAX_BODY_BYTES, MAX_TEXT_BYTES, MAX_NAMES, MAX_GROUPS]) {
    expect(section).toContain(grouped(limit));
  }
  expect(section).toContain(
    `1 to ${limits.MAX_NAME_CHARACTERS} characters (code points) and 1 to ${limits.MAX_NAME_BYTES} bytes`,
  );
});

describe('amplification', () => {
  const noCookie = new Uint8Array(0);
  const header = { session: 1, number: 1, tableVersion: 0 };
  const shortest = frameOf({ kind: 'REGISTER', name: '', tag: 0, resume: 0, cookie: noCookie }, 0);
  const tag = 2 ** 48 - 1;
  const alice = frameOf({ kind: 'REGISTER', name: 'alice', tag, resume: 0, cookie: noCookie }, 0);
  const asking = { ...frameOf({ kind: 'KEEPALIVE' }, 0), body: new Uint8Array(0) };

  test.each([
    [/^shortest REGISTER/, shortest],
    [/^REGISTER of `alice`/, alice],
    [/^shortest datagram with a KEEPALIVE/, asking],
    [/^shortest datagram of another version/, null],
  ])('%s', (firstCell, frame) => {
    const clock = new VirtualClock();
    const server = new ServerEndpoint({
      runtime: { clock, randomIdentity: () => 1 },
      keyedHash: secretHash(),
      onDue: () => {},
      onNotice: () => {},
    });
    const datagram = frame
      ? encodeDatagram(header, [frame])
      : inVersion(3, encodeDatagram(header, []));
    let answered = 0;
    server.receive(datagram, { ip: '192.0.2.66', port: 6666 });
    server.flush((bytes) => {
      answered += bytes.length;
    });
    const [, sent, , answer, ratio] = rows(firstCell)[0] ?? [];
    expect([sent, answer]).toStrictEqual([String(datagram.length), String(answered)]);
    expect(ratio).toBe((answered / datagram.length).toFixed(2));
    expect(answered).toBeLessThanOrEqual(3 * datagram.length);
  });
});

test('the page links the standards that it builds on, and the vectors', () => {
  for (const rfc of ['8085', '9002', '2119', '8949', '8610', '9000#section-8.1']) {
    expect(page).toContain(`https://www.rfc-editor.org/rfc/rfc${rfc})`);
  }
  for (const file of ['vectors', 'behaviour']) expect(page).toContain(`(protocol-${file}.json)`);
  const anchors = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  for (const anchor of anchors) expect(headings).toContain(anchor);
});
