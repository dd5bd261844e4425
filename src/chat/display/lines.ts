/**
 * The lines that the user sees, word for word as users of this chat expect them. Every value goes
 * through `safe` exactly once, here or in `reasons.ts` and `sheets.ts`, which make parts of them;
 * nothing after this file looks at the words again. Only a message may be several lines.
 */
import type { ClientNotice, Message, ServerNotice } from '../../../machines/vocabulary.ts';
import { displayWidth } from './displayWidth.ts';
import { missing } from './missing.ts';
import { type Paint, plain } from './paint.ts';
import {
  addressText,
  groupNewsText,
  presenceText,
  reasonText,
  refusalText,
  rosterText,
  silentServerText,
  stayingText,
  undeliveredText,
} from './reasons.ts';
import { safe, safeLines, safeText } from './safeText.ts';
import { helpTexts, tableTexts } from './sheets.ts';

const MARK = '>>> ';

/** The prompt mark of a user who is in `group`, or in none. */
export function promptMark(group: string | null): string {
  return group === null ? MARK : safe`>>> (${group}) `;
}

/**
 * What a client shows for a notice.
 *
 * @param group the group the user is in at that moment
 * @param columns of the screen: help and the table are made to fit
 */
export function clientLines(
  notice: ClientNotice,
  group: string | null,
  paint: Paint = plain,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const mark = promptMark(isSaidOutside(notice) ? null : group);
  const painted = paint('mark', mark);
  const texts = clientTexts(notice, group, paint, columns - displayWidth(mark));
  return texts.flatMap((text) => (painted + text).split('\n'));
}

/** What a server prints for a notice. */
export function serverLines(notice: ServerNotice, paint: Paint = plain): string[] {
  const mark = paint('mark', MARK);
  return serverTexts(notice, paint).flatMap((text) => (mark + text).split('\n'));
}

/** What a server prints when it has started. */
export function serverOnlineLine(ip: string, port: number, paint: Paint = plain): string {
  return `${paint('mark', MARK)}Server is online (${addressText({ ip, port })})`;
}

/** What a server prints for those who want to join. `server` is what they type for it. */
export function joinLine(server: string, paint: Paint = plain): string {
  return `${paint('mark', MARK)}${safe`[To join: statechat client <name> ${server}]`}`;
}

/** What stands for lines that nobody read in time. */
export function leftOutLine(count: number): string {
  return `${MARK}[${count} lines were left out: they were not read in time]`;
}

/** Where a browser finds the inspector. */
export function inspectorLine(url: string, paint: Paint = plain): string {
  return `${paint('mark', MARK)}[Inspector: ${url}]`;
}

/** What is said when another inspector was there before. */
export function otherInspectorLine(url: string, paint: Paint = plain): string {
  return `${paint('mark', MARK)}[Processes started with --inspect report to ${url}]`;
}

/** These are about entering or leaving a group, or the end: they bear the mark of no group. */
function isSaidOutside({ kind }: ClientNotice): boolean {
  return (
    kind === 'privateMessage' ||
    kind === 'entered' ||
    kind === 'left' ||
    kind === 'removed' ||
    kind === 'offline' ||
    kind === 'serverNotResponding'
  );
}

function clientTexts(
  notice: ClientNotice,
  group: string | null,
  paint: Paint,
  columns: number,
): string[] {
  const good = (text: string) => [paint('good', text)];
  const bad = (text: string) => [paint('bad', text)];
  switch (notice.kind) {
    case 'registered':
      return good('[Welcome, You are registered.]');
    case 'registeredAgain':
      return good('[The server had lost you. You are registered again, outside any group.]');
    case 'refused':
      return bad(refusalText(notice.name, notice.refusal));
    case 'tableUpdated':
      return ['[Client table updated.]'];
    case 'online':
      return [`[Online: ${rosterText(notice.who)}]`];
    case 'presence':
      return [presenceText(notice.came, notice.left)];
    case 'kept':
      return [safe`[${notice.from} wrote to you: kept until leave_group]`];
    case 'received':
      return good(safe`[Message received by ${notice.by}.]`);
    case 'notDelivered':
      return [
        ...bad(safe`[No ACK from ${notice.to}, message not delivered]`),
        ...(notice.why ? [undeliveredText(notice.to, notice.why)] : []),
      ];
    case 'privateMessage':
      return [messageText(notice.message, paint)];
    case 'groupMessage':
      return [`Group_Message ${messageText(notice.message, paint)}`];
    case 'groupNews':
      return [groupNewsText(notice.entered, notice.left)];
    case 'offline':
      return ['[You are Offline. Bye.]'];
    case 'serverNotResponding':
      return [
        ...bad('[Server not responding]'),
        ...bad('[Exiting]'),
        ...(notice.server ? [silentServerText(notice.server)] : []),
      ];
    case 'serverAway':
      return [...bad('[Server not responding]'), stayingText(notice.server)];
    case 'serverBack':
      return good(
        notice.isNew
          ? '[The server is back, and had lost you. You are registered again.]'
          : '[The server is back.]',
      );
    case 'groupCreated':
      return good(safe`[Group ${notice.group} created by Server.]`);
    case 'groupExists':
      return bad(safe`[Group ${notice.group} already exists.]`);
    case 'groups':
      return [
        '[Available group chats:]',
        ...notice.names.map(safeText),
        ...(notice.names.length === 0
          ? ['[There are none. To make one: create_group <group>]']
          : []),
      ];
    case 'entered':
      return good(safe`[Entered group ${notice.group} successfully]`);
    case 'noSuchGroup':
      return bad(safe`[Group ${notice.group} does not exist]`);
    case 'groupSent':
      return good('[Message received by Server.]');
    case 'members':
      return [safe`[Members in the group ${notice.group}:]`, ...notice.names.map(safeText)];
    case 'left':
      return [safe`[Leave group chat ${notice.group}]`];
    case 'removed':
      return bad(
        safe`[The server removed you from group ${notice.group}. ` +
          safe`To return: join_group ${notice.group}]`,
      );
    case 'invalid':
      return [...bad('[Invalid command]'), ...(notice.hint === '' ? [] : [safe`[${notice.hint}]`])];
    case 'notDone':
      return bad(reasonText(notice.reason));
    case 'help':
      return helpTexts(group, columns);
    case 'table':
      return [
        ...tableTexts(notice.listings, columns),
        ...(notice.leftOut === 0
          ? []
          : [safe`[${notice.leftOut} more left long ago. To see them too: table all]`]),
      ];
    default:
      return missing(notice);
  }
}

function serverTexts(notice: ServerNotice, paint: Paint): string[] {
  switch (notice.kind) {
    case 'tableUpdated':
      return ['[Server table updated.]'];
    case 'groupCreated':
      return [safe`[Client ${notice.client} created group ${notice.group} successfully]`];
    case 'groupExists':
      return [
        safe`[Client ${notice.client} creating group ${notice.group} failed, ` +
          'group already exists]',
      ];
    case 'groupsListed':
      return listTexts(
        notice,
        safe`[Client ${notice.client} requested listing groups, current groups:]`,
      );
    case 'joined':
      return [safe`[Client ${notice.client} joined group ${notice.group}]`];
    case 'noSuchGroup':
      return [
        safe`[Client ${notice.client} joining group ${notice.group} failed, group does not exist]`,
      ];
    case 'groupMessage':
      return [`${safe`[Client ${notice.client} sent group message: `}${safeLines(notice.text)}]`];
    case 'removed':
      return [
        paint(
          'bad',
          safe`[Client ${notice.client} not responsive, removed from group ${notice.group}]`,
        ),
      ];
    case 'membersListed':
      return listTexts(
        notice,
        safe`[Client ${notice.client} requested listing members of group ${notice.group}:]`,
      );
    case 'left':
      return [safe`[Client ${notice.client} left group ${notice.group}]`];
    default:
      return missing(notice);
  }
}

/** The names of a page, behind the title of the list if it is the first. */
function listTexts(
  { names, isContinued }: { readonly names: readonly string[]; readonly isContinued?: true },
  title: string,
): string[] {
  const lines = names.map(safeText);
  return isContinued ? lines : [title, ...lines];
}

function messageText({ from, text }: Message, paint: Paint): string {
  return `${paint('sender', safeText(from))}: ${safeLines(text)}`;
}
