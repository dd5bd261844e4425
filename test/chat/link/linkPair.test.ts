import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_DATAGRAM_BYTES } from '../../../src/chat/limits.ts';
import { Link } from '../../../src/chat/link/link.ts';
import type { Span } from '../../../src/chat/link/outbox.ts';
import { codeOf } from '../../../src/chat/wire/codec.ts';
import type { Datagram } from '../../../src/chat/wire/datagram.ts';
import { decodeDatagram } from '../../../src/chat/wire/datagram.ts';
import { check } from '../../support/property.ts';

const CODE = codeOf('PRIVATE');
/** A text of 16 KiB in its CBOR. */
const MAX_MESSAGE_BYTES = 16_384 + 5;

type Decision = 'deliver' | 'drop' | 'duplicate' | 'delay';

/** Bytes as something that is quickly compared. */
function textOf(body: Uint8Array): string {
  return Buffer.from(body).toString('latin1');
}

class End {
  readonly link = new Link({
    session: 7,
    nowMs: () => 0,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    onDue: () => {},
  });
  readonly received: string[] = [];
  private readonly unsettled: Span[] = [];

  push(body: Uint8Array): void {
    this.unsettled.push(this.link.push(CODE, body));
  }

  /** What leaves when every timer for a retransmission fires in this turn. */
  turn(): Uint8Array[] {
    for (const span of this.unsettled) this.link.transmit(span);
    return this.link.flush(0);
  }

  take(bytes: Uint8Array): void {
    const { messages } = this.link.receive(decodeDatagram(bytes) as Datagram);
    this.received.push(...messages.map(({ body }) => textOf(body)));
  }
}

/** A way in one direction. It follows its orders, and when they run out it is faultless. */
class Way {
  private late: Uint8Array[] = [];
  private readonly orders: Decision[];
  private readonly to: End;

  constructor(orders: readonly Decision[], to: End) {
    this.orders = [...orders];
    this.to = to;
  }

  get isHealed(): boolean {
    return this.orders.length === 0;
  }

  carry(datagrams: readonly Uint8Array[]): void {
    const overtaken = this.late;
    this.late = [];
    for (const bytes of datagrams) {
      expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      const decision = this.orders.shift() ?? 'deliver';
      if (decision === 'delay') this.late.push(bytes);
      if (decision === 'deliver' || decision === 'duplicate') this.to.take(bytes);
      if (decision === 'duplicate') this.to.take(bytes);
    }
    for (const bytes of overtaken) this.to.take(bytes);
  }
}

const orders = fc.array(fc.constantFrom<Decision>('deliver', 'drop', 'duplicate', 'delay'), {
  maxLength: 40,
  size: 'max',
});
const size = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: MAX_MESSAGE_BYTES }) },
  { weight: 1, arbitrary: fc.constant(MAX_MESSAGE_BYTES) },
);
/** Which messages each end sends before each of the first turns. */
const talk = fc.array(fc.record({ byAnn: fc.boolean(), size, turn: fc.nat({ max: 5 }) }), {
  maxLength: 10,
  size: 'max',
});

describe('two links on a network that loses, repeats and reorders', () => {
  test('deliver every message once, whole and in order, soon after the network is healed', () => {
    check(
      fc.property(talk, orders, orders, (messages, toBob, toAnn) => {
        const [ann, bob] = [new End(), new End()];
        const ways = { toBob: new Way(toBob, bob), toAnn: new Way(toAnn, ann) };
        const sent = { byAnn: [] as string[], byBob: [] as string[] };
        let healedTurns = 0;
        for (let turn = 0; healedTurns < 4; turn++) {
          for (const [i, message] of messages.entries()) {
            if (message.turn !== turn) continue;
            const body = new Uint8Array(message.size).fill(i + 1);
            (message.byAnn ? ann : bob).push(body);
            sent[message.byAnn ? 'byAnn' : 'byBob'].push(textOf(body));
          }
          ways.toBob.carry(ann.turn());
          ways.toAnn.carry(bob.turn());
          // Probes keep both ways busy, so that all orders are carried out.
          ann.link.control({ kind: 'PROBE' });
          bob.link.control({ kind: 'PROBE' });
          if (turn >= 5 && ways.toBob.isHealed && ways.toAnn.isHealed) healedTurns++;
        }
        expect(bob.received).toEqual(sent.byAnn);
        expect(ann.received).toEqual(sent.byBob);
        expect(ann.link.unsettledFrames).toBe(0);
        expect(bob.link.unsettledFrames).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
