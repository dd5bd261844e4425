/** How a client and its user talk: what a notice becomes, and what a typed line asks for. */
import type { ClientNotice, Command } from '../../../machines/vocabulary.ts';
import { parseCommand } from '../../chat/commands/parse.ts';
import { Talk } from '../../chat/commands/talk.ts';
import { clientJson, leftOutJson } from '../../chat/display/jsonLines.ts';
import { clientLines, leftOutLine, promptMark } from '../../chat/display/lines.ts';
import { paintFor } from '../../chat/display/paint.ts';
import { safeText } from '../../chat/display/safeText.ts';
import type { Surroundings } from '../environment.ts';
import { isCall } from './calls.ts';
import type { ChatLog } from './chatLog.ts';
import { clockTime } from './clockTime.ts';

/** What the user has asked for. */
export interface Manner {
  /** Each line begins with the time of day. */
  readonly time?: boolean | undefined;
  /** Rings the terminal's bell, and paints the line, when somebody wants this user. */
  readonly bell?: boolean | undefined;
  /** Only messages, what was asked for, and what went wrong. */
  readonly quiet?: boolean | undefined;
  /** One object a line, for programs. */
  readonly json?: boolean | undefined;
  /** A line that is no command is a message. */
  readonly talk?: boolean | undefined;
  /** The file in which what is typed is kept for the next session. */
  readonly historyPath?: string | null | undefined;
  /** Takes everything that is shown and typed. */
  readonly log?: ChatLog | undefined;
}

const BELL = '\x07';

/** What the time of day takes of a row. */
const TIME_COLUMNS = 'hh:mm:ss '.length;

/** One user's dialogue with one client. */
export class Dialogue {
  private readonly manner: Manner;
  private readonly name: string;
  private readonly surroundings: Surroundings;
  private readonly talk: Talk | null;

  constructor(surroundings: Surroundings, name: string, manner: Manner = {}) {
    this.manner = manner;
    this.name = name;
    this.surroundings = surroundings;
    this.talk = manner.talk ? new Talk() : null;
  }

  /** What is shown of a notice; nothing if the user wants no such things. */
  lines(notice: ClientNotice, group: string | null): readonly string[] {
    const { time, bell, quiet, json, log } = this.manner;
    const { stdout, variables } = this.surroundings;
    const now = this.surroundings.now();
    log?.add(clientLines(notice, group), now);
    if (quiet && !SHOWN_IF_QUIET[notice.kind]) return [];
    if (json) return [clientJson(notice, group, now)];
    // Without a terminal nobody is waiting to be told that something waits.
    if (notice.kind === 'kept' && !stdout.isTTY) return [];
    const paint = paintFor(stdout, variables);
    const rings = bell && isCall(notice, this.name);
    const room = (stdout.columns || Number.POSITIVE_INFINITY) - (time ? TIME_COLUMNS : 0);
    const lines = clientLines(notice, group, paint, room).map((line) => {
      const painted = rings ? paint('call', line) : line;
      return time ? `${paint('mark', clockTime(now))} ${painted}` : painted;
    });
    return rings && stdout.isTTY ? [BELL + lines[0], ...lines.slice(1)] : lines;
  }

  /** What is said of lines that were not read in time. */
  leftOut(count: number): string {
    return this.manner.json ? leftOutJson(count, this.surroundings.now()) : leftOutLine(count);
  }

  /** What a typed line asks for in `group`, or null for a blank one. */
  command(line: string, group: string | null): Command | null {
    const command = this.talk ? this.talk.command(line, group) : parseCommand(line);
    const { log } = this.manner;
    if (command !== null) log?.add([promptMark(group) + safeText(line)], this.surroundings.now());
    return command;
  }

  /** Whether a line means something else in a group: then its turn must have come. */
  get dependsOnGroup(): boolean {
    return this.talk !== null;
  }
}

/** Messages, what was asked for by its own command, and what went wrong: nothing else. */
const SHOWN_IF_QUIET: Readonly<Record<ClientNotice['kind'], boolean>> = {
  registered: false,
  registeredAgain: true,
  refused: true,
  tableUpdated: false,
  online: false,
  presence: false,
  received: false,
  notDelivered: true,
  privateMessage: true,
  kept: true,
  groupMessage: true,
  groupNews: false,
  offline: false,
  serverNotResponding: true,
  serverAway: true,
  serverBack: true,
  groupCreated: false,
  groupExists: true,
  groups: true,
  entered: false,
  noSuchGroup: true,
  groupSent: false,
  members: true,
  left: false,
  removed: true,
  invalid: true,
  notDone: true,
  help: true,
  table: true,
};
