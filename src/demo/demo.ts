/**
 * The demo that `npm start` runs: a server and three people in one process, over real UDP, with one
 * datagram in ten dropped each way. At a terminal it is played so that it can be read, and the user
 * joins them afterwards.
 */
import type { ClientNotice } from '../../machines/vocabulary.ts';
import type { Address } from '../chat/address.ts';
import { runClient } from '../cli/chat/client.ts';
import type { Environment } from '../cli/environment.ts';
import type { Inspection } from '../inspector/inspection.ts';
import { startServer } from '../udp/server.ts';
import { Pace } from './pace.ts';
import { Player } from './player.ts';
import { Stage } from './stage.ts';

const LOSS_RATE = 0.1;
const GROUP = 'tea';
const GUEST = 'you';

interface Theatre {
  readonly stage: Stage;
  readonly pace: Pace;
  readonly server: Address;
  /** Shows everybody, if somebody wants to see it. */
  readonly inspection: Inspection | null;
}

/** Runs the demo; resolves with the exit status. */
export async function runDemo(
  environment: Environment,
  inspection: Inspection | null,
): Promise<number> {
  const { stdin, stdout } = environment;
  const isWatched = stdin.isTTY === true && stdout.isTTY === true;
  const pace = new Pace(isWatched ? environment : null);
  const stage = new Stage(environment, pace);
  const watch = inspection?.watch({ node: 'server', kind: 'server' });
  const server = await startServer({
    ...watch?.options,
    port: 0,
    host: '127.0.0.1',
    lossRate: LOSS_RATE,
    onNotice: (notice) => stage.server(notice),
  });
  const theatre = { stage, pace, server: server.address, inspection };
  try {
    const alice = await Promise.race([play(theatre), pace.left]);
    if (typeof alice === 'number') return alice;
    if (isWatched) return await receiveGuest(theatre, alice, environment);
    await alice.types({ kind: 'dereg', name: 'alice' }, 'offline');
    await alice.leaves();
    stage.narrate('That was the demo. On a terminal you would join them now.');
    return 0;
  } finally {
    pace.end();
    stage.close();
    await server.close();
    await watch?.end();
  }
}

/** The scripted part; alice is the one who stays. */
async function play(theatre: Theatre): Promise<Player> {
  const { stage, pace } = theatre;
  const section = async (text: string) => {
    await pace.turn();
    stage.narrate(text);
  };
  const types = async (player: Player, ...command: Parameters<Player['types']>) => {
    await pace.pause();
    await player.types(...command);
  };

  await section('A server and three people on real UDP; one datagram in ten is dropped each way.');
  const [alice, bob, carol] = await Promise.all([
    enter(theatre, 'alice'),
    enter(theatre, 'bob'),
    enter(theatre, 'carol'),
  ]);
  const everybody = ['alice', 'bob', 'carol'];
  await Promise.all([alice.knows(everybody), bob.knows(everybody), carol.knows(everybody)]);

  await section('Private messages go straight from one to the other, and each is acked.');
  await types(alice, { kind: 'send', to: 'bob', text: 'Hi Bob, can you hear me?' }, 'received');
  await types(bob, { kind: 'send', to: 'alice', text: 'Loud and clear, Alice!' }, 'received');

  await section('A group: the server passes each message on and gathers the acks.');
  await types(alice, { kind: 'create_group', group: GROUP }, 'groupCreated');
  await types(alice, { kind: 'join_group', group: GROUP }, 'entered');
  await types(carol, { kind: 'join_group', group: GROUP }, 'entered');
  await types(carol, { kind: 'send_group', text: 'Who brings the biscuits?' }, 'groupSent');
  await alice.sees('groupMessage');

  await section('Carol is in a group: what Bob tells her waits until she leaves it.');
  await types(bob, { kind: 'send', to: 'carol', text: 'I do, but tell nobody.' }, 'received');
  await types(carol, { kind: 'leave_group' }, 'privateMessage');
  await types(alice, { kind: 'leave_group' }, 'left');

  await section('Carol drops dead: Alice misses the ack, the server probes, and all learn it.');
  carol.dropDead();
  await types(alice, { kind: 'send', to: 'carol', text: 'More tea?' }, 'notDelivered');

  await section('Bob leaves as one should.');
  const updated = alice.expects('tableUpdated');
  await types(bob, { kind: 'dereg', name: 'bob' }, 'offline');
  await updated;
  await pace.turn();
  return alice;
}

/** The user joins as one more client, at a prompt of its own. */
async function receiveGuest(
  theatre: Theatre,
  alice: Player,
  environment: Environment,
): Promise<number> {
  const { stage, pace, server, inspection } = theatre;
  pace.end();
  stage.narrate('Now it is your turn.', ...INVITATION, '');
  stage.close();
  const [bob, carol] = await Promise.all(['bob', 'carol'].map((name) => enter(theatre, name)));
  bob?.does({ kind: 'join_group', group: GROUP });
  carol?.does({ kind: 'join_group', group: GROUP });
  const watch = inspection?.watch({ node: GUEST, kind: 'client' });
  const status = await runClient(
    { name: GUEST, server, port: 0, lossRate: LOSS_RATE, ...watch?.options },
    environment,
  );
  await watch?.end();
  await Promise.all([alice, bob, carol].map((player) => player?.leaves()));
  return status;
}

/** What to type next. */
const INVITATION = [
  `Bob and Carol are back, and you are "${GUEST}". They answer when you talk to them:`,
  '  send alice hello       to one of the three',
  `  join_group ${GROUP}         to Bob and Carol, who are in it: then send_group hello`,
  '  help                   shows everything else',
  `  dereg ${GUEST}              leaves, as ctrl-D does`,
  'Chat with friends: one of you starts a server, and each a client.',
  '  npx statechat server',
  "  npx statechat client alice <address of the server's machine>",
];

async function enter({ stage, server, inspection }: Theatre, name: string): Promise<Player> {
  const player: Player = await Player.enter({
    name,
    server,
    watch: inspection?.watch({ node: name, kind: 'client' }) ?? null,
    lossRate: LOSS_RATE,
    onTyped: (command, group) => stage.typed(name, command, group),
    onNotice: (notice, group) => {
      stage.client(name, notice, group);
      answer(notice, () => player);
    },
  });
  return player;
}

/** The players answer the guest, each in kind. */
function answer(notice: ClientNotice, player: () => Player): void {
  if (notice.kind === 'privateMessage' && notice.message.from === GUEST) {
    const text = `You said "${openingOf(notice.message.text)}". It arrived whole.`;
    player().does({ kind: 'send', to: GUEST, text });
  }
  if (notice.kind === 'groupMessage' && notice.message.from === GUEST) {
    player().does({ kind: 'send_group', text: `${player().name} heard you.` });
  }
}

/** As much of a text as is worth repeating; no character is cut in two. */
function openingOf(text: string): string {
  const characters = [...text];
  return characters.length > 200 ? `${characters.slice(0, 200).join('')}…` : text;
}
