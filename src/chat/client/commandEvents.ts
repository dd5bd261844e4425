import type { CommandEvent } from '../../../machines/clientProtocol.ts';
import type { Command, Reason } from '../../../machines/vocabulary.ts';
import { MAX_TEXT_BYTES } from '../limits.ts';
import { isName } from '../names.ts';
import { fitsMessage, textBytes } from '../wire/fields.ts';
import type { ClientTable } from './clientTable.ts';

/** Turns a command into an event, with what stands in its way by what we know now. */
export function eventOf(command: Command, ownName: string, table: ClientTable): CommandEvent {
  switch (command.kind) {
    case 'send': {
      const { to, text } = command;
      const entry = table.get(to);
      const unknown: Reason | null = entry ? null : { kind: 'unknownName', name: to };
      const isPeerOffline = entry?.status === 'offline';
      return {
        type: 'command.send',
        to,
        text,
        isPeerOffline,
        obstacle: unknown ?? textFault(text),
      };
    }
    case 'dereg': {
      const { name } = command;
      const isOther = name !== null && name !== ownName;
      const obstacle: Reason | null = isOther ? { kind: 'notYourName', name, own: ownName } : null;
      return { type: 'command.dereg', name, obstacle };
    }
    case 'create_group':
    case 'join_group': {
      const { group } = command;
      const obstacle: Reason | null = isName(group) ? null : { kind: 'badGroupName', name: group };
      return { type: `command.${command.kind}`, group, obstacle };
    }
    case 'send_group':
      return { type: 'command.send_group', text: command.text, obstacle: textFault(command.text) };
    case 'unknown':
      return { type: 'command.unknown', hint: command.hint, meant: command.meant ?? null };
    case 'table':
      return { type: 'command.table', isAll: command.all === true };
    default:
      return { type: `command.${command.kind}` };
  }
}

function textFault(text: string): Reason | null {
  if (text.length === 0) return { kind: 'textEmpty' };
  if (/\p{Surrogate}/u.test(text)) return { kind: 'textMalformed' };
  if (fitsMessage(text)) return null;
  return { kind: 'textTooLong', bytes: textBytes(text), limitBytes: MAX_TEXT_BYTES };
}
