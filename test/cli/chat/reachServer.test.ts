/** How `statechat client` comes to the address of its server, and what it says if it does not. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { STAY_REST_MS } from '../../../machines/timers.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { HostError } from '../../../src/udp/lookUp.ts';
import { FakeWorld } from '../fakes.ts';

const STAY = ['client', 'ann', 'example.org', '--stay'];
const AWAY =
  '>>> [Server not responding]\n' +
  '>>> [The server did not respond, and is called again and again. ' +
  'What needs it waits until it is back; ctrl-C leaves.]\n';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets what is under way come to rest. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise(setImmediate);
}

/** Starts a client that stays, and waits until it has searched so often in vain. */
async function searches(world: FakeWorld, count: number) {
  const searched = vi.spyOn(world, 'lookUp');
  const status = runProgram(STAY, world);
  while (searched.mock.calls.length === 0) await settle();
  for (let i = 1; i < count; i++) {
    await settle();
    vi.advanceTimersByTime(STAY_REST_MS - 1);
    expect(searched).toHaveBeenCalledTimes(i);
    vi.advanceTimersByTime(1);
    expect(searched).toHaveBeenCalledTimes(i + 1);
  }
  await settle();
  // A promise in an object is not awaited.
  return { status };
}

test('--stay: a host that cannot be looked up is told of once, and tried on', async () => {
  const world = new FakeWorld();
  let isOffline = true;
  world.lookUp = async (host) => {
    if (isOffline) throw new HostError(host, 'EAI_AGAIN');
    return ['192.0.2.1'];
  };
  const { status } = await searches(world, 3);
  expect(world.err).toBe(
    'statechat: example.org cannot be looked up now: no name server answers\n',
  );
  expect(world.out).toBe(AWAY);
  isOffline = false;
  world.stdin.end();
  vi.advanceTimersByTime(STAY_REST_MS);
  expect(await status).toBe(0);
  expect(world.clients[0]?.options).toMatchObject({
    server: { ip: '192.0.2.1', port: 5000 },
    stays: true,
  });
  expect(world.err).toBe('');
});

test('--stay: several addresses of which none answers are asked again', async () => {
  const world = new FakeWorld();
  world.hosts.set('example.org', ['192.0.2.1', '192.0.2.2']);
  const { status } = await searches(world, 2);
  expect([world.err, world.out]).toEqual(['', AWAY]);
  world.answering = '192.0.2.2';
  world.stdin.end();
  vi.advanceTimersByTime(STAY_REST_MS);
  expect(await status).toBe(0);
  expect(world.clients[0]?.options.server).toEqual({ ip: '192.0.2.2', port: 5000 });
  expect(world.asked).toHaveLength(6);
});

test('--stay: a defect is not tried again', async () => {
  const world = new FakeWorld();
  world.lookUp = async () => {
    throw new TypeError('x is not a function');
  };
  await expect(runProgram(STAY, world)).rejects.toThrow('x is not a function');
});
