import { describe, expect, test } from 'vitest';
import { runScenario } from '../../../src/lab/scenarios/run.ts';
import { QUIET } from '../../../src/lab/scenarios/scenario.ts';
import { SERVER_ADDRESS } from '../../../src/lab/world/node.ts';
import type { SimulatedClient } from '../../../src/lab/world/simulatedClient.ts';
import { World } from '../../../src/lab/world/world.ts';

const ALICE = { ip: '10.0.0.2', port: 6_000 };
const BOB = { ip: '10.0.0.3', port: 6_000 };

/** Alice and Bob, registered, Bob in the group `g`. */
function chat(): { world: World; alice: SimulatedClient; bob: SimulatedClient } {
  const world = new World({ seed: 1, network: () => [1] });
  const alice = world.startClient('alice', ALICE);
  const bob = world.startClient('bob', BOB);
  world.advance(500);
  bob.command({ kind: 'create_group', group: 'g' });
  bob.command({ kind: 'join_group', group: 'g' });
  world.advance(500);
  return { world, alice, bob };
}

const kinds = (client: SimulatedClient) => client.notices.map(({ kind }) => kind);

describe('a process whose machine is switched off for a while', () => {
  test('loses what arrives meanwhile, and goes on with its memory', () => {
    const { world, alice, bob } = chat();
    world.suspend(BOB);
    alice.command({ kind: 'send', to: 'bob', text: 'hello' });
    world.advance(400);
    expect(bob.endpoint.buffered).toEqual([]);
    world.resume(BOB);
    expect(bob.endpoint.buffered).toEqual([]);
    world.advance(2_000);
    expect(bob.endpoint.buffered).toEqual([{ from: 'alice', text: 'hello' }]);
    expect(bob.endpoint.group).toBe('g');
    expect(kinds(alice)).toContain('received');
  });

  test('is the server: nobody has to register again', () => {
    const { world, alice, bob } = chat();
    world.suspend(SERVER_ADDRESS);
    world.advance(8_000);
    world.resume(SERVER_ADDRESS);
    world.advance(8_000);
    bob.command({ kind: 'list_members' });
    world.advance(1_000);
    expect(bob.notices.at(-1)).toEqual({ kind: 'members', group: 'g', names: ['bob'] });
    for (const client of [alice, bob]) expect(kinds(client)).not.toContain('registeredAgain');
  });

  test('keeps every promise', () => {
    const { violation } = runScenario({
      ...QUIET,
      actions: [
        { do: 'suspend', client: 1 },
        { do: 'send', client: 0, to: 1, padding: 3_000 },
        { do: 'wait', ms: 1_000 },
        { do: 'suspendServer' },
        { do: 'wait', ms: 4_000 },
        { do: 'resume', client: 1 },
        { do: 'resumeServer' },
      ],
    });
    expect(violation).toBeNull();
  });
});
