import type { ClientNotice, Command, ServerNotice } from '../../machines/vocabulary.ts';
import { clientLines, promptMark, serverLines } from '../chat/display/lines.ts';
import type { Paint } from '../chat/display/paint.ts';
import { paintFor } from '../chat/display/paint.ts';
import { safeText } from '../chat/display/safeText.ts';
import type { Surroundings } from '../cli/environment.ts';
import { Printer } from '../cli/output/printer.ts';
import type { Pace } from './pace.ts';

const MARGIN = 8;

/** Shows what everybody in the demo types and sees, each line behind the name of whose it is. */
export class Stage {
  private readonly paint: Paint;
  private readonly printer: Printer;
  private readonly pace: Pace;
  private isOpen = true;

  constructor({ stdout, variables }: Surroundings, pace: Pace) {
    this.pace = pace;
    this.paint = paintFor(stdout, variables);
    this.printer = new Printer({ output: stdout });
  }

  /** What happens, in the words of a narrator, and lines that go with it. */
  narrate(text: string, ...others: readonly string[]): void {
    this.pace.printed([text, ...others]);
    this.printer.notice(['', this.paint('sender', text), ...others]);
  }

  typed(name: string, command: Command, group: string | null): void {
    this.print(name, [`${promptMark(group)}${safeText(wordsOf(command))}`]);
  }

  client(name: string, notice: ClientNotice, group: string | null): void {
    this.print(name, clientLines(notice, group, this.paint));
  }

  server(notice: ServerNotice): void {
    this.print('server', serverLines(notice, this.paint));
  }

  /** From now on the players are not heard any more. */
  close(): void {
    this.printer.close();
    this.isOpen = false;
  }

  private print(name: string, lines: readonly string[]): void {
    if (!this.isOpen) return;
    const margin = this.paint('mark', name.padEnd(MARGIN));
    this.pace.printed(lines);
    this.printer.notice(lines.map((line) => margin + line));
  }
}

/** A command as one types it. */
function wordsOf(command: Command): string {
  switch (command.kind) {
    case 'send':
      return `send ${command.to} ${command.text}`;
    case 'send_group':
      return `send_group ${command.text}`;
    case 'create_group':
    case 'join_group':
      return `${command.kind} ${command.group}`;
    case 'dereg':
      return `dereg ${command.name ?? ''}`;
    default:
      return command.kind;
  }
}
