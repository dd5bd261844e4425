/** What a user is told alike inside a group and outside, by what happened. */
import { assertEvent } from 'xstate';
import type { PlaceEvent } from '../clientProtocol.ts';
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
export function receivedNotices(event: PlaceEvent): ClientNotice[] {
  assertEvent(event, 'private.acked');
  const { by, count } = event;
  return Array.from({ length: count }, () => ({ kind: 'received', by }));
}

export function notDeliveredNotice(event: PlaceEvent): ClientNotice {
  assertEvent(event, ['private.failed', 'command.send']);
  const why = event.type === 'private.failed' ? event.why : ({ kind: 'offline' } as const);
  return { kind: 'notDelivered', to: event.to, why };
}

export function broadcastNotice(event: PlaceEvent, { group }: Where): ClientNotice {
  assertEvent(event, 'server.groupSent');
  if (event.outcome === 'sent') return { kind: 'groupSent' };
  return { kind: 'notDone', reason: { kind: 'groupBusy', group: group ?? '' } };
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
