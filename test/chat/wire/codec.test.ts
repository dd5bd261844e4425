import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { MAX_TEXT_BYTES } from '../../../src/chat/limits.ts';
import {
  codeOf,
  decodeControl,
  decodeMessage,
  encodeBody,
  entryBytes,
  isReset,
  isStreamCode,
  wantsAnswer,
} from '../../../src/chat/wire/codec.ts';
import { textBytes } from '../../../src/chat/wire/fields.ts';
import type { Packet } from '../../../src/chat/wire/packets.ts';
import { check } from '../../support/property.ts';
import { frameOf, KINDS, packet, packetsByKind, tableEntry, text } from '../support/packets.ts';
import { fromHex, toHex } from '../support/vectors.ts';

const HEADER = { session: 1, number: 1, tableVersion: 0 };

function decodeBody(code: number, body: Uint8Array): Packet | null {
  return isStreamCode(code) ? decodeMessage(code, body) : decodeControl(code, body);
}

function privateBody(textHex: string): Uint8Array {
  return fromHex(`81${textHex}`);
}

describe('round trip', () => {
  test.each(KINDS)('%s', (kind) => {
    check(
      fc.property(packetsByKind[kind] as fc.Arbitrary<Packet>, (sent) => {
        expect(decodeBody(codeOf(kind), encodeBody(sent))).toStrictEqual(sent);
      }),
      { numRuns: 100 },
    );
  });
});

test('a body says nothing under the number of the other sort of kind', () => {
  check(
    fc.property(packet, (sent) => {
      const code = codeOf(sent.kind);
      const wrongReader = isStreamCode(code) ? decodeControl : decodeMessage;
      expect(wrongReader(code, encodeBody(sent))).toBeNull();
    }),
  );
});

test('an unknown number is no packet', () => {
  const known = new Set(KINDS.map(codeOf));
  for (let code = 0; code < 128; code++) {
    if (known.has(code)) continue;
    expect(isStreamCode(code)).toBe(false);
    for (const body of ['80', '8100', '816161']) {
      expect(decodeControl(code, fromHex(body))).toBeNull();
      expect(decodeMessage(code, fromHex(body))).toBeNull();
    }
  }
});

test('what is accepted has no other encoding', () => {
  check(
    fc.property(packet, fc.nat(), fc.integer({ min: 1, max: 255 }), (sent, place, change) => {
      const body = encodeBody(sent);
      const at = place % body.length;
      body[at] = (body[at] as number) ^ change;
      const read = decodeBody(codeOf(sent.kind), body);
      if (read !== null) expect(toHex(encodeBody(read))).toBe(toHex(body));
    }),
    // A float in the place of an integer of the same length.
    { numRuns: 3_000, examples: [[{ kind: 'REQUEST_TABLE', since: 0x6401 }, 1, 0x19 ^ 0xf9]] },
  );
});

describe('text', () => {
  test('every text arrives as it was sent', () => {
    check(
      fc.property(text, (sent) => {
        const read = decodeMessage(codeOf('PRIVATE'), encodeBody({ kind: 'PRIVATE', text: sent }));
        expect(read).toStrictEqual({ kind: 'PRIVATE', text: sent });
      }),
    );
  });

  // Regression: the decoder took a leading U+FEFF for a byte order mark and dropped it, so that a
  // text that was nothing else was acked and never shown.
  test.each(['\ufeff', '\ufeffhello', '\ufeff\ufeff', '\ufeffé'.repeat(40)])(
    'U+FEFF at the beginning is a character: %j',
    (sent) => {
      const body = encodeBody({ kind: 'PRIVATE', text: sent });
      expect(decodeMessage(codeOf('PRIVATE'), body)).toStrictEqual({ kind: 'PRIVATE', text: sent });
    },
  );

  // Regression: the same left a name that is none as one that is.
  test('U+FEFF does not hide in a name', () => {
    expect(decodeMessage(codeOf('CREATE_GROUP'), fromHex('8168efbbbf616c696365'))).toBeNull();
  });

  test('a real U+FFFD survives, in every kind that carries text', () => {
    const sent: Packet[] = [
      { kind: 'PRIVATE', text: '\ufffd' },
      { kind: 'SEND_GROUP', text: `a\ufffdb${'\ufffd'.repeat(100)}` },
      { kind: 'GROUP_MESSAGE', group: 'g', from: 'f', text: '\ufffd\ufffd' },
    ];
    for (const packet of sent) {
      expect(decodeBody(codeOf(packet.kind), encodeBody(packet))).toStrictEqual(packet);
    }
  });

  test.each([
    ['a byte that begins nothing', '62ff61'],
    ['a continuation alone', '6180'],
    ['a character cut at the end', '62e282'],
    ['an overlong blank', '62c0a0'],
    ['a surrogate', '63eda080'],
    ['beyond U+10FFFF', '64f4908080'],
    ['beside a real U+FFFD', '64efbfbdff'],
    ['in a long text', `7828${'61'.repeat(39)}ff`],
    ['instead of a real U+FFFD, of the same length', '63ffffff'],
  ])('invalid UTF-8 is refused: %s', (_, hex) => {
    expect(decodeMessage(codeOf('PRIVATE'), privateBody(hex))).toBeNull();
  });

  test('any bytes are text if and only if they are UTF-8', () => {
    const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const some = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      fc.array(fc.constantFrom(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xef, 0xbb, 0xbf, 0xbd), {
        minLength: 1,
        maxLength: 20,
      }),
    );
    check(
      fc.property(some, (bytes) => {
        const read = decodeMessage(
          codeOf('PRIVATE'),
          Uint8Array.from([0x81, 0x60 + bytes.length, ...bytes]),
        );
        let expected: string | null;
        try {
          expected = utf8.decode(Uint8Array.from(bytes));
        } catch {
          expected = null;
        }
        expect(read).toStrictEqual(expected === null ? null : { kind: 'PRIVATE', text: expected });
      }),
      { numRuns: 2_000, examples: [[Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)]] },
    );
  });

  test.each(['x', '€', '👋'])('the limit counts bytes: %s', (character) => {
    const bytes = textBytes(character);
    const fitting = character.repeat(Math.floor(MAX_TEXT_BYTES / bytes));
    for (const kind of ['PRIVATE', 'SEND_GROUP'] as const) {
      const read = (sent: string) => decodeMessage(codeOf(kind), encodeBody({ kind, text: sent }));
      expect(read(fitting)).toStrictEqual({ kind, text: fitting });
      expect(read(fitting + character)).toBeNull();
    }
  });
});

describe('numbers', () => {
  const readSince = (hex: string) => decodeControl(codeOf('REQUEST_TABLE'), fromHex(hex));

  // Regression: 1.0, in three lengths, was taken for 1, and -0.0 for 0.
  test.each(['81f93c00', '81fa3f800000', '81fb3ff0000000000000', '81f98000'])(
    'a float is no integer: %s',
    (hex) => expect(readSince(hex)).toBeNull(),
  );

  // Regression: an ACK with half a range was taken.
  test('a range of an ACK has two ends', () => {
    expect(decodeControl(codeOf('ACK'), fromHex('850118ff01000a'))).toBeNull();
    expect(decodeControl(codeOf('ACK'), fromHex('860118ff01000a14'))).not.toBeNull();
  });

  test.each([0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1])('%d has one encoding', (since) => {
    const body = encodeBody({ kind: 'REQUEST_TABLE', since });
    expect(readSince(toHex(body))).toStrictEqual({ kind: 'REQUEST_TABLE', since });
    const lengths = ['18', '19', '1a', '1b'].map((head, i) => {
      const digits = 2 ** (i + 1);
      return `81${head}${since.toString(16).padStart(digits, '0').slice(-digits)}`;
    });
    for (const hex of lengths.filter((hex) => hex !== toHex(body))) {
      const read = readSince(hex);
      // A shorter one is another number's only encoding, or nobody's.
      if (read?.kind === 'REQUEST_TABLE') expect(toHex(encodeBody(read))).toBe(hex);
    }
  });
});

test('a body is refused however deep it is nested', () => {
  for (let depth = 100; depth < 1_000_000; depth = Math.ceil(depth * 1.02)) {
    const body = new Uint8Array(depth + 1).fill(0x81);
    body[depth] = 0x80;
    expect(decodeMessage(codeOf('PRIVATE'), body)).toBeNull();
    expect(decodeControl(codeOf('REQUEST_TABLE'), body)).toBeNull();
  }
});

// Regression: at some depths the decoder's stack suffices and that of the check behind it does not,
// which depends on what the compiler made of both. The RangeError escaped and ended the process.
test('a check that runs out of stack throws nothing past the boundary', () => {
  const some = vi.spyOn(Array.prototype, 'some').mockImplementation(() => {
    throw new RangeError('Maximum call stack size exceeded');
  });
  try {
    expect(decodeMessage(codeOf('PRIVATE'), fromHex('8180'))).toBeNull();
  } finally {
    some.mockRestore();
  }
});

test('an array that claims to be huge costs nothing', () => {
  for (const head of ['9affffffff', '9b001fffffffffffff', '7affffffff', '5affffffff']) {
    for (const kind of KINDS) expect(decodeBody(codeOf(kind), fromHex(head))).toBeNull();
  }
});

test('a table entry takes as many bytes of a page as it says', () => {
  check(
    fc.property(fc.array(tableEntry, { maxLength: 7 }), (entries) => {
      const page = { kind: 'UPDATED_TABLE', from: 0, to: 0, latest: 0 } as const;
      const alone = encodeBody({ ...page, entries: [] }).length;
      const sum = entries.reduce((bytes, entry) => bytes + entryBytes(entry), 0);
      expect(encodeBody({ ...page, entries }).length).toBe(alone + sum);
    }),
  );
});

test('an answer is due to messages, KEEPALIVE and REQUEST_TABLE, to nothing else', () => {
  for (const kind of KINDS) {
    check(
      fc.property(packetsByKind[kind] as fc.Arbitrary<Packet>, (sent) => {
        const code = codeOf(kind);
        const isAsking = isStreamCode(code) || kind === 'KEEPALIVE' || kind === 'REQUEST_TABLE';
        expect(wantsAnswer({ header: HEADER, frames: [frameOf(sent, 1)] })).toBe(isAsking);
        expect(isReset({ header: HEADER, frames: [frameOf(sent, 1)] })).toBe(kind === 'RESET');
      }),
      { numRuns: 5 },
    );
  }
});
