/** docs/protocol.cddl follows from the schema, and the page says the same; `vitest -u` writes it. */
import { readFileSync } from 'node:fs';
import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeControl, encodeBody } from '../../../src/chat/wire/codec.ts';
import { CDDL_RULES } from '../../../src/chat/wire/fieldTypes.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import type { Kind } from '../../../src/chat/wire/schema.ts';
import { SCHEMA } from '../../../src/chat/wire/schema.ts';

const DOCS = new URL('../../../docs/', import.meta.url);
const KINDS = Object.keys(SCHEMA) as Kind[];
const page = readFileSync(new URL('protocol.md', DOCS), 'utf8');

test('docs/protocol.cddl is what the schema says', async () => {
  const head =
    '; The bodies of all kinds of packets of docs/protocol.md, after the schema of the code.';
  const text = [head, CDDL_RULES, ...KINDS.map(ruleOf)].join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot(new URL('protocol.cddl', DOCS).pathname);
});

describe('the page says the same', () => {
  const blocks = [...page.matchAll(/^```cddl\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
  const rules = rulesIn(blocks.join('\n'));

  test.each(KINDS)('of %s', (kind) => {
    const [[rule, body] = []] = [...rulesIn(ruleOf(kind))];
    expect(rules.get(rule ?? '')).toBe(body);
    const [, code, way] =
      new RegExp(`^### (\\d+) ${kind}$[\\s\\S]*?^(\\S+ → \\S+)`, 'm').exec(page) ?? [];
    expect(Number(code)).toBe(SCHEMA[kind].code);
    const said = { 'A → A': 'Anyone → whoever' } as Record<string, string>;
    const { way: wanted } = SCHEMA[kind];
    expect(way?.replace(/[,.:;]$/, '')).toBe(
      kind === 'VERSIONS' ? 'S → whoever' : (said[wanted] ?? wanted),
    );
  });

  test('of what the fields are made of', () => {
    for (const [rule, body] of rulesIn(CDDL_RULES)) expect(rules.get(rule), rule).toBe(body);
  });
});

test('a number is given once, and in the range of its kind', () => {
  const codes = KINDS.map((kind) => SCHEMA[kind].code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const kind of KINDS) {
    const { code, way } = SCHEMA[kind];
    const isOfClients = way.startsWith('C');
    if (code >= 32) expect([kind, code < 64]).toEqual([kind, isOfClients]);
    expect(code < 24 || (code >= 32 && code < 120), kind).toBe(true);
  }
});

test('what goes by hand is what the schema says', () => {
  const uint = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(2 ** 32 - 1, 2 ** 32));
  const item = fc.oneof({ arbitrary: uint, weight: 30 }, fc.string({ maxLength: 2 }));
  const { code, fields } = SCHEMA.ACK;
  fc.assert(
    fc.property(fc.array(item, { maxLength: 9 }), (items) => {
      const head = Object.entries(fields).map(([name, field], i) => [name, field.read(items, i)]);
      const isGood = head.every(([, value]) => value !== undefined);
      const wanted = isGood ? { kind: 'ACK', ...Object.fromEntries(head) } : null;
      const body = encode(items);
      expect(decodeControl(code, body)).toEqual(wanted);
      if (wanted) expect(encodeBody(wanted as Packet)).toEqual(body);
    }),
    {
      numRuns: 3_000,
      examples: [[[1, 257, 1, 0, 5, 9, 2, 2]], [[1, 257, 1, 0]], [[1, 257, 1, 0, 5]]],
    },
  );
});

function ruleOf(kind: Kind): string {
  const { code, way, fields } = SCHEMA[kind];
  const entries = Object.entries(fields).flatMap(([name, field]) => field.cddl(name));
  const rule = kind.toLowerCase().replaceAll('_', '-');
  return `; ${code} ${kind}, ${way}\n${rule} = [ ${entries.join(', ')} ]`;
}

/** The rules by name, without comments, and with one blank where there are several. */
function rulesIn(source: string): Map<string, string> {
  const bare = source.replaceAll(/;.*$/gm, '').replaceAll(/\s+/g, ' ').trim();
  const starts = [...bare.matchAll(/(?:^| )([a-z][\w-]*) = /g)];
  return new Map(
    starts.map((match, i) => {
      const from = match.index + match[0].length;
      const rule = bare.slice(from, starts[i + 1]?.index).trim();
      return [match[1] as string, rule.replaceAll(/,? \]/g, ' ]').replaceAll(/\[ ?\]/g, '[]')];
    }),
  );
}
