/** Whom the server takes, by where they come from. */
import { beforeEach, describe, expect, test } from 'vitest';
import { DEPARTED_MS, SILENCE_WINDOW_MS } from '../../../machines/timers.ts';
import { MAX_SESSIONS_PER_HOST } from '../../../src/chat/server/hosts.ts';
import { heard } from '../../../src/chat/server/registrant.ts';
import { Registry } from '../../../src/chat/server/registry.ts';
import type { ControlPacket } from '../../../src/chat/wire/packets.ts';
import { VirtualClock } from '../../../src/lab/world/virtualClock.ts';

let clock: VirtualClock;
let registry: Registry;
let identities: number;
beforeEach(() => {
  clock = new VirtualClock();
  identities = 0;
  registry = new Registry({
    runtime: { clock, randomIdentity: () => ++identities },
    onNotice: () => {},
    onLaggard: () => {},
    onDue: () => {},
  });
});

const HOST = '2001:db8::1';

function admit(name: string, ip: string, port = 5_000): ControlPacket {
  const cookie = new Uint8Array(0);
  return registry.admit({ kind: 'REGISTER', name, tag: 1, resume: 0, cookie }, { ip, port });
}

function fill(): void {
  for (let i = 0; i < MAX_SESSIONS_PER_HOST; i++) {
    // Each from another address: the second half of it is drawn at will.
    expect(admit(`n${i}`, `2001:db8::${i.toString(16)}`).kind).toBe('REGISTERED');
  }
}

/** Time passes in which all clients are heard. */
function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += SILENCE_WINDOW_MS) {
    clock.advance(Math.min(SILENCE_WINDOW_MS, ms - passed));
    for (let i = 0; i < MAX_SESSIONS_PER_HOST; i++) {
      const member = registry.named(`n${i}`);
      if (member) heard(member);
    }
  }
}

const FULL = { kind: 'REFUSED', refusal: 'hostFull' };

describe('a host with as many sessions as it may have', () => {
  beforeEach(fill);

  test('gets no more, and others are taken all the same', () => {
    expect(admit('more', HOST, 6_000)).toEqual(FULL);
    expect(admit('other', '2001:db8:0:1::1').kind).toBe('REGISTERED');
    expect(admit('other4', '192.0.2.1').kind).toBe('REGISTERED');
  });

  test('is told that it is the same client, if it is', () => {
    expect(admit('n1', HOST).kind).toBe('REGISTERED');
  });

  test('may have another when one that left has been gone for a while', () => {
    registry.named('n7')?.machine.send({ type: 'deregister' });
    pass(DEPARTED_MS - 1);
    expect(admit('more', HOST, 6_000)).toEqual(FULL);
    clock.advance(1);
    expect(admit('more', HOST, 6_000).kind).toBe('REGISTERED');
  });

  test('may have others when some were lost', () => {
    registry.named('n7')?.machine.send({ type: 'unreachable' });
    expect(admit('more', HOST, 6_000).kind).toBe('REGISTERED');
    expect(admit('yet-more', HOST, 6_001)).toEqual(FULL);
  });
});
