/** What a user is told alike inside a group and outside, by what happened. */
import type { ClientEvent, PlaceEvent } from '../clientProtocol.ts';
import type { ClientNotice, Meaning, Reason } from '../vocabulary.ts';

/** Every user is in one place, and has one name. */
export interface Where {
  readonly name: string;
  /** Null outside. */
  readonly group: string | null;
}

/** Why the command that led here cannot be carried out. */
export function obstacleOf(event: PlaceEvent): Reason | null {
  return 'obstacle' in event ? event.obstacle : null;
}

export function obstacleNotice(event: PlaceEvent): ClientNotice {
  return { kind: 'notDone', reason: obstacleOf(event) ?? { kind: 'interrupted' } };
}

/** One for each message that has arrived. */
export function receivedNotices(event: Event<'private.acked'>): ClientNotice[] {
  const { by, count } = event;
  return Array.from({ length: count }, () => ({ kind: 'received', by }));
}

export function notDeliveredNotice(
  event: Event<'private.failed'> | Event<'command.send'>,
): ClientNotice {
  const why = event.type === 'private.failed' ? event.why : ({ kind: 'offline' } as const);
  return { kind: 'notDelivered', to: event.to, why };
}

export function broadcastNotice(event: Event<'server.groupSent'>, group: string): ClientNotice {
  if (event.outcome === 'sent') return { kind: 'groupSent' };
  return { kind: 'notDone', reason: { kind: 'groupBusy', group } };
}

export function invalidNotice(event: PlaceEvent, where: Where): ClientNotice {
  return { kind: 'invalid', hint: hintOf(event, where) };
}

/** Where a command may be typed, for the hint behind `[Invalid command]`. */
function hintOf(event: PlaceEvent, { name, group }: Where): string {
  if (event.type === 'command.unknown') {
    const { hint, meant } = event;
    return meant === null ? hint : `${hint}: ${HOW_TO[meant]({ name, group })}`;
  }
  if (event.type === 'command.dereg') return `to leave the chat: dereg ${name}`;
  const command = event.type.replace('command.', '');
  return group === null
    ? `${command} works inside a group: join_group <group> first`
    : `${command} works outside a group: leave_group first`;
}

/** What to type instead, where the user is. */
const HOW_TO: Readonly<Record<Meaning, (where: Where) => string>> = {
  leave: ({ name, group }) =>
    group === null
      ? `to leave the chat, type dereg ${name}`
      : 'to leave the chat, type dereg; to leave the group, leave_group',
  message: ({ group }) =>
    group === null
      ? 'to write to somebody, type send <name> <message>; help shows all commands'
      : 'to write to the group, type send_group <message>; help shows all commands',
};

type Event<Type extends ClientEvent['type']> = Extract<ClientEvent, { type: Type }>;
