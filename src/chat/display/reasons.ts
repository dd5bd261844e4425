/** Lines that say why, and who: those behind the fixed ones. Their wording is ours. */
import type {
  Reason,
  Refusal,
  Roster,
  Undelivered,
  Whereabouts,
} from '../../../machines/vocabulary.ts';
import { NAME_RULE } from '../names.ts';
import { clip } from './clip.ts';
import { missing } from './missing.ts';
import { safe, safeText } from './safeText.ts';

/** Characters of a text that was not sent by which one knows it again. */
const ABOUT_CHARACTERS = 40;

/** An address as it is typed. */
export function addressText({ ip, port }: Whereabouts): string {
  return ip.includes(':') ? safe`[${ip}]:${port}` : safe`${ip}:${port}`;
}

/** A few names, and how many there are besides. */
export function rosterText({ names, count }: Roster): string {
  const more = count - names.length;
  const items = [...names.map(safeText), ...(more > 0 ? [`${more} more`] : [])];
  const last = items.pop() ?? 'nobody';
  return items.length === 0 ? last : `${items.join(', ')} and ${last}`;
}

/** Who came and who left, in one line; not to be taken for entering and leaving a group. */
export function presenceText(came: Roster, left: Roster): string {
  return changesText([came, 'came online'], [left, 'went offline']);
}

/** Who entered the group and who left it, in one line. */
export function groupNewsText(entered: Roster, left: Roster): string {
  return changesText([entered, 'entered'], [left, 'left']);
}

/** Who did what, of each change that anybody made. */
function changesText(...changes: readonly (readonly [who: Roster, did: string])[]): string {
  const parts = changes.flatMap(([who, did]) =>
    who.count > 0 ? [`${rosterText(who)} ${did}`] : [],
  );
  return `[${parts.join('; ')}]`;
}

/** Why a private message was not delivered. */
export function undeliveredText(to: string, why: Undelivered): string {
  switch (why.kind) {
    case 'offline':
      return safe`[${to} is offline. To see who is not: table]`;
    case 'gone':
      return safe`[${to} did not respond at ${addressText(why.at)}, and is offline now]`;
    case 'restarted':
      return safe`[${to} was started again before it responded. Send it once more.]`;
    case 'unreachable':
      return (
        safe`[${to} did not respond at ${addressText(why.at)}, though the table shows it online. ` +
        'A firewall or a NAT may be in between.]'
      );
    case 'ended':
      return safe`[${to} had not responded at ${addressText(why.at)} when the chat ended]`;
    default:
      return missing(why);
  }
}

/** That a client stays though its server does not respond. */
export function stayingText(server: Whereabouts | undefined): string {
  const who = server ? addressText(server) : 'The server';
  return (
    safe`[${who} did not respond, and is called again and again. ` +
    'What needs it waits until it is back; ctrl-C leaves.]'
  );
}

/** Which server did not respond. */
export function silentServerText(server: Whereabouts): string {
  return safe`[${addressText(server)} did not respond. Is a server running there?]`;
}

/** Why the server does not take a client. */
export function refusalText(name: string, refusal: Refusal): string {
  switch (refusal) {
    case 'nameTaken':
      return safe`[The name ${name} is taken. Start again with another name.]`;
    case 'serverFull':
      return '[The server is full. Try again later.]';
    case 'hostFull':
      return '[The server has as many clients from your address as it takes. Try again later.]';
    case 'badName':
      return safe`[The server does not accept the name ${name}: ${NAME_RULE}]`;
    case 'serverNewer':
      return '[The server speaks a newer version of the protocol. Update this program.]';
    case 'serverOlder':
      return (
        '[The server speaks an older version of the protocol. ' +
        'Update the server, or use an older program.]'
      );
    default:
      return missing(refusal);
  }
}

/** Why a command was understood but not carried out, and how to mend that. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'unknownName':
      return safe`[No client is called ${reason.name}. Type table to see who is known.]`;
    case 'notYourName':
      return safe`[You can only deregister yourself: dereg ${reason.own}]`;
    case 'textTooLong':
      return (
        safe`[The text is ${reason.bytes} bytes long and at most ` +
        safe`${reason.limitBytes} can be sent. Send it in parts.]`
      );
    case 'textEmpty':
      return '[There is no text. Type one after the command.]';
    case 'textMalformed':
      return '[The text holds half a character, a lone surrogate. Send it without.]';
    case 'badGroupName':
      return safe`[${reason.name} cannot be the name of a group: ${NAME_RULE}]`;
    case 'groupBusy':
      return (
        safe`[Group ${reason.group} has too many messages under way. ` +
        'Wait a moment and send it again.]'
      );
    case 'tooManyGroups':
      return '[The server takes no more groups from you. Join one that there is: list_groups]';
    case 'interrupted':
      return '[The server lost you before it answered. Type the command again.]';
    case 'unanswered': {
      const start = clip(reason.about ?? '', ABOUT_CHARACTERS);
      return (
        safe`[${[reason.command, start].join(' ').trimEnd()} was not answered, and perhaps not ` +
        'done. Type it again if need be.]'
      );
    }
    case 'neverReached':
      return reason.count === 1
        ? '[1 command that waited for the server was not carried out]'
        : `[${reason.count} commands that waited for the server were not carried out]`;
    default:
      return missing(reason);
  }
}
