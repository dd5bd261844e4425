/** The changes of the client tables in a trace, put together, give the tables that there were. */
import { expect, test } from 'vitest';
import type { Listing } from '../../machines/vocabulary.ts';
import { SERVER_ADDRESS } from '../../src/lab/world/node.ts';
import { seededRandom } from '../../src/lab/world/random.ts';
import { World } from '../../src/lab/world/world.ts';
import { Recorder } from '../../src/trace/recorder.ts';
import type { TraceStep } from '../../src/trace/trace.ts';

/** A table put together from the changes to it. */
class Copy {
  version = 0;
  readonly rows = new Map<string, Listing>();

  apply({ table }: TraceStep): void {
    if (table === undefined) return;
    this.version = table.version;
    if (table.reset) this.rows.clear();
    for (const name of table.gone ?? []) this.rows.delete(name);
    for (const row of table.rows) this.rows.set(row.name, row);
  }
}

const sorted = (rows: Iterable<Listing>) => [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));

test('through losses, farewells, another address and another server', () => {
  const random = seededRandom(3);
  const copies = new Map<string, Copy>();
  let last: TraceStep | null = null;
  let resets = 0;
  let changes = 0;
  const world: World = new World({
    seed: 3,
    network: () => (random() < 0.2 ? [] : [1 + random() * 20]),
    recorder: (clock) =>
      new Recorder(
        () => clock.nowMs(),
        (step) => {
          last = step;
        },
      ),
    onStep: (node) => {
      const step = last as TraceStep;
      const copy = copies.get(node) ?? new Copy();
      copies.set(node, copy);
      copy.apply(step);
      if (step.table) changes++;
      if (step.table?.reset) resets++;
      expect(sorted(copy.rows.values())).toEqual(sorted(tableOf(node)));
    },
  });
  function tableOf(node: string): Listing[] {
    if (node !== 'server') {
      return world.clients.find(({ name }) => name === node)?.endpoint.listings() ?? [];
    }
    return world.server
      .entries()
      .map(({ name, ip, port, status }) => ({ name, ip, port, online: status === 'online' }));
  }

  const clients = ['ann', 'bob', 'cat'].map((name, i) =>
    world.startClient(name, { ip: `10.0.0.${i + 2}`, port: 6_000 }),
  );
  world.advance(5_000);
  clients[0]?.leave();
  world.advance(5_000);
  world.rebind({ ip: '10.0.0.3', port: 6_000 }, { ip: '10.0.0.9', port: 7_000 });
  world.advance(30_000);
  world.kill(SERVER_ADDRESS);
  copies.delete('server');
  world.startServer();
  world.advance(60_000);

  expect(resets).toBe(2);
  expect(changes).toBeGreaterThan(10);
  const [server, bob] = [copies.get('server'), copies.get('bob')];
  expect(bob).toEqual(server);
  expect([...(server?.rows.keys() ?? [])].sort()).toEqual(['bob', 'cat']);
});
