/** What must hold when a story is over, the network has healed and everything has settled. */
import { isDeepStrictEqual } from 'node:util';
import type { ClientNotice, ServerNotice } from '../../../machines/vocabulary.ts';
import { addressKey } from '../../../src/chat/address.ts';
import type { SimulatedClient } from '../../../src/lab/world/simulatedClient.ts';
import type { Chat } from './chat.ts';

/** What the story did to the processes: what excuses a loss, and what was asked for. */
export interface Circumstances {
  readonly chat: Chat;
  /** Names that were, at some time, not there for longer than a probe lasts. */
  readonly excused: ReadonlySet<string>;
  readonly killed: ReadonlySet<SimulatedClient>;
  /** Names whose address changed: another process cannot simply take their place. */
  readonly moved: ReadonlySet<string>;
  /** Commands given to each process. */
  readonly commands: ReadonlyMap<SimulatedClient, number>;
  /** From then on the network lost nothing. */
  readonly healedMs: number;
  /** Length of the server's log when the server was restarted, each time. */
  readonly restarts: ReadonlySet<number>;
}

/** Number that every text of a story begins with: they grow with time. */
const numberOf = (text: string) => Number.parseInt(text, 10);

/** What must hold when everything has settled. Returns the promises that were broken, in words. */
export function reckoning(circumstances: Circumstances): string[] {
  const { witness } = circumstances.chat;
  return [
    ...witness.broken,
    ...privateFaults(circumstances),
    ...outcomeFaults(circumstances),
    ...lossFaults(circumstances),
    ...tableFaults(circumstances),
    ...groupFaults(circumstances),
  ];
}

function privateFaults({ chat, excused, killed }: Circumstances): string[] {
  const faults: string[] = [];
  for (const [i, { name, arrived }] of chat.witness.processes.entries()) {
    const client = chat.started[i];
    const shown = client ? chat.privateMessages(client) : [];
    const isWhole = client && killed.has(client) ? arrived.length >= shown.length : true;
    const expected = client && killed.has(client) ? arrived.slice(0, shown.length) : arrived;
    if (!isWhole || !isDeepStrictEqual(shown, expected)) {
      faults.push(`${name} was not shown what arrived, in order`);
    }
    const last = new Map<string, number>();
    for (const { from, text } of arrived) {
      if (numberOf(text) <= (last.get(from) ?? -1)) faults.push(`${name}: "${text}" out of order`);
      last.set(from, numberOf(text));
      if (!text.endsWith(`${from}>${name}`)) faults.push(`${name}: "${text}" is not from ${from}`);
    }
  }
  for (const { name: from, notices } of chat.started) {
    if (excused.has(from)) continue;
    for (const { name: to } of chat.started) {
      if (excused.has(to)) continue;
      const received = notices.filter((n) => n.kind === 'received' && n.by === to).length;
      if (received !== chat.witness.arrivals(from, to)) faults.push(`${from}>${to}: no ack`);
      if (notices.some((n) => n.kind === 'notDelivered' && n.to === to)) {
        faults.push(`${from}>${to}: not delivered although both were there`);
      }
    }
  }
  return faults;
}

const OUTCOMES = new Set<ClientNotice['kind']>([
  'received',
  'notDelivered',
  'groupCreated',
  'groupExists',
  'groups',
  'entered',
  'noSuchGroup',
  'groupSent',
  'members',
  'left',
  'invalid',
  'notDone',
]);

function outcomeFaults({ chat, killed, moved, commands, healedMs }: Circumstances): string[] {
  const faults: string[] = [];
  for (const client of chat.started) {
    const { name, notices, seen, status } = client;
    const asked = commands.get(client) ?? 0;
    const outcomes = notices.filter(({ kind }) => OUTCOMES.has(kind)).length;
    const isLive = status === null && !killed.has(client);
    if (outcomes > asked || (isLive && outcomes !== asked)) {
      faults.push(`${name}: ${asked} commands, ${outcomes} outcomes`);
    }
    const mayBeRefused = moved.has(name) && !chat.isOnly(name);
    if (chat.has(client, 'refused') && !mayBeRefused) faults.push(`${name} was refused`);
    for (const { notice, atMs } of seen) {
      if (notice.kind === 'serverNotResponding' && atMs > healedMs + 3_000) {
        faults.push(`${name} says that the server does not respond, and it does`);
      }
    }
  }
  return faults;
}

function lossFaults({ chat, excused }: Circumstances): string[] {
  const removed = chat.started.flatMap(({ name, notices }) =>
    notices.some(({ kind }) => kind === 'removed' || kind === 'registeredAgain') ? [name] : [],
  );
  const dropped = [...chat.witness.lost, ...removed].filter((name) => !excused.has(name));
  return dropped.map((name) => `${name} was held for dead and was alive`);
}

function tableFaults({ chat, killed }: Circumstances): string[] {
  const faults: string[] = [];
  const live = chat.started.filter((client) => client.status === null && !killed.has(client));
  const first = live[0] && tableOf(live[0]);
  for (const client of live) {
    const table = tableOf(client);
    if (!isDeepStrictEqual(table, first)) faults.push(`${client.name} has another table`);
    if (!chat.has(client, 'registered')) faults.push(`${client.name} never registered`);
    for (const { name, node } of live) {
      if (table.get(name) !== addressKey(node.address)) faults.push(`${name} is missing`);
    }
    for (const [name, where] of table) {
      const isLive = live.some((other) => other.name === name);
      if (where !== 'offline' && !isLive) faults.push(`${name} is not offline`);
    }
  }
  return faults;
}

/** Where the table shows each name, as the promises compare it. */
function tableOf({ endpoint }: SimulatedClient): Map<string, string> {
  const rows = endpoint.listings().sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(rows.map((row) => [row.name, row.online ? addressKey(row) : 'offline']));
}

function groupFaults({ chat, excused, restarts }: Circumstances): string[] {
  const faults: string[] = [];
  const texts = groupTextsOf(chat.world.log, restarts);
  for (const { name, notices } of chat.started) {
    const shown = notices.flatMap((n) => (n.kind === 'groupMessage' ? [n.message.text] : []));
    const due = texts.flatMap(({ text, to }) => (to.has(name) ? [text] : []));
    const places = shown.map((text) => due.indexOf(text));
    if (places.some((place, i) => place <= (places[i - 1] ?? -1))) {
      faults.push(`${name} was shown ${shown} where ${due} was due`);
    }
    if (!excused.has(name) && shown.length < due.length) {
      faults.push(`${name} missed group messages: ${shown} of ${due}`);
    }
    const said = texts.filter(({ from }) => from === name).length;
    const acked = notices.filter(({ kind }) => kind === 'groupSent').length;
    if (chat.isOnly(name) && (acked > said || (!excused.has(name) && acked < said))) {
      faults.push(`${name} said ${said} and has ${acked} acks`);
    }
  }
  return faults;
}

interface GroupText {
  readonly from: string;
  readonly text: string;
  readonly to: ReadonlySet<string>;
}

/** The group messages that the server took, in its order, with those to whom they are due. */
function groupTextsOf(
  log: readonly ServerNotice[],
  restarts: ReadonlySet<number>,
): readonly GroupText[] {
  const groups = new Map<string, string>();
  const texts: GroupText[] = [];
  for (const [i, notice] of log.entries()) {
    if (restarts.has(i)) groups.clear();
    if (notice.kind === 'joined') groups.set(notice.client, notice.group);
    if (notice.kind === 'left' || notice.kind === 'removed') groups.delete(notice.client);
    if (notice.kind !== 'groupMessage') continue;
    const { client: from, text } = notice;
    const group = groups.get(from);
    const to = [...groups].flatMap(([name, its]) => (its === group && name !== from ? [name] : []));
    texts.push({ from, text, to: new Set(to) });
  }
  return texts;
}
