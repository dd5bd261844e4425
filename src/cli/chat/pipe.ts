/** A client without a terminal: commands from a pipe or a file, plain lines to another. */
import type { ClientNotice, Command } from '../../../machines/vocabulary.ts';
import type { RunningClient } from '../../udp/chat.ts';
import type { Dialogue } from '../dialogue/dialogue.ts';
import type { Surroundings } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { awaitReader, tellClosed } from '../output/ends.ts';
import { Printer } from '../output/printer.ts';
import { printNotice } from '../output/printNotice.ts';
import { type BadLine, inputLines } from './inputLines.ts';
import { Undone } from './undone.ts';

/** What may be under way before more of the input is read: it is all kept in memory. */
const MAX_COMMANDS_UNDER_WAY = 1_024;
const MAX_CHARACTERS_UNDER_WAY = 4 * 1024 * 1024;

const UNDONE_STATUS = 1;

/** The lines of one client. */
export class Pipe {
  private readonly surroundings: Surroundings;
  private readonly dialogue: Dialogue;
  private readonly printer: Printer;
  private readonly undone = new Undone();
  private isInputOver = false;
  /** The input, or somebody from outside, has asked the client to leave before that. */
  private isOrderly = false;

  constructor(surroundings: Surroundings, dialogue: Dialogue) {
    this.surroundings = surroundings;
    this.dialogue = dialogue;
    this.printer = new Printer({
      output: surroundings.stdout,
      leftOutLine: (count) => dialogue.leftOut(count),
    });
  }

  /** Prints a notice. */
  show(notice: ClientNotice, group: string | null): void {
    this.undone.saw(notice);
    if (notice.kind === 'offline') this.isOrderly = !this.isInputOver;
    printNotice(this.printer, notice, this.dialogue.lines(notice, group));
  }

  /** There is no prompt to draw again. */
  refresh(): void {}

  /** Carries out the input until it or the client ends; resolves with the exit status. */
  async run(start: () => Promise<RunningClient>): Promise<number> {
    const client = await start();
    const { stdin, stdout, stderr, signals } = this.surroundings;
    const interruptions = new Interruptions(signals, () => client.leave());
    this.printer.watch((state) => {
      client.readerIs(state);
      if (state === 'gone') tellClosed(stderr);
    });
    const lines = inputLines(untilUnreadable(stdin));
    const allDone = this.feed(lines, client).then(() => {
      this.isInputOver = true;
      interruptions.ask();
    });
    try {
      // `allDone` says when to leave; only the client says when it has left.
      const ways = [client.ended, interruptions.forced, allDone.then(() => never)];
      return this.statusAfter(await Promise.race(ways), client);
    } finally {
      stdin.destroy();
      this.printer.close();
      if (interruptions.isUrgent) await awaitReader(stdout, interruptions.forced);
      interruptions.close();
    }
  }

  /** What the input asked for in vain makes a failure of it, unless it ended by a `dereg`. */
  private statusAfter(status: number, client: RunningClient): number {
    this.undone.notReached(client.waiting);
    const summary = this.undone.summary();
    if (summary === null || this.isOrderly) return status;
    this.surroundings.stderr.write(`statechat: ${summary}\n`);
    return status === 0 ? UNDONE_STATUS : status;
  }

  /** Gives the client every line of the input; resolves when all is done. */
  private async feed(lines: AsyncIterable<string | BadLine>, client: RunningClient): Promise<void> {
    let commands = 0;
    let characters = 0;
    for await (const line of lines) {
      // What was asked for before may lead into a group.
      if (this.dialogue.dependsOnGroup) await client.settled();
      const command =
        typeof line === 'string' ? this.dialogue.command(line, client.group) : mend(line);
      if (command !== null) client.command(command);
      commands += 1;
      characters += typeof line === 'string' ? line.length : 0;
      if (commands >= MAX_COMMANDS_UNDER_WAY || characters >= MAX_CHARACTERS_UNDER_WAY) {
        await client.settled();
        commands = 0;
        characters = 0;
      }
      // What comes of the commands is not left out: the next one waits for the reader.
      await this.printer.room();
    }
    await client.settled();
  }
}

const never = new Promise<never>(() => {});

/** An input that can no longer be read has ended. */
async function* untilUnreadable(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* input;
  } catch {
    // It was closed, or is not one that can be read.
  }
}

function mend({ problem }: BadLine): Command {
  const hint =
    problem === 'notUtf8'
      ? 'the line is not UTF-8 text: save the input as UTF-8'
      : 'the line is too long to be a command';
  return { kind: 'unknown', hint };
}
