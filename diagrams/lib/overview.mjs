/**
 * How the endpoints and the machines talk. The places are chosen by hand; what stands in the box of
 * a machine is read from the machine.
 */
import { FONT, LINE, PAD } from './measure.mjs';
import { box, document, group, line, nameText, rule, text } from './svg.mjs';
import { escapeXml, widthOf, wrap } from './text.mjs';

// What can be lit carries an id: `data-process`, `data-machine`, and `data-flow` for the arrows, as
// `client-server` between processes and `server.session.events` inside one.

/** Every machine has its place in at least one process. */
const PLACES = {
  client: {
    ackWait: 'message on its way',
    peer: 'other client that it writes with',
    congestion: 'link that carries something',
    retransmission: 'link that carries something',
    reader: 'client whose reader was behind',
    client: 'client process',
    registration: 'handshake',
    deregistration: 'way out',
    lobby: 'stay outside groups',
    membership: 'stay in a group',
    tableSync: 'session',
    keepalive: 'session',
  },
  server: {
    session: 'registered client',
    broadcast: 'group message',
    groupNews: 'group with members',
    announcer: 'server',
    flow: 'client that is owed something',
    congestion: 'link that carries something',
    retransmission: 'link that carries something',
  },
};
/** Those of a client that stand above its endpoint; its own family stands below. */
const ABOVE = 5;

const WIDTH = 1200;
const GAP = 16;
const BAR = 28;
const LEFT = 880;
const PEER_GAP = 150;
/** From the middle of a machine to its arrows. */
const ASIDE = 32;

export function drawOverview(models) {
  const byId = new Map(models.map((model) => [model.id, model]));
  const placed = new Set(Object.values(PLACES).flatMap((process) => Object.keys(process)));
  for (const id of [...placed, ...byId.keys()]) {
    if (!placed.has(id)) throw new Error(`the machine ${id} has no place in the overview`);
    if (!byId.has(id)) throw new Error(`the overview has a machine ${id}, which is not exported`);
  }
  const server = drawServer(byId);
  const clientsAt = server.height + 110;
  const client = drawClient(byId, clientsAt);
  const other = drawOther(clientsAt, client.networkHeight);
  return document({
    name: 'overview',
    title: 'How the endpoints and the machines of statechat talk',
    description:
      'A server process with the machines session, broadcast, groupNews, announcer and flow, and client ' +
      'processes with the machines client, registration, deregistration, lobby, membership, ' +
      'tableSync, keepalive, peer, reader and ackWait; both with congestion and ' +
      'retransmission for each link. Machines take events from the endpoint ' +
      'that owns them and give it effects; endpoints exchange datagrams over UDP.',
    width: WIDTH,
    height: clientsAt + client.height,
    body: [
      server.body,
      client.body,
      other,
      ...between(server.height, clientsAt, client.networkHeight),
    ].join('\n'),
  });
}

function drawServer(byId) {
  const top = 34;
  const ids = Object.keys(PLACES.server);
  const row = machineRow(PLACES.server, byId, GAP, top, WIDTH - 2 * GAP);
  const bars = top + row.height + 44;
  const height = bars + 3 * BAR + GAP;
  return {
    height,
    body: group('class="process" data-process="server"', [
      box('box odd', 0, 0, WIDTH, height, 8),
      nameText('server process', PAD, 20),
      row.body,
      ...row.centers.flatMap((x, i) =>
        exchange(`server.${ids[i]}`, x, top + row.height, bars, 'down'),
      ),
      ...bar('ServerEndpoint: sessions, groups, the client table', GAP, bars, WIDTH - 2 * GAP),
      ...bar('a link per client: messages whole, once, in order', GAP, bars + BAR, WIDTH - 2 * GAP),
      ...bar('UDP socket, or the simulated network', GAP, bars + 2 * BAR, WIDTH - 2 * GAP),
    ]),
  };
}

function drawClient(byId, y) {
  const inner = LEFT - 2 * GAP;
  const ids = Object.keys(PLACES.client);
  const [above, below] = [ids.slice(0, ABOVE), ids.slice(ABOVE)];
  const top = machineRow(pick(PLACES.client, above), byId, GAP, y + 34, inner);
  const bars = y + 34 + top.height + 44;
  const machines = bars + 2 * BAR + 44;
  const row = machineRow(pick(PLACES.client, below), byId, GAP, machines, inner);
  const user = machines + row.height + 44;
  const height = user + BAR + GAP - y;
  return {
    height,
    networkHeight: 34 + BAR,
    body: group('class="process" data-process="client"', [
      box('box odd', 0, y, LEFT, height, 8),
      nameText('client process', PAD, y + 20),
      top.body,
      ...top.centers.flatMap((x, i) =>
        exchange(`client.${above[i]}`, x, y + 34 + top.height, bars, 'down'),
      ),
      ...bar('a link to the server and to each peer, over UDP or simulated', GAP, bars, inner),
      ...bar('ClientEndpoint: queue of commands, copy of the table', GAP, bars + BAR, inner),
      ...row.centers.flatMap((x, i) =>
        exchange(`client.${below[i]}`, x, bars + 2 * BAR, machines, 'up'),
      ),
      row.body,
      arrow('client.commands', GAP + 60, user, machines + row.height, 'commands'),
      arrow('client.notices', GAP + 180, machines + row.height, user, 'notices'),
      ...bar('terminal, pipe, or a program that embeds the library', GAP, user, inner),
    ]),
  };
}

function pick(places, ids) {
  return Object.fromEntries(ids.map((id) => [id, places[id]]));
}

/** The peer has the same machines: its box says so instead of showing them again. */
function drawOther(y, networkHeight) {
  const x = LEFT + PEER_GAP;
  const width = WIDTH - x;
  const words = 'the same machines as every other client'.split(' ').map((each) => plain(each));
  const lines = wrap(words, FONT, width - 2 * PAD, 0);
  return group('class="process" data-process="peer"', [
    box('box odd', x, y, width, networkHeight + 24 + lines.length * LINE + PAD, 8),
    nameText('another client process', x + PAD, y + 20),
    ...bar('UDP socket', x + GAP, y + 34, width - 2 * GAP),
    ...lines.map(({ words }, i) => text(words, x + PAD, y + networkHeight + 26 + i * LINE)),
  ]);
}

/** What travels between the processes. */
function between(serverEnd, clientsAt, networkHeight) {
  const [from, to] = [serverEnd, clientsAt];
  const peerY = clientsAt + networkHeight - BAR / 2;
  const peer = LEFT + PEER_GAP;
  return [
    arrow('client-server', 200, to, from, 'REGISTER, requests, reports of silent peers, acks'),
    arrow('server-client', 500, from, to, 'answers, table, group messages, probes, acks'),
    arrow('peer-server', peer + 105, to, from, ''),
    arrow('server-peer', peer + 125, from, to, ''),
    flow('client-peer', [line([point(LEFT, peerY - 8), point(peer, peerY - 8)])]),
    flow('peer-client', [line([point(peer, peerY + 8), point(LEFT, peerY + 8)])]),
    ...label((LEFT + peer) / 2, peerY - 38, 'private messages, acks'),
  ];
}

function machineRow(places, byId, x, y, width) {
  const entries = Object.entries(places);
  const each = (width - (entries.length - 1) * GAP) / entries.length;
  const contents = entries.map(([id, per]) => contentOf(byId.get(id), per, each - 2 * PAD));
  const height = Math.max(...contents.map((lines) => lines.length)) * LINE + 26 + PAD;
  const boxes = entries.map(([id], i) => {
    const left = x + i * (each + GAP);
    return group(`class="machine" data-machine="${escapeXml(id)}"`, [
      box('box even', left, y, each, height, 8),
      nameText(id, left + PAD, y + 18),
      rule(left, y + 26, each),
      ...contents[i].map((words, j) =>
        text(words.words, left + PAD + words.indent, y + 31 + 12 + j * LINE),
      ),
    ]);
  });
  return {
    height,
    body: boxes.join('\n'),
    centers: entries.map((_, i) => x + i * (each + GAP) + each / 2),
  };
}

function contentOf(model, per, width) {
  const states = model.states[0].children.map(({ name }) => name);
  const rows = [
    [keyword('one per'), ...per.split(' ').map((each) => plain(each))],
    [keyword('states'), ...listed(states, 'plain')],
    [keyword('takes'), ...listed(eventsOf(model), 'event')],
  ];
  return rows.flatMap((words) => wrap(words, FONT, width, 12));
}

/** The events of a machine, with those of a family of two or more as one. */
function eventsOf(model) {
  const transitions = [
    ...model.states.flatMap((state) => state.rows.filter((row) => row.trigger)),
    ...model.arrows.flatMap((arrow) => arrow.transitions),
  ];
  const names = new Set(
    transitions
      .filter(({ trigger }) => trigger[0].kind === 'event')
      .map(({ eventType }) => eventType),
  );
  const familyOf = (name) => (name.includes('.') ? `${name.split('.')[0]}.*` : name);
  return [...new Set([...names].map(familyOf))].sort();
}

function exchange(machine, x, top, bottom, toMachine) {
  const [from, to] = toMachine === 'up' ? [top, bottom] : [bottom, top];
  return [
    arrow(`${machine}.events`, x - ASIDE, from, to, 'events'),
    arrow(`${machine}.effects`, x + ASIDE, to, from, 'effects'),
  ];
}

function arrow(name, x, from, to, what) {
  const points = [point(x, from), point(x, to)];
  return flow(name, [line(points), ...label(x, (from + to) / 2 - 11, what)]);
}

function flow(name, parts) {
  return group(`class="flow" data-flow="${escapeXml(name)}"`, parts);
}

function label(x, y, what) {
  if (what === '') return [];
  const width = widthOf(what, FONT) + 12;
  return [
    box('pill', x - width / 2, y, width, 22, 4),
    text([plain(what)], x - width / 2 + 6, y + 15),
  ];
}

function bar(what, x, y, width) {
  const start = x + (width - widthOf(what, FONT)) / 2;
  return [box('bar', x, y, width, BAR, 0), text([plain(what)], start, y + 18)];
}

function listed(names, kind) {
  return names.map((name, i) => ({ text: i < names.length - 1 ? `${name},` : name, kind }));
}

const plain = (text) => ({ text, kind: 'plain' });
const keyword = (text) => ({ text, kind: 'keyword' });
const point = (x, y) => ({ x, y });
